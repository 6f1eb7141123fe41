"""What the project builds on: locked by hash, free to use, silent on the network, fetched over TLS that is verified."""

import json
import os
import re
import subprocess
import sys

import httpx
import pytest
from packaging.version import Version

from analysis.errors import RefreshFault
from analysis.pipeline import download
from tests.support import server
from tools import licences

QUICK = download.Patience(connect=2, read=0.5, total=1, tries=2, pause=0.01)

DRAWN = """
from analysis import figures, load, setup
setup()
print(len(figures.aid.europe_and_us(load.aid()).svg()) > 1000)
"""
ASKED = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
"""


def test_every_locked_package_comes_with_its_hash():
    for package in licences.packages():
        name = package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one["hash"]) for one in files), name
        assert all(one["url"].startswith("https://") for one in files), name
        assert package["source"].keys() == {"registry"}, name


def test_every_licence_is_compatible_and_listed():
    found = licences.installed()
    assert licences.incompatible(found) == {}
    listed = licences.TARGET.read_text(encoding="utf-8")
    # The lock holds other versions of a few for other Pythons, so names alone are compared.
    missing = [name for name in found if f"| {name} |" not in listed]
    assert missing == [], "make licences"


def test_no_package_is_locked_below_the_version_that_fixed_a_known_vulnerability():
    behind = [
        (one["name"], one["version"])
        for one in licences.packages()
        if Version(one["version"]) < Version(licences.FIXED.get(one["name"], "0"))
    ]
    assert behind == []
    assert licences.FIXED.keys() <= licences.locked().keys()


def test_an_unknown_or_binding_licence_is_noticed():
    odd = {"a": ("1", "unknown"), "b": ("1", "GPL-3.0-only"), "c": ("1", "MIT AND AGPL-3.0-only"), "d": ("1", "MIT AND ISC")}
    assert set(licences.incompatible(odd)) == {"a", "b", "c"}


def run_offline(root, code: str, log) -> subprocess.CompletedProcess:
    settings = os.environ | {"PYTHONPATH": str(root / "tests/offline"), "OFFLINE_LOG": str(log)}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=settings)


@pytest.mark.slow
def test_import_load_and_figure_ask_no_network(root, tmp_path):
    done = run_offline(root, DRAWN, tmp_path / "log")
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert not (tmp_path / "log").exists()


def test_whoever_asks_the_network_is_refused_and_named(root, tmp_path):
    done = run_offline(root, ASKED, tmp_path / "log")
    assert "the network is closed to tests: socket.connect 192.0.2.1" in done.stderr
    assert (tmp_path / "log").read_text().startswith("socket.connect 192.0.2.1, asked by")


@pytest.mark.parametrize(
    "url", ["http://example.org/t.csv", "http://127.0.0.1.example.org/t.csv", "http://localhost@example.org/t.csv"]
)
def test_an_address_without_tls_is_refused_before_anything_is_sent(tmp_path, url):
    with pytest.raises(RefreshFault, match="without TLS"):
        download.fetch(url, tmp_path / "t.csv", patience=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_an_address_without_tls_is_refused(tmp_path):
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://example.org/t.csv"})

    with (
        download.client(QUICK, transport=httpx.MockTransport(answer)) as client,
        pytest.raises(RefreshFault, match="without TLS"),
    ):
        client.get("https://example.org/t.csv")
    assert asked == ["https://example.org/t.csv"]


def test_a_certificate_is_verified(tmp_path):
    with server.serving() as site, pytest.raises(RefreshFault, match="connection failed"):
        download.fetch(site.address.replace("http://", "https://") + "t.csv", tmp_path / "t.csv", patience=QUICK)
    with download.client(QUICK) as client:
        context = client._transport._pool._ssl_context
        assert context.check_hostname
        assert context.verify_mode.name == "CERT_REQUIRED"


def test_notebooks_are_kept_without_a_signature_of_trust_and_without_scripts_of_others(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert "signature" not in notebook["metadata"], path
        for cell in notebook["cells"]:
            assert "trusted" not in cell["metadata"], path
            for output in cell.get("outputs", []):
                assert "application/javascript" not in output.get("data", {}), path
                assert not re.search(r"<script[^>]+src=", "".join(output.get("data", {}).get("text/html", ""))), path
