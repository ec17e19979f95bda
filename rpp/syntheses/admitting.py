"""Whether the rules of a synthesis take something in, by what is recorded of it.

What is not recorded is not known: it passes, and a person decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.briefs.models import BRIEFS
from rpp.db import columns_of
from rpp.evidence.models import RECORDS
from rpp.studies.models import Study
from rpp.syntheses.plan import Rules
from rpp.vocabulary import Tag

Thing = tuple[str, int]
# Of records those that tell of one study; an intervention's record tells of many.
FORMS = ("study", "reference")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of something that may be a study: codes as `Rules` has them."""

    title: str
    year: int | None = None
    source: str = ""
    subjects: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    designs: frozenset[str] = frozenset()


def admits(rules: Rules, facts: Facts) -> bool:
    """Whether no rule leaves it out."""
    if rules.since and facts.year and facts.year < rules.since:
        return False
    asked = (
        (rules.subjects, facts.subjects),
        (rules.grades, facts.grades),
        (rules.domains, facts.domains),
        (rules.settings, facts.settings),
        (rules.designs, facts.designs),
    )
    return all(not codes or not held or held.intersection(codes) for codes, held in asked)


def studies_of(session: Session, things: Iterable[Thing]) -> dict[Thing, Thing]:
    """What each thing of the index is a study of: itself, or the study that a brief reports.

    Deposited reports stand for themselves. What is no study is left out; one statement.
    """
    found = {thing: thing for thing in things if thing[0] in ("evidence", "study")}
    briefs = sorted(id_ for kind, id_ in things if kind == "brief")
    if briefs:
        asked = select(BRIEFS.c.id, BRIEFS.c.type, BRIEFS.c.study_id)
        for id_, type_, study_id in session.execute(asked.where(BRIEFS.c.id.in_(briefs))):
            if study_id is not None:
                found["brief", id_] = ("study", study_id)
            elif type_ == "deposited":
                found["brief", id_] = ("brief", id_)
    return found


def facts_of(session: Session, things: Collection[Thing]) -> dict[Thing, Facts]:
    """What is recorded of each; things that are no single study are left out.

    Four statements at most.
    """
    tags = _tags(session, things)
    found: dict[Thing, Facts] = {}
    for record in _records(session, _ids(things, "evidence")):
        own = tags.get(("evidence", record.id), {})
        found["evidence", record.id] = Facts(
            record.title,
            record.year,
            record.source,
            own.get("subject", frozenset()),
            own.get("grade", frozenset()) | frozenset(record.grades),
            frozenset(record.domains),
            frozenset(record.settings),
            frozenset({record.design.lower()} if record.design else ()),
        )
    titles = (
        ("study", select(col(Study.id), col(Study.title)), col(Study.id)),
        ("brief", select(BRIEFS.c.id, BRIEFS.c.title), BRIEFS.c.id),
    )
    for kind, statement, key in titles:
        ids = _ids(things, kind)
        for id_, title in session.execute(statement.where(key.in_(ids))) if ids else ():
            own = tags.get((kind, id_), {})
            found[kind, id_] = Facts(
                title,
                subjects=own.get("subject", frozenset()),
                grades=own.get("grade", frozenset()),
            )
    return found


def _ids(things: Iterable[Thing], kind: str) -> list[int]:
    return sorted(id_ for name, id_ in things if name == kind)


@dataclass(frozen=True, slots=True)
class _Record:
    """What a record says of itself."""

    id: int
    title: str
    year: int | None
    source: str
    domains: list[str]
    settings: list[str]
    design: str
    grades: list[str]


def _records(session: Session, ids: list[int]) -> list[_Record]:
    if not ids:
        return []
    chosen = select(*columns_of(_Record, RECORDS))
    of_one = RECORDS.c.form.in_(FORMS)
    rows = session.execute(chosen.where(RECORDS.c.id.in_(ids), of_one))
    return [_Record(*row) for row in rows]


def _tags(
    session: Session, things: Collection[Thing]
) -> Mapping[Thing, Mapping[str, frozenset[str]]]:
    held: dict[Thing, dict[str, set[str]]] = {}
    for kind in sorted({kind for kind, _ in things}):
        rows = session.execute(
            select(col(Tag.subject_id), col(Tag.element), col(Tag.code)).where(
                col(Tag.kind) == kind,
                col(Tag.subject_id).in_(_ids(things, kind)),
                col(Tag.element).in_(("subject", "grade")),
            )
        )
        for id_, element, code in rows:
            held.setdefault((kind, id_), {}).setdefault(element, set()).add(code)
    return {
        thing: {element: frozenset(codes) for element, codes in own.items()}
        for thing, own in held.items()
    }
