"""Facts as people write them: read and written in one way, for the form and for files."""

import math
import re
from collections.abc import Mapping

from rpp.evidence.findings.columns import COLUMNS, Column, Value
from rpp.organizations.domains import STATES

LARGEST_COUNT = 2**31 - 1
LARGEST_NUMBER = 1e12
YES = {"yes": True, "y": True, "true": True, "1": True}
NO = {"no": False, "n": False, "false": False, "0": False}
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_COUNT = re.compile(r"\+?\d+(\.0*)?", re.ASCII)
# Signs that people type for a minus.
_MINUS = str.maketrans(
    {"−": "-", "–": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)


class Unreadable(ValueError):
    """A fact that cannot be read; the message says why, and how to write it."""


def read(column: Column, text: str, *, commas: bool = True) -> Value:
    """The value that a text gives; None, "" or () for an empty one.

    Where `commas` are not trusted (a file with semicolons may have decimal commas), a number with
    one is refused.
    """
    text = " ".join(text.split()) if column.type != "several" else text.strip()
    if column.type == "line":
        return _line(column, text)
    if column.type in ("several", "states"):
        return _several(column, text)
    if column.type == "one":
        return _one(column, text) if text else ""
    if column.type in ("yes", "flag"):
        return _yes(column, text)
    if not text:
        return None
    if column.type == "count":
        return _count(text, commas)
    return _number(text, commas, percent=column.type in ("percent", "share"))


def _line(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise Unreadable(f"Please use at most {column.longest:,} characters.")
    if any(not c.isprintable() for c in text):
        raise Unreadable("This has a character that cannot be saved. Type it again by hand.")
    return text


COUNT = "Write a whole number, for example 240."
DECIMALS = "Write decimals with a point, for example 3.1."


def _plain(text: str, commas: bool, otherwise: str) -> str:
    """A number without what people put between its figures; `otherwise` says how to write it."""
    text = text.translate(_MINUS).replace(" ", "")
    if "," not in text:
        return text
    if not commas:
        raise Unreadable(
            "In a file with semicolons a comma could stand for thousands or for decimals. Write "
            "1050 or 1.05."
        )
    if not _THOUSANDS.fullmatch(text):
        raise Unreadable(otherwise)
    return text.replace(",", "")


def _count(text: str, commas: bool) -> int:
    plain = _plain(text, commas, COUNT)
    if not _COUNT.fullmatch(plain):
        raise Unreadable(COUNT)
    value = int(plain.partition(".")[0]) if len(plain) < 20 else LARGEST_COUNT + 1
    if value > LARGEST_COUNT:
        raise Unreadable("This number is too large to be right.")
    return value


def _number(text: str, commas: bool, *, percent: bool) -> float:
    plain = _plain(text, commas, DECIMALS)
    if percent:
        plain = plain.removesuffix("%")
    elif plain.endswith("%"):
        raise Unreadable("Write a number without a percent sign here.")
    if not _NUMBER.fullmatch(plain):
        example = "45 or 12.5" if percent else "3.1 or −0.25"
        raise Unreadable(f"Write a number, for example {example}.")
    value = float(plain)
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise Unreadable("This number is too large to be right.")
    return value


def _yes(column: Column, text: str) -> bool | None:
    if not text:
        return False if column.type == "flag" else None
    value = (YES | NO).get(text.lower())
    if value is None:
        raise Unreadable("Write “yes” or “no”.")
    return value


def _one(column: Column, text: str) -> str:
    """A choice by what is stored, or by its words."""
    choices = column.choices or {}
    for code, words in choices.items():
        if text.casefold() in (code.casefold(), words.casefold()):
            return code
    raise Unreadable(f"Write one of: {', '.join(choices)}.")


def _several(column: Column, text: str) -> tuple[str, ...] | tuple[int, ...]:
    """Some choices, in the order of all."""
    parts = [part for one in re.split(r"[;|\n]", text) if (part := " ".join(one.split()))]
    if column.type == "states":
        parts = [part for one in parts for part in one.replace(",", " ").split()]
        return tuple(sorted({_state(part) for part in parts}))
    chosen = {_one(column, _padded(column, part)) for part in parts}
    ordered = [code for code in column.choices or {} if code in chosen]
    if column.name == "locales":
        return tuple(int(code) for code in ordered)
    return tuple(ordered)


def _padded(column: Column, text: str) -> str:
    """Spreadsheets take the zero from "05" and the K from "KG"."""
    if column.name != "grades":
        return text
    return {"K": "KG", "k": "KG"}.get(text, text.zfill(2) if text.isdigit() else text)


def _state(text: str) -> str:
    if text.upper() not in STATES:
        raise Unreadable(f"“{text[:20]}” is no state. Write codes: TX; OK.")
    return text.upper()


def plainly(value: Value) -> str:
    """A value as `read` reads it again, exactly; 12.0 is "12"."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(str(one) for one in value)
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def say(column: Column, value: Value) -> str:
    """A value as people read it; "" where nothing was recorded."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        text = f"{value:,.10g}".replace("-", "−")
        return f"{text}%" if column.type in ("percent", "share") else text
    choices: Mapping[str, str] = column.choices or STATES
    if isinstance(value, tuple):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    return choices.get(value, value) if column.type == "one" else value


def written(values: Mapping[str, Value]) -> dict[str, str]:
    """All facts as texts, by name."""
    return {name: plainly(values.get(name)) for name in COLUMNS}
