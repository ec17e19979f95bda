"""Documents that were made are kept on the disk for a while, for speed alone."""

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import current_app

from rpp.config import Settings

# How a whole PDF and a whole PNG begin and end.
_ENDS = ((b"%PDF-", b"%%EOF"), (b"\x89PNG", b"IEND\xaeB`\x82"))
_ONE_AT_A_TIME = threading.Lock()


def folder(name: str) -> Path:
    """Where the documents of a kind lie, for the portal alone; made when it is missing."""
    settings: Settings = current_app.extensions["rpp.settings"]
    path = settings.instance / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def remembered(name: str, said: object, make: Callable[[], bytes], *, most: int) -> bytes:
    """The document that says this: made once, then remembered, one at a time in each process.

    `said` is all that it says and all that sets it; of each kind the newest `most` are kept.
    """
    text = json.dumps(said, sort_keys=True)
    path = folder(name) / hashlib.sha256(text.encode()).hexdigest()
    if (known := _known(path)) is not None:
        return known
    with _ONE_AT_A_TIME:
        # Who waited finds what the one before made.
        if (known := _known(path)) is not None:
            return known
        made = make()
        _keep(path, made, most)
        return made


def _known(path: Path) -> bytes | None:
    with suppress(OSError):
        data = path.read_bytes()
        # A power cut may leave a part of it.
        ended = data.rstrip()
        if any(data.startswith(head) and ended.endswith(tail) for head, tail in _ENDS):
            return data
    return None


def _keep(path: Path, data: bytes, most: int) -> None:
    """Write it under its name at one stroke, and let go of the oldest of many."""
    with suppress(OSError):
        part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.replace(path)
        newest = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)
        for old in newest[:-most]:
            old.unlink(missing_ok=True)
