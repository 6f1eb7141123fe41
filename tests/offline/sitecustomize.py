"""Refuse every address but this machine's own, in every Python that starts with this folder on its path.

`make test` puts it there for the tests, the notebooks' kernels and what they start; who asked stands in the file OFFLINE_LOG.
"""

import os
import sys

ASKED = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
OWN = ("127.", "::1", "localhost", "0.0.0.0")


def refuse(event: str, args: tuple) -> None:
    if event not in ASKED:
        return
    place = args[ASKED[event]]
    host = place[0] if isinstance(place, tuple) else None if ASKED[event] else place
    host = host.decode() if isinstance(host, bytes) else host
    if not host or str(host).startswith(OWN):
        return
    if log := os.environ.get("OFFLINE_LOG"):
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{event} {host}, asked by {' '.join(sys.orig_argv)[:200]}\n")
    raise PermissionError(f"the network is closed to tests: {event} {host}")


sys.addaudithook(refuse)
