"""The tally's own text: nothing in it rounds, and nothing in it knows the web or the database."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from rpp.rounds import tally

FOLDER = Path(tally.__file__).parent
FILES = sorted(FOLDER.glob("*.py"))
# What may be imported: nothing here rounds, guesses, or reaches out.
KNOWN = {
    "codecs",
    "collections",
    "csv",
    "dataclasses",
    "fractions",
    "functools",
    "heapq",
    "io",
    "itertools",
    "math",
    "re",
    "rpp",
    "typing",
}


def roundings(tree: ast.AST) -> list[str]:
    """Where a number could be rounded: float literals and calls, `/`, and `math` but for integers.

    `/` is refused altogether: of two integers it makes a float, and Fraction(a, b) says the same.
    """
    found = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{line}: {node.value}")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{line}: /")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            exact = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant)
            found += [] if exact else [f"{line}: **"]
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in ("float", "complex", "round", "truediv", "fsum", "limit_denominator"):
                found.append(f"{line}: {name}")
        if isinstance(node, ast.ImportFrom) and node.module == "math":
            names = {alias.name for alias in node.names}
            found += [f"{line}: {name}" for name in names - {"gcd", "lcm"}]
        if isinstance(node, ast.Import) and any(alias.name == "math" for alias in node.names):
            found.append(f"{line}: math")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_float_anywhere(path: Path):
    assert roundings(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "text", ["x = 0.5", "x = a / b", "x /= 2", "float(x)", "round(x)", "from math import sqrt"]
)
def test_the_check_sees_each_way_to_round(text: str):
    assert roundings(ast.parse(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_tally_imports_only_itself_and_the_language(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            assert name.split(".")[0] in KNOWN
            assert not name.startswith("rpp") or name.startswith("rpp.rounds.tally")


def test_counting_loads_no_database():
    code = "import sys, rpp.rounds.commands; print('sqlalchemy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parents[2],
    )
    assert done.stdout.strip() == "False"


def test_it_is_the_same_in_every_process():
    code = (
        "from rpp.rounds.tally import *;"
        "p = [Project(str(n), n % 4 + 1) for n in range(12)];"
        "b = [{str((n * k) % 12): k for k in range(1, 5)} for n in range(30)];"
        "print([rule(from_points(p, 9, b)) for rule in RULES.values()])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=FOLDER.parents[2],
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(said) == 1
