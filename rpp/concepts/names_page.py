"""The page of the names that search knows for one thing."""

from collections.abc import Callable
from dataclasses import dataclass

from rpp import synonyms
from rpp.layout import Link, several
from rpp.synonyms import Term

PATH = "/vocabulary/abbreviations"


@dataclass(frozen=True, slots=True)
class Named:
    """One thing: its first name, lines of its other names, and what is wider.

    `sources` say where its names are from.
    """

    key: str
    label: str
    also: list[str]
    wider: Link | None
    sources: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column by which the table can be ordered; `order` is what it is for `aria-sort`."""

    label: str
    href: str
    order: str


@dataclass(frozen=True, slots=True)
class NamesPage:
    """Everything that search knows by several names."""

    count: str
    columns: list[Column]
    rows: list[Named]


_ORDERS: dict[str, tuple[str, Callable[[Named], tuple[str, str]]]] = {
    "name": ("What it is", lambda row: ("", row.label.casefold())),
    "wider": (
        "Part of",
        lambda row: (row.wider.label.casefold() if row.wider else "￿", row.label.casefold()),
    ),
}


def names_page(by: str) -> NamesPage:
    """The page, in one of _ORDERS (another word: the first)."""
    by = by if by in _ORDERS else "name"
    groups: dict[str, list[Term]] = {}
    for term in synonyms.table():
        groups.setdefault(term.concept, []).append(term)
    rows = [_named(key, terms) for key, terms in groups.items()]
    names = several(len(synonyms.table()), "name")
    return NamesPage(
        f"{names} for {several(len(rows), 'thing')}",
        [
            Column(label, f"{PATH}?by={key}", "ascending" if key == by else "none")
            for key, (label, _) in _ORDERS.items()
        ],
        sorted(rows, key=_ORDERS[by][1]),
    )


def _named(key: str, terms: list[Term]) -> Named:
    first, *others = terms
    wider = first.broader
    lines = (
        ("", [one.name for one in others if not one.needs_capitals]),
        ("In capitals: ", [one.name for one in others if one.capitals]),
        ("In questions: ", [one.name for one in others if one.ambiguous]),
    )
    return Named(
        key,
        first.name,
        [start + ", ".join(names) for start, names in lines if names],
        Link(synonyms.label(wider), f"#{wider}") if wider else None,
        "; ".join(dict.fromkeys(one.source for one in terms)),
    )
