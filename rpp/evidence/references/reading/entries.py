"""What a file of references comes to: its entries, and what was not understood, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rpp.evidence.references import identifiers
from rpp.evidence.references.reading import cleaning
from rpp.evidence.references.reference import TYPES, Reference

MOST_BYTES = 20 * 1024**2
MOST_ENTRIES = 20_000
# Characters of a line; whatever is longer is cut.
LONGEST_LINE = 100_000
MOST_AUTHORS = 200
MOST_KEYWORDS = 100
# Of each entry and of the file: a file that is all trouble is told of once.
MOST_TROUBLES = 200
NOTHING = frozenset(("na", "n/a", "null", "none", "nan", "[s.n.]", "-", "undefined", "#n/a"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was not understood at a line (1 is the first; 0: of the file), and what was done."""

    line: int
    what: str
    done: str
    text: str = ""


def trouble(line: int, what: str, done: str, text: str = "") -> Trouble:
    """A trouble with as much of its line as tells which it is."""
    return Trouble(line, what, done, cleaning.line(text)[:120])


def note(troubles: list[Trouble], one: Trouble) -> None:
    """Add a trouble to those of a file or an entry, which holds MOST_TROUBLES and a last word."""
    if len(troubles) < MOST_TROUBLES:
        troubles.append(one)
    elif len(troubles) == MOST_TROUBLES:
        troubles.append(Trouble(one.line, "From here on more lines are like these.", "Not listed."))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: where it begins, what it says (None: it has no title), its troubles."""

    line: int
    reference: Reference | None
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its entries in their order, and what concerns none of them alone."""

    format: str
    encoding: str
    entries: Sequence[Entry]
    troubles: Sequence[Trouble] = ()


@dataclass(slots=True)
class Draft:
    """An entry while its format is read: texts by what they are, as they stand in the file."""

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    authors: Sequence[str] = ()
    editors: Sequence[str] = ()
    keywords: Sequence[str] = ()
    # Where a DOI, an ERIC number or an ISBN may stand when its own field does not hold it.
    hints: Sequence[str] = ()
    type: str = "other"
    peer_reviewed: bool | None = None
    troubles: list[Trouble] = field(default_factory=list)

    def note(self, what: str, done: str, text: str = "", line: int = 0) -> None:
        """Tell of something that was not understood."""
        note(self.troubles, trouble(line or self.line, what, done, text))


# How long each text may be, in characters.
_LENGTHS = {
    "title": 1_000,
    "container": 500,
    "publisher": 300,
    "volume": 60,
    "issue": 60,
    "pages": 60,
    "published": 60,
    "language": 60,
}
_ABSTRACT = 20_000


def entry(draft: Draft) -> Entry:
    """The entry that a draft comes to: cleaned, its identifiers in one spelling."""
    texts = {name: _said(value) for name, value in draft.texts.items()}
    short = {name: _cut(draft, name, texts.get(name, "")) for name in _LENGTHS}
    if not short["title"]:
        draft.note("This entry has no title.", "It was left out.", _any(texts))
        return Entry(draft.line, None, draft.troubles)
    authors, more = _people(draft, draft.authors)
    doi, eric_id = _identifiers(draft, texts)
    reference = Reference(
        **short,
        type=draft.type if draft.type in TYPES else "other",
        authors=authors,
        more_authors=more,
        editors=_people(draft, draft.editors)[0],
        year=_year(draft, texts),
        doi=doi,
        eric_id=eric_id,
        isbn=_first(identifiers.isbn, [texts.get("isbn", ""), texts.get("issn", "")]),
        issn=_first(identifiers.issn, [texts.get("issn", ""), texts.get("isbn", "")]),
        url=_address(draft, texts.get("url", "")),
        abstract=_abstract(draft),
        keywords=_keywords(draft.keywords),
        peer_reviewed=draft.peer_reviewed,
    )
    if reference.isbn:
        reference = replace(reference, issn="") if _is_part(reference) else reference
    return Entry(draft.line, reference, draft.troubles)


def _is_part(reference: Reference) -> bool:
    return reference.issn.replace("-", "") in reference.isbn


def _said(value: str) -> str:
    text = cleaning.line(value)
    return "" if text.lower() in NOTHING else text


def _any(texts: Mapping[str, str]) -> str:
    return next((text for text in texts.values() if text), "")


def _cut(draft: Draft, name: str, text: str) -> str:
    most = _LENGTHS[name]
    if len(text) <= most:
        return text
    draft.note(f"The {name} is longer than {most:,} characters.", "It was cut there.", text)
    return text[:most].rstrip()


def _abstract(draft: Draft) -> str:
    text = cleaning.paragraphs(draft.texts.get("abstract", ""))
    if text.lower() in NOTHING:
        return ""
    if len(text) > _ABSTRACT:
        draft.note(f"The abstract is longer than {_ABSTRACT:,} characters.", "It was cut there.")
    return text[:_ABSTRACT].rstrip()


def _year(draft: Draft, texts: Mapping[str, str]) -> int | None:
    given = [texts.get("year", ""), texts.get("published", "")]
    year = next((found for text in given if (found := cleaning.year(text))), None)
    if year is None and any(given):
        draft.note("The year is not understood.", "The date is kept as it stands.", given[0])
    return year


def _people(draft: Draft, given: Sequence[str]) -> tuple[list[str], int]:
    names = [name for one in given if (name := _said(one)) and name.lower() != "others"]
    more = len(names) - MOST_AUTHORS
    if more > 0:
        draft.note(
            f"The entry names {len(names):,} people.", f"The first {MOST_AUTHORS} were kept."
        )
    return [name[:200] for name in names[:MOST_AUTHORS]], max(more, 0)


def _keywords(given: Sequence[str]) -> list[str]:
    words = (word[:100] for one in given for part in one.split(";") if (word := _said(part)))
    return list(dict.fromkeys(words))[:MOST_KEYWORDS]


def _identifiers(draft: Draft, texts: Mapping[str, str]) -> tuple[str, str]:
    elsewhere = [texts.get("url", ""), *draft.hints]
    given = texts.get("doi", "")
    doi = identifiers.doi(given)
    if given and not doi:
        draft.note("The DOI is not understood.", "It was left out.", given)
    of_eric = [texts.get("eric_id", ""), *elsewhere]
    return doi or _first(identifiers.doi, elsewhere), _first(identifiers.eric_id, of_eric)


def _first(find: cleaning.Find, texts: Sequence[str]) -> str:
    return next((found for text in texts if text and (found := find(text))), "")


def _address(draft: Draft, given: str) -> str:
    """The first address of the web; anything else (a script, a file of a disk) is none."""
    found = cleaning.address(given)
    if given and not found and not identifiers.doi(given):
        draft.note("This is no address of the web.", "It was left out.", given)
    return found
