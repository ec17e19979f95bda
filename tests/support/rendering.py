"""What an older renderer left, and the command that renders it anew."""

from typing import Any

from sqlmodel import SQLModel, select

from rpp import markup

OLD = markup.VERSION - 1


def refreshed(world: Any) -> int:
    """How many texts the command rendered."""
    run = world.make.app.test_cli_runner().invoke(args=["markup", "refresh"])
    assert run.exit_code == 0, run.output
    return int(run.output.split()[0])


def changed(world: Any, model: type[SQLModel], **values: Any) -> None:
    """Set these values in every row."""
    with world.make.writing() as session:
        for row in session.exec(select(model)):
            for name, value in values.items():
                setattr(row, name, value)
