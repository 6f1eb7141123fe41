"""The command line: `python -m analysis COMMAND`."""

import errno
import sys

import typer

from analysis.cli import briefings, data
from analysis.errors import AnalysisError, missing_dependency

app = typer.Typer(
    name="analysis",
    help="Europe and the United States for Ukraine: tables, figures and briefings.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(data.app)
app.add_typer(briefings.app)
app.add_typer(data.refresh_app, name="refresh")
app.add_typer(briefings.figures_app, name="figures")

NOWHERE_TO_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def main() -> None:
    """Run a command; an error of ours is two lines on stderr and exit code 1, without a traceback."""
    try:
        app()
    except AnalysisError as fault:
        print(f"error: {fault}", file=sys.stderr)
        raise SystemExit(1) from None
    except ModuleNotFoundError as fault:
        if not (said := missing_dependency(fault)):
            raise
        print(f"error: {said}", file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as fault:
        # Temporary files are written by packages too; what they say of a full disk is for those who wrote them.
        if fault.errno not in NOWHERE_TO_WRITE and "temporary directory" not in str(fault):
            raise
        place = f"{fault.filename or 'a temporary file'} cannot be written: {fault.strerror or fault}"
        print(f"error: {place}\n  -> free space on the disk, or set TMPDIR to a folder that takes files", file=sys.stderr)
        raise SystemExit(1) from None
