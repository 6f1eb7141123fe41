"""Import altair without its widget for Jupyter, which imports IPython and ipywidgets, and have it put charts together in less time."""

import sys
from typing import Any

WIDGETS = "anywidget"


def import_quickly() -> None:
    """Import altair, leave its `JupyterChart` to be imported when it is first called, and have charts put together quickly.

    No picture here is drawn by it, and it takes a sixth of altair's own time to import. Where altair or the package its widget needs
    is imported already, it stays.

    >>> import_quickly()
    >>> callable(sys.modules["altair"].JupyterChart)
    True
    """
    if "altair" not in sys.modules and WIDGETS not in sys.modules:
        _import_without_widget()
    from analysis.charts.quick_copies import copy_quickly
    from analysis.charts.quick_wrappers import wrap_quickly

    copy_quickly()
    wrap_quickly()


def _import_without_widget() -> None:
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
