"""What a list of the repository says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp import policy
from rpp.citations import lists
from rpp.evidence.entries import entries
from rpp.evidence.queries import Listed, Totals
from rpp.facets import Chip, Group, Option
from rpp.layout import Link, several
from rpp.paging import Slice
from rpp.policy import Viewer
from rpp.repository.facets import RELEVANCE, Asked, Facet
from rpp.repository.finding import MOST_RANKED, Found
from rpp.repository.index import NEWEST, STRENGTH, Counts
from rpp.shelf import Row
from rpp.vocabulary import GRADES
from rpp.web import Pager, first_page, pager

# What stands for a thing whose name the viewer may not know.
UNNAMED = {"organization": "One organization", "problem": "One problem"}
# How many works a file of a list holds; the rest is in the files after it.
MOST_IN_A_FILE = 10_000
# How many values of a facet stand open; the others unfold.
OPEN = 12
SORTS = {
    RELEVANCE: ("best match first", "Best match"),
    NEWEST: ("newest first", "Newest"),
    STRENGTH: ("strongest evidence first", "Strongest evidence"),
}


class Nothing(NamedTuple):
    """What is said in the place of an empty list."""

    title: str
    text: str
    link: Link


STUDIES = Link("See the studies", "/studies")
NONE_MATCHES = "No brief matches these filters."
UNANSWERED = Nothing(
    NONE_MATCHES,
    "No reviewed study does either. Remove a filter above. If nothing here answers your question, "
    "post the problem you face: it may lead to a study. That takes about ten minutes.",
    Link("Post a problem of practice", "/problems/new"),
)
NO_RECORD = Nothing(
    "No record matches all of these filters",
    "Remove one and look again. A gap here may be a problem worth studying.",
    Link("Show everything", "/evidence"),
)
NO_RECORDS = Nothing(
    "No evidence has been imported yet",
    "The people who run this portal can import the reviews of the What Works Clearinghouse in a "
    "few seconds: flask --app app import wwc",
    Link("", ""),
)
NONE_YET = Nothing(
    "No brief is published yet.",
    "Each study ends with a brief. See which studies are under way.",
    STUDIES,
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list under what is asked of it."""

    path: str
    query: str
    # What the form that looks for words must keep.
    kept: list[tuple[str, str]]
    counted: str
    note: str
    # Where to go for what is left out.
    more: Link | None
    sorts: list[Option]
    # What can be compared and all before it, then the rest of the page.
    rows: list[Row]
    compares: bool
    others: list[Row]
    pager: Pager
    chips: list[Chip]
    groups: list[Group]
    nothing: Nothing
    # The whole list as files, and its news.
    files: list[Link]
    files_note: str
    feed: str


def list_page(
    viewer: Viewer,
    found: Found,
    shown: Slice[int],
    rows: list[Row],
    names: Mapping[str, str],
    networks: Mapping[str, str],
) -> ListPage:
    """A page of a list; `names` are those of the problem and organization that it is about."""
    asked, counts = found.asked, found.counts()
    total = found.matched.bit_count()
    places = [at for at, row in enumerate(rows, 1) if row.compares is not None]
    first = max(places, default=0) if len(places) > 1 else 0
    chips = list(_chips(asked, names, networks))
    return ListPage(
        asked.listing.path,
        asked.query,
        [(name, code) for name, codes in asked.chosen.items() for code in codes],
        f"{_counted(asked, total, counts)}, {SORTS[asked.sort][0]}",
        _note(found, total),
        _more(asked, counts),
        [_sort(asked, sort) for sort in asked.sorts] if total > 1 else [],
        rows[:first],
        first > 0,
        rows[first:],
        pager(shown),
        chips,
        list(_groups(asked, counts, networks)),
        _nothing(viewer, asked),
        [_file(asked, form, one) for form, one in lists.FORMATS.items()] if total else [],
        f"Each file holds up to {MOST_IN_A_FILE:,}." if total > MOST_IN_A_FILE else "",
        _feed(asked),
    )


def _counted(asked: Asked, total: int, counts: Counts) -> str:
    """How many there are: "3 briefs and 1,204 reviewed studies found"."""
    ending = " found" if asked.is_narrowed else ""
    if asked.listing.always:
        return f"{several(total, 'record')}{ending}"
    kinds = asked.chosen.get("kind", ("brief",))
    briefs = counts["kind"].get("brief", 0) if "brief" in kinds else 0
    others = total - briefs
    both = (
        several(briefs, "brief") if briefs or not others else "",
        f"{several(others, 'record')} from elsewhere" if others else "",
    )
    return f"{' and '.join(filter(None, both))}{ending}"


def _note(found: Found, total: int) -> str:
    """What one must know to read the order right."""
    asked = found.asked
    if len(found.ranked) >= MOST_RANKED:
        return (
            f"Very many hold these words: the best {MOST_RANKED:,} were looked at. Add a word to "
            "find less."
        )
    if asked.sort == STRENGTH and total > 1:
        return (
            "The order is that of the best ESSA tier that reviewers gave a finding. It holds for "
            "one outcome, not for all that a study says. What has no tier comes last: that says "
            "that nobody rated it, not that it is weak."
        )
    return ""


def _file(asked: Asked, form: str, one: lists.Format) -> Link:
    href = first_page()
    query = href.partition("?")[2]
    address = f"{asked.listing.path}/export.{form}"
    return Link(one.label, f"{address}?{query}" if query else address)


def _feed(asked: Asked) -> str:
    """The news of a list; those of all briefs have an address of their own."""
    query = urlencode(
        [
            *((facet, code) for facet, codes in asked.all_chosen.items() for code in codes),
            *((name, value) for name, value in asked.others.items() if value),
        ]
    )
    return f"/feeds/search.atom?{query}" if query else "/feeds/search.atom"


def _more(asked: Asked, counts: Counts) -> Link | None:
    """What the list leaves out and these filters would leave."""
    for facet, codes in asked.listing.left_out.items():
        n = sum(counts[facet].get(code, 0) for code in codes)
        if n and not asked.chosen.get(facet):
            words = several(
                n, "publication that nobody reviewed", "publications that nobody reviewed"
            )
            return Link(f"See {words}, from catalogs", first_page(**{facet: list(codes)}))
    return None


def _sort(asked: Asked, sort: str) -> Option:
    usual = sort == asked.sorts[0]
    return Option(
        SORTS[sort][1], first_page(sort=None if usual else sort), active=sort == asked.sort
    )


def _nothing(viewer: Viewer, asked: Asked) -> Nothing:
    """Where to go on where nothing is left; only some may post a problem."""
    if asked.query:
        return Nothing(
            f"Nothing in this list matches “{asked.query}”.",
            "Remove a filter, try other words, or look through problems, studies, briefs and "
            "evidence at once.",
            Link("Search everything", f"/search?{urlencode({'q': asked.query})}"),
        )
    if asked.listing.always:
        return NO_RECORD if asked.is_narrowed else NO_RECORDS
    if not asked.is_narrowed:
        return NONE_YET
    if viewer.id is None or policy.may(viewer, "problem.write"):
        return UNANSWERED
    return Nothing(
        NONE_MATCHES,
        "Remove a filter above, or see which studies are under way: each ends with a brief.",
        STUDIES,
    )


def labels(asked: Asked, networks: Mapping[str, str]) -> list[str]:
    """The words of what a list is narrowed to."""
    return [
        _label(asked.listing.facets[name], name, code, networks)
        for name, codes in asked.chosen.items()
        for code in codes
    ]


def _chips(asked: Asked, names: Mapping[str, str], networks: Mapping[str, str]) -> Iterator[Chip]:
    if asked.query:
        yield Chip(f"“{asked.query}”", first_page(q=None, sort=None))
    for name, codes in asked.chosen.items():
        for code in codes:
            label = _label(asked.listing.facets[name], name, code, networks)
            yield Chip(label, _without(asked, name, code))
    for name in UNNAMED:
        if getattr(asked, name):
            yield Chip(names.get(name) or UNNAMED[name], first_page(**{name: None}))


def _without(asked: Asked, facet: str, code: str) -> str:
    left = [one for one in asked.chosen.get(facet, ()) if one != code]
    return first_page(**{facet: left})


def _groups(asked: Asked, counts: Counts, networks: Mapping[str, str]) -> Iterator[Group]:
    for name, facet in asked.listing.facets.items():
        # Fourteen lines at once are too many: single grades follow a band.
        if facet.after and not (asked.chosen.get(facet.after) or asked.chosen.get(name)):
            continue
        options = [
            _option(asked, facet, name, code, counts[name].get(code, 0), networks)
            for code in _in_order(facet, asked.chosen.get(name, ()), counts[name], networks)
        ]
        if options:
            # What only a few look for is folded away whole, until it is chosen.
            hidden = facet.folded and not asked.chosen.get(name)
            parts = ([], options) if hidden else _folded(options)
            yield Group(facet.title, *parts)


def _in_order(
    facet: Facet, chosen: Sequence[str], counts: Mapping[str, int], networks: Mapping[str, str]
) -> list[str]:
    """The values that leave something, and those that are chosen."""
    offered = {*counts, *chosen}
    if facet.words:
        return [code for code in facet.labels if code in offered]
    return sorted(offered, key=lambda code: (networks.get(code, code), code))


def _folded(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Those that stand open, with all that are chosen, and the rest."""
    if len(options) <= OPEN + 2:
        return options, []
    most = sorted(options, key=lambda one: (not one.active, -(one.count or 0)))[:OPEN]
    return [one for one in options if one in most], [one for one in options if one not in most]


def _option(
    asked: Asked, facet: Facet, name: str, code: str, count: int, networks: Mapping[str, str]
) -> Option:
    """A value adds itself to those that are chosen; a chosen one leads to the list without it."""
    chosen = asked.chosen.get(name, ())
    active = code in chosen
    href = _without(asked, name, code) if active else first_page(**{name: [*chosen, code]})
    return Option(_label(facet, name, code, networks), href, count, active)


def _label(facet: Facet, name: str, code: str, networks: Mapping[str, str]) -> str:
    if name == "network":
        return networks.get(code, "One network")
    return facet.labels.get(code) or GRADES.get(code, code)


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """The list of records, with what only it says."""

    lead: str
    collections: list[Row]
    # Where references are brought in, for those who may.
    imports: str


def records_page(viewer: Viewer, totals: Totals, collections: Sequence[Listed]) -> RecordsPage:
    """What stands around the list of records."""
    imports = "/evidence/imports" if policy.may(viewer, "evidence.import") else ""
    return RecordsPage(_lead(totals), entries(collections), imports)


def _lead(totals: Totals) -> str:
    if not totals.findings and not totals.publications:
        return "Studies that others reviewed, with every finding."
    more = ""
    if totals.publications:
        publications = several(totals.publications, "more publication")
        more = f" {publications} can be found that nobody reviewed here."
    return (
        f"{totals.studies:,} reviewed studies and {totals.interventions:,} interventions with "
        f"{totals.findings:,} findings, as the What Works Clearinghouse exported them in April "
        f"2020. See whether someone has tested what you plan.{more}"
    )
