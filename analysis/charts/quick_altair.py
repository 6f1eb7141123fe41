"""Import altair without its widget for Jupyter, which imports IPython and ipywidgets; it comes when it is first asked for."""

import sys
from typing import Any

WIDGETS = "anywidget"


def import_quickly() -> None:
    """Import altair, and leave its `JupyterChart` to be imported when it is first called.

    No picture here is drawn by it, and it takes a sixth of altair's own time to import. Where altair or the package its widget needs
    is imported already, nothing is done.

    >>> import_quickly()
    >>> callable(sys.modules["altair"].JupyterChart)
    True
    """
    if "altair" in sys.modules or WIDGETS in sys.modules:
        return
    # A name that is None in there is one that cannot be imported: altair then makes a stand-in that only raises.
    sys.modules[WIDGETS] = None  # type: ignore[assignment]
    try:
        import altair
    finally:
        del sys.modules[WIDGETS]
    altair.JupyterChart = _jupyter_chart  # type: ignore[assignment,misc]


def _jupyter_chart(*args: Any, **kwargs: Any) -> Any:
    import altair
    from altair.jupyter.jupyter_chart import JupyterChart

    altair.JupyterChart = JupyterChart  # type: ignore[misc]
    return JupyterChart(*args, **kwargs)
