"""What the search page says, ready to be laid out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from markupsafe import Markup

from rpp import policy
from rpp.evidence.topics import TIERS
from rpp.facets import Chip, Group, Option
from rpp.layout import Choice, Link, several
from rpp.policy import Viewer
from rpp.search import fields
from rpp.search.asked import LONGEST, MOST_WORDS, TITLE
from rpp.search.facets import FACETS, KIND, OPEN
from rpp.search.finding import NEAR, NEWEST, RELEVANCE, Found, Hit
from rpp.search.searching import Fewer, Searched, without_field
from rpp.web import Pager, here

ORDERS = {RELEVANCE: "Best match", NEWEST: "Newest", NEAR: "Districts like mine"}
EXAMPLES = [
    Link(words, f"/search?q={quote_plus(words)}")
    for words in (
        "chronic absenteeism",
        "substitute teachers",
        "tutoring",
        "late buses",
    )
]
# What may be typed in the box, and what it does.
SIGNS = (
    ("“late bus”", "finds these words side by side"),
    ("bus -winter", "leaves out what has the word winter"),
    ("title:attendance", "looks in titles alone"),
    ("tier:1  design:rct", "keeps to a strength of evidence, or to a design"),
    ("state:GA  locale:rural  size:small", "keeps to districts like these"),
    (
        "subject:math  grade:09  year:2025  kind:brief",
        "keeps to one subject, grade, year, kind",
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was found: what it is, how strong, whose, of when."""

    title: Markup
    href: str
    excerpt: Markup
    noun: str
    # A code of "1" to "4"; None where nothing is said of it.
    tier: str | None
    tier_words: str
    line: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """What is said where nothing was found, and where one may go on."""

    title: str
    text: str
    fewer: Sequence[Link] = ()
    nearest: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A search and what it found."""

    query: str
    title: str
    counted: str
    # What was done with the question that its asker did not ask for.
    notes: list[str]
    # The same search in another spelling.
    meant: Link | None
    kinds: list[Choice]
    chips: list[Chip]
    sorts: list[Option]
    groups: list[Group]
    rows: list[Row]
    pager: Pager
    nothing: Nothing | None
    # Where else the question may find its answer.
    ways: list[Link]


def first(**changes: str | list[str] | None) -> str:
    """This address with some arguments changed, at the first page of what is found."""
    return here(past=None, before=None, end=None, **changes)


def results_page(viewer: Viewer, made: Searched, typed: str, sorts: Sequence[str]) -> ResultsPage:
    """The page of a search; `typed` is all that was typed, `sorts` the orders that are offered."""
    asked, found = made.asked, made.found
    quoted = f" for “{made.run or asked.text}”" if asked.text else ""
    return ResultsPage(
        typed,
        f"{several(found.total, 'result')}{quoted}" if found.total else f"No results{quoted}",
        f"{several(found.total, 'result')}{quoted}" if found.total else f"No results{quoted}",
        list(_notes(made, typed)),
        Link(made.meant, first(q=made.meant)) if made.meant and found.total else None,
        _kinds(made),
        [*_typed(made), *_chosen(made)],
        [_sort(asked.order, order) for order in sorts] if found.total > 1 else [],
        list(_groups(made)),
        rows_of(found),
        _pager(found),
        None if found.total else _nothing(made),
        _ways(viewer, typed),
    )


def rows_of(found: Found) -> list[Row]:
    """Hits as the page lists them."""
    return [_row(hit) for hit in found.hits]


def _row(hit: Hit) -> Row:
    codes = dict.fromkeys(one.partition(":")[2] for one in hit.facets if one.startswith("tier:"))
    tier = min((code for code in codes if code in TIERS and code.isdigit()), default=None)
    of_evidence = hit.kind == "evidence" and tier
    strength = TIERS[tier].partition(" ")[2].partition(" ")[2] if tier else ""
    words = f"{strength}, on one outcome or more" if of_evidence else strength
    return Row(hit.title, hit.href, hit.excerpt, hit.noun, tier, words, hit.line)


def _notes(made: Searched, typed: str) -> Iterator[str]:
    if len(typed) > LONGEST or len(made.query.words) >= MOST_WORDS:
        yield (
            f"That is a long question. The first {MOST_WORDS} words that say what it is about were "
            "looked for. All of it still stands in the box: a few words find more."
        )
    unknown = made.found.unknown_words
    if made.run:
        yield f"Nothing has the words “{made.asked.text}”. We looked for “{made.run}”."
    elif unknown and made.found.total:
        named = " or ".join(f"“{word}”" for word in unknown[:5])
        yield f"Nothing that you may read has the word {named}. The other words were looked for."


def _kinds(made: Searched) -> list[Choice]:
    """All kinds, and each with how many there are of it."""
    counts = made.found.counts.get(KIND, {})
    chosen = made.asked.chosen.get(KIND, ())
    if not made.found.total and not chosen:
        return []
    every = Choice("Everything", first(kind=None), not chosen, sum(counts.values()))
    return [
        every,
        *(
            Choice(FACETS[KIND].label(code), first(kind=code), code in chosen, counts.get(code, 0))
            for code in FACETS[KIND].words()
        ),
    ]


def _typed(made: Searched) -> Iterator[Chip]:
    """What was typed to narrow the search: each leads to the search without it."""
    text = made.run or made.asked.text
    for name, value in made.query.fields:
        yield Chip(_said(name, value), first(q=without_field(text, name, value) or None))


def _said(field: str, value: str) -> str:
    """What a field of a query keeps to, in words."""
    if field == TITLE:
        return f"In the title: {value}"
    labels = FACETS[field].words()
    label = next((labels[code] for code in fields.codes(field, value) if code in labels), value)
    return f"{FACETS[field].title}: {label}"


def _chosen(made: Searched) -> Iterator[Chip]:
    for name, codes in made.asked.chosen.items():
        for code in codes:
            yield Chip(FACETS[name].label(code), _without(made, name, code))


def _without(made: Searched, name: str, code: str) -> str:
    return first(**{name: [one for one in made.asked.chosen.get(name, ()) if one != code]})


def _groups(made: Searched) -> Iterator[Group]:
    """The facets with what each of their codes would leave."""
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


def _sort(now: str, order: str) -> Option:
    return Option(
        ORDERS[order], first(sort=None if order == RELEVANCE else order), active=order == now
    )


def _pager(found: Found) -> Pager:
    return Pager(
        here(before=str(found.newer), past=None, end=None) if found.newer is not None else "",
        here(past=str(found.older), before=None, end=None) if found.older is not None else "",
    )


def _nothing(made: Searched) -> Nothing:
    asked, unknown = made.asked, made.found.unknown_words
    if not made.query:
        return Nothing(
            "There is no word in this that can be looked for.",
            "Type what you want to know about, such as a program, a subject or a problem.",
        )
    if made.fewer or made.nearest:
        nearest = rows_of(made.nearest) if made.nearest else ()
        links = [_with_fewer(made, one) for one in made.fewer]
        text = "" if links else "With one of them less there is nothing either."
        return Nothing("Nothing fits all of these filters.", text, links, nearest)
    text = "Look at the spelling, or try fewer or more general words."
    if unknown and len(unknown) < len(set(made.query.words)):
        text = f"No text that you may read has the word {' or '.join(unknown[:5])}. {text}"
    return Nothing(f"Nothing here matches “{asked.text[:80]}”.", text)


def _with_fewer(made: Searched, one: Fewer) -> Link:
    results = several(one.total, "result")
    if one.value:
        said = _said(one.field, one.value)
        return Link(f"{results} without “{said}”", first(q=one.text or None))
    codes = map(FACETS[one.field].label, made.asked.chosen[one.field])
    return Link(f"{results} without “{' or '.join(codes)}”", first(**{one.field: None}))


def _ways(viewer: Viewer, typed: str) -> list[Link]:
    """Where a question goes on that a search did not answer."""
    asked = quote_plus(typed[:300])
    about = quote_plus(f"/search?q={quote_plus(typed[:200])}")
    ways = [Link("Ask a knowledge broker", f"/contact?about={about}")]
    if viewer.id is None or policy.may(viewer, "problem.write"):
        ways.append(Link("Post it as a problem of practice", "/problems/new"))
    return [Link("Ask it as a question", f"/ask?q={asked}"), *ways]
