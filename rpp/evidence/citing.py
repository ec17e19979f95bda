"""How a reviewed study is cited: what its source says, taken apart only where that is certain.

Citations come in the style of the APA: "Ruiz, A., & Chen, B. (2015). Title. Journal, 3(1), 1–9."
"""

import re
from dataclasses import dataclass, replace

from rpp import addresses
from rpp.citations.work import Issued, Name, Subject, Work
from rpp.evidence.references.reference import Reference
from rpp.evidence.sentence import Sentence
from rpp.evidence.topics import SOURCES, TOPICS
from rpp.vocabulary import GRADES, grade_iris

CEDS = "CEDS"
_INITIALS = r"(?:[^\W\d_]\.(?:[ -]?[^\W\d_]\.)*)"
_PERSON = rf"[^\W\d_][^,()&\d]*, {_INITIALS}(?:,? (?:Jr\.|Sr\.|II|III|IV))?"
_PEOPLE = re.compile(rf"{_PERSON}(?:,? & {_PERSON}|, {_PERSON})*")
_ONE = re.compile(rf"({_PERSON})(?:,? & |, |$)")
_JOURNAL = re.compile(
    r"(?P<journal>[^,\d][^,]*), (?P<volume>\d+)(?:\((?P<issue>[^()]+)\))?, "
    r"(?P<pages>[A-Za-z]?\d+(?:[–-][A-Za-z]?\d+)?)\.?"
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A record as far as its citation goes."""

    id: int
    source: str
    title: str
    citation: str
    publication: str
    year: int | None
    eric_id: str
    sentences: list[Sentence]
    topics: list[str]
    grades: list[str]
    reference: Reference | None


def work(record: Cited) -> Work:
    """A record as reference managers read it; its year is no day, and no name is made up."""
    page = addresses.public("evidence.record", record_id=record.id)
    if record.reference:
        said = record.reference
        return replace(said.work, id=f"evidence-{record.id}", url=said.url or page)
    journal = _JOURNAL.fullmatch(record.publication.strip())
    return Work(
        id=f"evidence-{record.id}",
        title=record.title,
        authors=authors(record.citation),
        issued=Issued(record.year) if record.year else None,
        publisher="" if journal else record.publication.strip().rstrip("."),
        url=page,
        genre=f"Reviewed by the {SOURCES[record.source]}" if record.source in SOURCES else "",
        number=f"Record {record.id}",
        abstract=" ".join(one.text for one in record.sentences),
        language="",
        journal=journal["journal"] if journal else "",
        volume=journal["volume"] if journal else "",
        issue=(journal["issue"] or "") if journal else "",
        pages=journal["pages"] if journal else "",
        eric=record.eric_id,
        subjects=tuple(Subject(TOPICS[topic]) for topic in record.topics if topic in TOPICS),
        grades=tuple(
            Subject(GRADES[code], grade_iris().get(code, ""), CEDS)
            for code in record.grades
            if code in GRADES
        ),
    )


def authors(citation: str) -> tuple[Name, ...]:
    """The people before the year of a citation, or the one organization; () where it is unclear."""
    head, year, _ = citation.partition(" (")
    head = head.strip().rstrip(",")
    if not year:
        return ()
    if _PEOPLE.fullmatch(head):
        return tuple(_person(found) for found in _ONE.findall(head))
    if "," not in head and "&" not in head and "." not in head.rstrip("."):
        return (Name(head.rstrip("."), is_organization=True),)
    return ()


def _person(text: str) -> Name:
    family, given, *suffix = text.split(", ")
    for ending in ("Jr.", "Sr.", "II", "III", "IV"):
        if given.endswith(f" {ending}"):
            given, suffix = given.removesuffix(f" {ending}"), [ending]
    return Name(family, given, "".join(suffix))
