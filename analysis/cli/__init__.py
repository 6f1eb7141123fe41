"""The command line: `python -m analysis COMMAND`."""

import errno
import sys

import typer

from analysis.cli import briefings, data, refresh, watch
from analysis.errors import AnalysisError, missing_dependency

app = typer.Typer(
    name="analysis",
    help="Europe and the United States for Ukraine: tables, figures and briefings.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(data.app)
app.add_typer(watch.app)
app.add_typer(briefings.app)
app.add_typer(refresh.app, name="refresh")
app.add_typer(briefings.figures_app, name="figures")

DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def main() -> None:
    """Run a command; an error of this package is two lines on stderr and exit code 1, without a traceback."""
    try:
        app()
    except (AnalysisError, ModuleNotFoundError, OSError) as fault:
        if not (message := _message(fault)):
            raise
        print(f"error: {message}", file=sys.stderr)
        raise SystemExit(1) from None


def _message(fault: Exception) -> str:
    """Say what is wrong and how to fix it; nothing for what is a bug."""
    if isinstance(fault, AnalysisError):
        return str(fault)
    if isinstance(fault, ModuleNotFoundError):
        return missing_dependency(fault)
    # Temporary files are written by packages too; what they say of a full disk is for those who wrote them.
    if not isinstance(fault, OSError) or (fault.errno not in DISK_ERRORS and "temporary directory" not in str(fault)):
        return ""
    place = f"{fault.filename or 'a temporary file'} cannot be written: {fault.strerror or fault}"
    return f"{place}\n  -> free space on the disk, or set TMPDIR to a folder that takes files"
