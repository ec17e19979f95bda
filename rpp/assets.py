"""Static files under far-future names, compressed beforehand."""

import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory, url_for

from rpp.web.caching import FOREVER, kept

FOLDER = Path(__file__).parent / "static"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def fingerprint() -> dict[str, str]:
    """The first ten hex digits of each file's SHA-256, by its path below the folder."""
    return {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file() and path.suffix not in (".br", ".gz", ".md")
    }


def init_app(app: Flask) -> None:
    """Serve `rpp/static` at /static/<hash>/<path>, and give templates `asset(path)`."""
    known = fingerprint()
    app.extensions["rpp.release"] = hashlib.sha256(repr(known).encode()).hexdigest()[:10]
    # Kept per process: building the same few addresses on every page costs more than all of CSS.
    addresses: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in addresses:
            addresses[name] = url_for("static", version=known[name], name=name)
        return addresses[name]

    @kept(FOREVER)
    def static(version: str, name: str) -> Response:
        # Fonts are named by the style sheet, under its own hash: any version serves the file.
        if name not in known:
            abort(404)
        response = None
        for encoding, suffix in ENCODINGS:
            if request.accept_encodings[encoding] > 0 and (FOLDER / (name + suffix)).is_file():
                mimetype = mimetypes.guess_type(name)[0]
                response = send_from_directory(FOLDER, name + suffix, mimetype=mimetype)
                response.headers["Content-Encoding"] = encoding
                break
        response = response or send_from_directory(FOLDER, name)
        return response

    static.access = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/static/<version>/<path:name>", "static", static)
    app.jinja_env.globals["asset"] = asset
