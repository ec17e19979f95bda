"""Arrays in files that all processes of a machine map: written once, read only, replaced whole.

A generation is a folder; it is written beside the others and renamed, by one process at a time.
What another process has mapped stays readable for it after the folder is gone.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from flask import current_app
from numpy.typing import NDArray
from sqlmodel import Session

from rpp.config import Settings

Array = NDArray[Any]


def newest(folder: Path, kind: str) -> tuple[str, dict[str, Array]] | None:
    """The name of the newest generation of a kind, and its arrays; None where there is none."""
    for _ in range(3):
        try:
            found = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns)
            if not found:
                return None
            arrays = {path.stem: np.load(path, mmap_mode="r") for path in found[-1].glob("*.npy")}
        except (OSError, ValueError, EOFError):
            # Replaced at this moment, or broken: then it is made anew.
            continue
        return found[-1].name.removeprefix(f"{kind}-"), arrays
    return None


def write(folder: Path, kind: str, name: str, arrays: Mapping[str, Array]) -> bool:
    """Write a generation, and remove the others of its kind; False where another process does."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder / f"{kind}.lock") as alone:
        if not alone:
            return False
        making = folder / f".making-{kind}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        for called, array in arrays.items():
            with (making / f"{called}.npy").open("wb") as file:
                np.save(file, array)
                file.flush()
                os.fsync(file.fileno())
        right = folder / f"{kind}-{name}"
        shutil.rmtree(right, ignore_errors=True)
        making.rename(right)
        for old in folder.glob(f"{kind}-*"):
            if old != right:
                shutil.rmtree(old, ignore_errors=True)
    return True


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def folder_of(session: Session) -> Path | None:
    """Where the files of this database are; None for one in memory."""
    url = session.get_bind().engine.url
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        return None
    settings: Settings = current_app.extensions["rpp.settings"]
    # Two schemas of one database are told apart by the options of the address.
    name = f"{url.host}:{url.port}/{url.database}?{sorted(url.query.items())}"
    return settings.instance / "search" / sha256(name.encode()).hexdigest()[:12]
