"""Run the command line: `python -m analysis`."""

from analysis.errors import STOPPED

if __name__ == "__main__":
    try:
        from analysis.cli import main

        main()
    except KeyboardInterrupt:
        # Before a command has begun nothing is written, and so nothing is to be told.
        raise SystemExit(STOPPED) from None
