"""What the search page says, ready to be laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote_plus

from markupsafe import Markup

from rpp import policy
from rpp.evidence.tiers.queries import said_beside
from rpp.evidence.topics import TIERS
from rpp.facets import Chip, Group, Option
from rpp.layout import Choice, Link, several
from rpp.policy import Viewer
from rpp.search import narrowing
from rpp.search.asked import LONGEST, MOST_WORDS
from rpp.search.facets import FACETS
from rpp.search.finding import Found, Hit
from rpp.search.narrowing import first, said
from rpp.search.searching import ALIKE, Fewer, Searched
from rpp.web import Pager, here

LONG = 1_000  # characters of a question
Likeness = Mapping[tuple[str, int], str]
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
    # How like the reader's district its district is.
    like: str


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
    # Where else the question may find its answer, and what is said above that.
    onward: str
    ways: list[Link]


def results_page(viewer: Viewer, made: Searched, typed: str) -> ResultsPage:
    """The page of a search; `typed` is all that was typed."""
    asked, found = made.asked, made.found
    # Each way to narrow a long question would repeat it: dozens of times.
    brief = len(typed) <= LONG
    quoted = f" for “{made.run or asked.text}”" if asked.text else ""
    lost = made.in_vain or not found.total
    title = f"No results{quoted}" if lost else f"{several(found.total, 'result')}{quoted}"
    return ResultsPage(
        typed,
        title,
        list(_notes(made, typed)),
        Link(made.meant, first(q=made.meant)) if made.meant and found.total else None,
        narrowing.kinds_of(made) if brief else [],
        [*narrowing.typed(made), *narrowing.chosen(made)],
        [narrowing.sort(made, order) for order in asked.orders] if found.total > 1 else [],
        list(narrowing.groups(made)) if brief else [],
        rows_of(found, made.likeness),
        _pager(found),
        None if found.total else _nothing(made),
        "Other ways to find out" if lost else "Not what you need?",
        _ways(viewer, typed),
    )


def rows_of(found: Found, likeness: Likeness = MappingProxyType({})) -> list[Row]:
    """Hits as the page lists them, with how like the district of each is, where that is known."""
    return [_row(hit, likeness.get((hit.kind, hit.subject_id), "")) for hit in found.hits]


def _row(hit: Hit, like: str) -> Row:
    codes = dict.fromkeys(one.partition(":")[2] for one in hit.facets if one.startswith("tier:"))
    tier = min((code for code in codes if code in TIERS and code.isdigit()), default=None)
    of_evidence = hit.kind == "evidence" and tier
    strength = TIERS[tier].partition(" ")[2].partition(" ")[2] if tier else ""
    words = f"{strength}, on one outcome or more" if of_evidence else strength
    if tier and (beside := said_beside(hit.facets)):
        words = f"{words}; {beside}"
    return Row(hit.title, hit.href, hit.excerpt, hit.noun, tier, words, hit.line, like)


def _notes(made: Searched, typed: str) -> Iterator[str]:
    if len(typed) > LONGEST or len(made.query.words) >= MOST_WORDS:
        yield (
            f"That is a long question. The first {MOST_WORDS} words that say what it is about were "
            "looked for. All of it still stands in the box: a few words find more."
        )
    if made.asked.like and not made.asked.like.known:
        name = made.asked.like.own.name
        yield f"The directory knows too little of {name} to say which districts are like it."
    unknown = made.found.unknown_words
    if made.run:
        yield f"Nothing has the words “{made.asked.text}”. We looked for “{made.run}”."
    elif made.in_vain and made.found.total:
        yield (
            f"Nothing that you may read has the words “{made.asked.text[:80]}”. These come nearest "
            "in what they mean."
        )
    elif unknown and made.found.total:
        named = " or ".join(f"“{word}”" for word in unknown[:5])
        yield f"Nothing that you may read has the word {named}. The other words were looked for."


def _pager(found: Found) -> Pager:
    return Pager(
        here(before=str(found.newer), past=None, end=None) if found.newer is not None else "",
        here(past=str(found.older), before=None, end=None) if found.older is not None else "",
    )


def _nothing(made: Searched) -> Nothing:
    asked, unknown = made.asked, made.found.unknown_words
    if not made.query and not asked.is_narrowed:
        return Nothing(
            "There is no word in this that can be looked for.",
            "Type what you want to know about, such as a program, a subject or a problem.",
        )
    if made.fewer or made.nearest or not made.query:
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
        without = said(one.field, one.value)
        return Link(f"{results} without “{without}”", first(q=one.text or None))
    if one.field == ALIKE:
        label = made.asked.like.label if made.asked.like else ""
        return Link(f"{results} without “{label}”", first(alike=None))
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
