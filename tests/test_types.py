"""What passes between files has a type: rows are small classes, not `Any`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def untyped(source: str) -> list[str]:
    """The functions that say `Any` of what they return."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and says_any(node.returns)
    ]


def says_any(returns: ast.expr | None) -> bool:
    names = ast.walk(returns) if returns else ()
    return any(isinstance(name, ast.Name) and name.id == "Any" for name in names)


def places() -> Iterator[tuple[str, list[Path]]]:
    """Each room and each shared file, with its Python files."""
    for place in sorted((ROOT / "rpp").iterdir()):
        if place.suffix == ".py":
            yield place.name, [place]
        elif place.is_dir() and (place / "__init__.py").exists():
            yield place.name, sorted(place.rglob("*.py"))


PLACES = dict(places())


@pytest.mark.parametrize("place", sorted(PLACES))
def test_what_a_room_answers_has_a_type(place: str) -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in PLACES[place]
        if (names := untyped(path.read_text()))
    }
    assert found == {}


def test_a_function_that_says_any_is_found() -> None:
    source = "def rows() -> list[Any]: ...\ndef ids() -> set[int]: ...\ndef one(x: Any): ..."
    assert untyped(source) == ["rows"]
