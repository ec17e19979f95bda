"""What goes over the wire: a first visit with everything it names, and a later one."""

import gzip
import re
import socket
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

from bench import data
from bench.common import Databases, Figure, connected, environment
from bench.starting import served
from rpp.config import ROOT

FIRST, LATER = 170_000, 30_000
NAMED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
LOADED = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="load"')


def wire(databases: Databases) -> list[Figure]:
    """Bytes of the demo's pages: HTML, fragments, style, scripts and all fonts the style names."""
    url = databases.new("SQLite")
    env = environment(
        RPP_DATABASE_URL=url, RPP_INSTANCE=str(databases.folder), FLASK_APP="app", RPP_DEMO="1"
    )
    subprocess.run(
        [sys.executable, "-m", "flask", "seed", "--demo"],
        env=env,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    engine = connected(url)
    problem = data.discuss(engine, 20)
    engine.dispose()
    figures = []
    with served(databases, url, workers=1) as (address, _):
        for path in ("/", f"/problems/{problem}", "/briefs"):
            page, first = _fetch(urljoin(address, path))
            for fragment in LOADED.findall(page):
                first += _fetch(urljoin(address, fragment))[1]
            later = first
            for asset in _assets(address, page):
                first += _fetch(asset)[1]
            figures.append(
                Figure(
                    f"bytes of a visit to {'/problems/…' if path.startswith('/prob') else path}",
                    "first 170 KB, later 30 KB",
                    f"first {first / 1000:.0f} KB, later {later / 1000:.0f} KB",
                    "gunicorn, br and gzip accepted, with headers and every font",
                    first <= FIRST and later <= LATER,
                )
            )
    return figures


def _assets(address: str, page: str) -> set[str]:
    """Everything the page and its style sheet name on this server."""
    found = set()
    for name in NAMED.findall(page):
        asset = urljoin(address, name)
        found.add(asset)
        if asset.endswith(".css"):
            style = _fetch(asset, encoded=False)[0]
            fonts = re.findall(r"url\(\"?([^)\"]+\.woff2)", style)
            found |= {urljoin(asset, font) for font in fonts}
    return found


def _fetch(address: str, *, encoded: bool = True) -> tuple[str, int]:
    """The text (undone from gzip), and how many bytes came, headers included."""
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    accept = "Accept-Encoding: br, gzip\r\n" if encoded else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{accept}Connection: close\r\n\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 80), 30) as connection:
        connection.sendall(request.encode())
        raw = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], (address, head[:80])
    if b"Content-Encoding: gzip" in head:
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace"), len(raw)
