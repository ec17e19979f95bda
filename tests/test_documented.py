"""What an operator can set or run, and who may do what, is said in the documents."""

import re
import tomllib
from pathlib import Path

import click
import pytest
from flask import Flask

from rpp.config import PREFIX, ROOT, Settings
from rpp.policy import PERMISSIONS

MANUAL = (ROOT / "README.md").read_text() + (ROOT / "docs" / "operations.md").read_text()
# Commands that come with Flask and its extensions.
NOT_OURS = {"run", "shell", "routes", "limiter"}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_manual(name: str) -> None:
    assert re.search(rf"\b{PREFIX}{name.upper()}\b", MANUAL)


def commands(group: click.Group, before: str = "") -> list[str]:
    """All commands with the names of their groups before them."""
    found: list[str] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append(before + name)
    return found


def test_every_command_is_in_the_manual(one_app: Flask) -> None:
    ours = [name for name in commands(one_app.cli) if name.split()[0] not in NOT_OURS]
    assert "upgrade" in ours
    missing = [name for name in ours if not re.search(rf"\b{name}\b", MANUAL)]
    assert not missing


def test_every_permission_is_said_in_words() -> None:
    page = (ROOT / "docs" / "permissions.md").read_text()
    said = re.findall(r"^\| `([a-z_.]+)` \|", page, re.M)
    assert sorted(said) == sorted(PERMISSIONS)


# --- what the documents name is there ------------------------------------------------------

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Folders of the repository: a path that begins with one of them is a path of ours.
FOLDERS = ("rpp", "templates", "tests", "docs", "migrations", "seed", "bench", "assets")
SHARED = {
    "citations",
    "documents",
    "files",
    "markup",
    "web",
}  # packages of shared files, which are no rooms


def lost(page: Path, text: str) -> list[str]:
    """The paths, pages and `make` commands that a text names and nobody finds."""
    words = re.findall(r"`([^`\n]+)`", text)
    paths = [
        word
        for word in words
        if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*", word)
        or re.fullmatch(r"(?:[a-z_]+/)+[a-z_]+\.py", word)
    ]
    roots = (ROOT, ROOT / "rpp")
    missing = [path for path in paths if not any((root / path).exists() for root in roots)]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    missing += [link for link in links if not (page.parent / link).exists()]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    commands = re.findall(r"(?:^|`)(?:[A-Z_]+=\S+ )*make ([a-z]+)", text, re.M)
    return missing + [f"make {name}" for name in commands if name not in targets]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_and_command_that_a_page_names_is_there(page: Path) -> None:
    assert lost(page, page.read_text()) == []


def test_a_path_that_went_away_is_found() -> None:
    text = "See `rpp/gone.py`, `people/gone.py`, [it](gone.md) and `make gone`; `rpp/policy.py`."
    found = ["rpp/gone.py", "people/gone.py", "gone.md", "make gone"]
    assert lost(ROOT / "README.md", text) == found


def rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "rpp").glob("*/__init__.py")} - SHARED


def test_every_room_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    floors = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {name.strip().removeprefix("rpp.") for floor in floors for name in floor.split("|")}
    assert rooms() == named, "each room needs its floor: the first contract in pyproject.toml"


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_every_room_is_on_the_page_that_shows_the_house(page: str) -> None:
    text = (ROOT / page).read_text()
    missing = [room for room in rooms() if not re.search(rf"\b{room}\b", text)]
    assert not missing, f"{page} does not name these rooms"
