"""What the search page offers beside a district: an order, a filter, and another district."""

from collections.abc import Iterator

from flask import request, url_for

from rpp.facets import Chip, Group, Option
from rpp.search.searching import ALIKE, LIKE, Asked
from rpp.web import first_page as first


def label(asked: Asked) -> str:
    """Whose like are found, as an order and a filter are called."""
    return asked.like.label if asked.like else "Districts like yours"


def group(asked: Asked) -> Group:
    """The filter by how like districts are, and the way to compare with another one."""
    options = []
    if asked.knows_like:
        href = first(**{ALIKE: None if asked.alike else "1"})
        said = label(asked)
        options.append(Option(f"Only {said[0].lower()}{said[1:]}", href, active=asked.alike))
    find = url_for("organizations.find", type="lea", like=first())
    other = "Compare with another district" if asked.knows_like else "Compare with a district"
    return Group("Districts", [*options, Option(other, find)])


def chips(asked: Asked) -> Iterator[Chip]:
    """What of it is in use, each with the search without it."""
    if asked.like is None:
        return
    if asked.alike:
        yield Chip(asked.like.label, first(**{ALIKE: None}))
    if LIKE in request.args:
        said = f"Compared with {asked.like.own.name}"
        yield Chip(said, first(sort=None, **{LIKE: None, ALIKE: None}))
