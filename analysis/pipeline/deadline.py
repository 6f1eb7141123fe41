"""A deadline for a whole answer: what a server may not stretch by sending one byte after the other."""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import Any

CONNECTED = ("connect_tcp.complete", "start_tls.complete")
"""What the client's trace calls a connection that is there."""


class Deadline:
    """Cut every connection that is noted with it once its seconds are over, whatever is being waited for.

    The client's own limits are for the time between two pieces: headers that drip go on for hours within them.

    >>> with Deadline(60) as deadline:
    ...     deadline.is_over
    False
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._streams: list[Any] = []
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        """Say whether the seconds are over."""
        return time.monotonic() >= self._end

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Note a connection, as the trace of a request tells of it."""
        if event.endswith(CONNECTED):
            with self._lock:
                self._streams.append(info["return_value"])
            if self.is_over:
                self._cut()

    def _cut(self) -> None:
        with self._lock:
            for stream in self._streams:
                # One that is closed by now, or was given over to the encrypted one, has no socket to cut.
                with suppress(OSError, AttributeError):
                    stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
