"""How JupyterLab serves this project's notebooks: offline, from start-here on, and stored in the form that the project keeps.

`make lab` names this file, as does the line without make in README.md.
"""

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
START = "00-start-here.ipynb"

sys.path.insert(0, str(HERE))
c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821


def keep_form(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Store a notebook as the project does: what its cells show is kept as it was where it is the same."""
    # Imported with the first save: JupyterLab starts without it.
    from analysis.briefing.saving import keep_stored_form

    keep_stored_form(model, Path(contents_manager.root_dir) / path)


c.FileContentsManager.pre_save_hook = keep_form
c.ServerApp.root_dir = str(HERE / "notebooks")
c.LabApp.app_settings_dir = str(HERE / ".jupyter")
c.LabApp.default_url = f"/lab/tree/{START}"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
