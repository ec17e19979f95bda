"""The packet for a school board: the problem, the brief, its fit, its cost, and what is against it.

Each sentence is that of a record, with where it stands. As PDF and as DOCX it says the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from rpp import addresses, dates, vocabulary
from rpp.briefs.printed import contrary, fit, paper
from rpp.briefs.printed.contrary import Record
from rpp.briefs.printed.fit import District
from rpp.briefs.queries import Seen
from rpp.briefs.sheet import Sheet
from rpp.briefs.uses.queries import Use
from rpp.briefs.uses.words import STAGES
from rpp.citations import styles
from rpp.citations.work import Work
from rpp.documents import document as doc
from rpp.documents.blocks import Block, blocks
from rpp.documents.document import Document
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies.parts import Finding

# The sections of the text that stand under a heading of their own here, in each format.
COST = ("cost", "took")
LIMITS = ("limits", "unknown")


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a packet is made of."""

    own: District
    studied: list[District]
    problem: Problem | None
    tags: Mapping[str, Sequence[str]]
    findings: list[Finding]
    stopped: list[Use]
    records: list[Record]


def facts(session: Session, viewer: Viewer, seen: Seen, sheet: Sheet, own_id: int) -> Facts | None:
    """What the records say for one district; None where the directory has no such district."""
    found = fit.districts(session, [own_id])
    if not found:
        return None
    tags = vocabulary.tags_of(session, "brief", seen.id)
    subjects, grades = tags.get("subject", ()), tags.get("grade", ())
    known = problems.problem(session, viewer, seen.problem_id) if seen.problem_id else None
    return Facts(
        found[0],
        fit.districts(session, [one.id for one in sheet.districts]),
        known,
        tags,
        contrary.findings(session, seen.study_id),
        contrary.stopped(session, viewer, seen.id),
        contrary.records(session, subjects, grades),
    )


def packet(
    seen: Seen, sheet: Sheet, work: Work, known: Facts, images: Mapping[str, bytes], at: datetime
) -> Document:
    """The packet of a version for one district."""
    day = dates.day_in(at, seen.zone)
    parts = (
        _problem(seen, known),
        _brief(sheet, work),
        _fit(sheet, known),
        _cost(sheet, work),
        _against(sheet, work, known),
    )
    return Document(
        title=sheet.title,
        kicker=f"RPP Commons · Packet for the board of {known.own.full_name}",
        about=f"Board packet of brief {seen.id}, version {sheet.number}, for {known.own.full_name}",
        foot=f"Brief {seen.id}, version {sheet.number} · {work.url}",
        at=at,
        authors=[name.whole for name in work.authors],
        byline=[
            f"Prepared {day} from the records of RPP Commons. It gives no recommendation and no "
            "score."
        ],
        address=work.url if work.url.startswith("http") else "",
        images=images,
        blocks=[block for part in parts for block in part],
    )


def _source(words: str, address: str = "") -> Block:
    return doc.para(f"Source: {words}{f' {address}' if address else ''}")


def _problem(seen: Seen, known: Facts) -> Iterator[Block]:
    yield doc.heading("The problem")
    problem = known.problem
    if problem is None:
        yield doc.para("This brief does not come from a problem that is open to you here.")
        return
    yield doc.para(problem.title)
    for text in (problem.summary, problem.affected):
        yield from blocks(text) if text else ()
    address = addresses.public("problems.show", problem_id=problem.id)
    yield _source(f"Problem {problem.id}, as its district tells it.", address)


def _brief(sheet: Sheet, work: Work) -> Iterator[Block]:
    yield doc.heading("What the brief says")
    yield from _lower(paper.head_of(sheet))
    for part in sheet.parts:
        if part.key not in COST + LIMITS:
            yield from _lower(paper.part_of(sheet, part, voices=False))
    yield doc.heading("How strong it is", 3)
    yield doc.facts(("What", "As it was"), paper.strengths(sheet))
    yield _source(str(styles.apa(work)))


def _lower(found: Sequence[Block]) -> Iterator[Block]:
    """Blocks with their headings one level down, below one of the packet's own."""
    for block in found:
        yield {**block, "l": min(block["l"] + 1, 6)} if block["k"] == "h" else block


def _fit(sheet: Sheet, known: Facts) -> Iterator[Block]:
    own = known.own
    yield doc.heading(f"How the districts of the brief compare with {own.full_name}")
    for sentence in fit.sentences(own, known.studied):
        yield doc.para(sentence)
    yield doc.table(("District", "Setting", "Students", "State"), fit.rows(own, known.studied))
    grades = vocabulary.grades_in_words(known.tags.get("grade", ()))
    if grades:
        yield doc.para(f"The brief is about these grades: {grades}.")
    ids = ", ".join(one.leaid for one in (own, *known.studied) if one.leaid)
    yield _source(f"NCES directory of school districts, as this portal holds it (LEAID {ids}).")


def _cost(sheet: Sheet, work: Work) -> Iterator[Block]:
    yield doc.heading("What it costs")
    yield from _text(sheet, COST, "The brief does not say what it costs.")
    yield _source(f"{work.number}, version {work.version}.", work.url)


def _text(sheet: Sheet, keys: Sequence[str], missing: str) -> list[Block]:
    written = [
        block
        for part in sheet.parts
        if part.key in keys
        for block in paper.part_of(sheet, part, voices=False)[1:]
    ]
    return written or [doc.para(missing)]


def _against(sheet: Sheet, work: Work, known: Facts) -> Iterator[Block]:
    yield doc.heading("Limits, dissent and contrary findings")
    yield from _text(sheet, LIMITS, "The brief names no limits.")
    if sheet.dissent:
        yield from _lower(list(paper.dissent(sheet.dissent)))
    else:
        yield doc.para("No partner printed that they see it differently.")
    yield _source(f"{work.number}, version {work.version}.", work.url)
    yield from _findings(known.findings)
    yield from _stopped(known.stopped)
    yield from _records(known.records)


def _findings(findings: Sequence[Finding]) -> Iterator[Block]:
    if not findings:
        return
    yield doc.heading("All findings of the study, whatever they say", 3)
    rows = [(one.outcome, one.result, contrary.range_says(one)) for one in findings]
    yield doc.table(("Outcome", "Result", "What its likely range says"), rows)
    yield _source("The findings that the study’s partners entered and interpreted.")


def _stopped(said: Sequence[Use]) -> Iterator[Block]:
    yield doc.heading("Districts that stopped, decided against it, or changed it", 3)
    if not said:
        yield doc.para("No district has said so here.")
    for use in said:
        yield doc.para(f"{use.district}, {use.state}: {STAGES[use.stage].said}. {use.why}".strip())
        yield _source(f"Use {use.id}, as the district tells it.", addresses.of(use.href))


def _records(records: Sequence[Record]) -> Iterator[Block]:
    yield doc.heading("Reviewed studies in which no finding clearly favored what was tried", 3)
    if not records:
        yield doc.para("Among those of the same subject and grades, this portal holds none.")
        return
    yield doc.para(
        f"Of those of the same subject and grades, at most {contrary.MOST} are named, the newest."
    )
    for record in records:
        yield doc.para(record.sentence or record.title)
        address = addresses.public("evidence.record", record_id=record.id)
        yield _source(record.citation or record.title, address)
