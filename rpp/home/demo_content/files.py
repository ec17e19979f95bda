"""The files that the demo is told from."""

import tomllib
from typing import Any

from rpp.cli import seed_folder


def read(name: str) -> dict[str, Any]:
    """One file of the demo's content."""
    return tomllib.loads((seed_folder() / "demo" / f"{name}.toml").read_text(encoding="utf-8"))
