"""What a search is narrowed to and how it is ordered, as chips and links."""

from collections.abc import Iterator

from rpp.facets import Chip, Group, Option
from rpp.layout import Choice
from rpp.search import fields, near_page
from rpp.search.asked import TITLE
from rpp.search.facets import FACETS, KIND, OPEN
from rpp.search.finding import NEAR, NEWEST, RELEVANCE
from rpp.search.searching import Searched, without_field
from rpp.web import here

ORDERS = {RELEVANCE: "Best match", NEWEST: "Newest"}


def first(**changes: str | list[str] | None) -> str:
    """This address with some arguments changed, at the first page of what is found."""
    return here(past=None, before=None, end=None, **changes)


def kinds_of(made: Searched) -> list[Choice]:
    """All kinds, and each that was found or is chosen with how many there are of it."""
    counts = made.found.counts.get(KIND, {})
    chosen = made.asked.chosen.get(KIND, ())
    if not made.found.total and not chosen:
        return []
    shown = FACETS[KIND].in_order({*counts, *chosen})
    every = Choice("Everything", first(kind=None), not chosen, sum(counts.values()))
    return [
        every,
        *(
            Choice(FACETS[KIND].label(code), first(kind=code), code in chosen, counts.get(code, 0))
            for code in shown
        ),
    ]


def typed(made: Searched) -> Iterator[Chip]:
    """What was typed to narrow the search: each leads to the search without it."""
    text = made.run or made.asked.text
    for name, value in made.query.fields:
        yield Chip(said(name, value), first(q=without_field(text, name, value) or None))


def said(field: str, value: str) -> str:
    """What a field of a query keeps to, in words."""
    if field == TITLE:
        return f"In the title: {value}"
    labels = FACETS[field].words()
    label = next((labels[code] for code in fields.codes(field, value) if code in labels), value)
    return f"{FACETS[field].title}: {label}"


def chosen(made: Searched) -> Iterator[Chip]:
    """What was chosen to narrow it: each leads to the search without it."""
    for name, codes in made.asked.chosen.items():
        for code in codes:
            yield Chip(FACETS[name].label(code), _without(made, name, code))
    yield from near_page.chips(made.asked)


def _without(made: Searched, name: str, code: str) -> str:
    return first(**{name: [one for one in made.asked.chosen.get(name, ()) if one != code]})


def groups(made: Searched) -> Iterator[Group]:
    """The facets with what each of their codes would leave."""
    yield near_page.group(made.asked)
    for name, facet in FACETS.items():
        counts, chosen = made.found.counts.get(name, {}), made.asked.chosen.get(name, ())
        if name == KIND or not (counts or chosen):
            continue
        options = [
            _option(made, name, code, counts.get(code, 0))
            for code in facet.in_order({*counts, *chosen})
        ]
        yield Group(facet.title, *_folded(options))


def _option(made: Searched, name: str, code: str, count: int) -> Option:
    """A value adds itself to those that are chosen; a chosen one leads to the list without it."""
    chosen = made.asked.chosen.get(name, ())
    active = code in chosen
    href = _without(made, name, code) if active else first(**{name: [*chosen, code]})
    return Option(FACETS[name].label(code), href, count, active)


def _folded(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Those that stand open, with all that are chosen, and the rest."""
    if len(options) <= OPEN + 2:
        return options, []
    most = sorted(options, key=lambda one: (not one.active, -(one.count or 0)))[:OPEN]
    return [one for one in options if one in most], [one for one in options if one not in most]


def sort(made: Searched, order: str) -> Option:
    """An order as a link; that of districts says whose like come first."""
    usual = order == RELEVANCE
    label = near_page.label(made.asked) if order == NEAR else ORDERS[order]
    return Option(label, first(sort=None if usual else order), active=order == made.asked.order)
