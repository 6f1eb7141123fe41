"""Options of a refresh: whether they fit together, whether it may write, and the command line that repeats it."""

import shlex
from collections.abc import Callable
from itertools import chain

from analysis.errors import RefreshFault

REASON = "REASON"
"""What stands for the reason in a command that a message names: whoever copies it says their own."""

FEWEST_WORDS, MOST_LETTERS = 2, 500


def refuse_two_locations(**given: object) -> None:
    """Raise RefreshFault where more than one option says where to look: all but one would be silently ignored.

    >>> refuse_two_locations(file="list.xml", url="https://example.org/list.xml")
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: --file and --url name more than one place to take it from
      -> keep one of them
    """
    places = [_option(name) for name, value in given.items() if value]
    if len(places) > 1:
        raise RefreshFault(f"{' and '.join(places)} name more than one place to take it from", "keep one of them")


def require_write_access(refusal: RefreshFault | None, dry_run: bool, say: Callable[[str], None]) -> bool:
    """Say whether data/ may be written: raises the refusal, if there is one; a dry run reports it, and may not.

    >>> require_write_access(RefreshFault("ca is not taken in", "look at it"), dry_run=True, say=print)
    a dry run: data/ stays as it is
    the real one would be refused: ca is not taken in
      -> look at it
    False
    """
    if dry_run:
        say("a dry run: data/ stays as it is")
        if refusal:
            say(f"the real one would be refused: {refusal}")
        return False
    if refusal:
        raise refusal
    return True


def require_reason(accept: str) -> str:
    """Give the reason for taking something in all the same as it is kept, on one line; raises RefreshFault for what is none.

    >>> require_reason(" Compared with the  publisher's page ")
    "Compared with the publisher's page"
    >>> require_reason("yes")
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: 'yes' is no reason that tells a reader why it was taken in all the same
      -> say what you compared and who confirmed it: --accept "Austria's fall is told in the publisher's release note"
    """
    reason = " ".join(accept.split())
    if reason == REASON or len(reason.split()) < FEWEST_WORDS or len(reason) > MOST_LETTERS or not reason.isprintable():
        shown = repr(reason) if len(reason) <= MOST_LETTERS else f"a text of {len(reason):,} letters, more than {MOST_LETTERS},"
        raise RefreshFault(
            f"{shown} is no reason that tells a reader why it was taken in all the same",
            "say what you compared and who confirmed it: --accept \"Austria's fall is told in the publisher's release note\"",
        )
    return reason


def command_line(what: str, **options: object) -> str:
    """Write a refresh as the command that does it, quoted for a shell; options that are empty or off are left out.

    >>> command_line("sanctions", source="ca", file="my lists/sema.xml", day=None, accept=REASON)
    "python -m analysis refresh sanctions --source ca --file 'my lists/sema.xml' --accept REASON"
    """
    given = [[_option(name), *([] if value is True else [str(value)])] for name, value in options.items() if value]
    return shlex.join(["python", "-m", "analysis", "refresh", what, *chain(*given)])


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
