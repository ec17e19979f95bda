"""What an operator can set or run, and who may do what, is said in the documents."""

import re

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
