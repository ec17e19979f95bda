"""A file of findings on its way in: looked at first, brought in once its sender confirms it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import Session, col

from rpp import clock
from rpp.errors import DomainError
from rpp.evidence.findings import checks, operations, reading, subjects, table
from rpp.evidence.findings.columns import COLUMNS, changed, contrast_of, values_of
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import RECORDED, Finding, FindingFile
from rpp.evidence.findings.subjects import About
from rpp.evidence.findings.table import Row, Trouble
from rpp.policy import Viewer

WAITS = 30  # days
What = Literal["added", "corrected", "same"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a row comes to: a finding that is added, corrected, or as it was.

    `facts` are those after it; `finding_id` is the one that is corrected, `of_key` what one that
    is added completes.
    """

    line: int
    what: What
    facts: Contrast
    told: Sequence[str] = ()
    finding_id: int | None = None
    of_key: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do now; `digest` tells whether it still would."""

    name: str
    steps: list[Step]
    troubles: list[Trouble]
    unknown: list[str]

    def of(self, what: What) -> list[Step]:
        """The steps of one sort."""
        return [step for step in self.steps if step.what == what]

    @property
    def digest(self) -> str:
        """The same for the same changes."""
        told = repr([(s.line, s.what, s.finding_id, s.of_key, s.facts) for s in self.steps])
        return hashlib.blake2s(told.encode(), digest_size=12).hexdigest()


def receive(
    session: Session, actor: Viewer, about: About, *, name: str, data: bytes
) -> FindingFile:
    """Keep a file until its sender has looked at it; DomainError on "file" where it is none."""
    operations.demand_open(about)
    table.read(data)
    forget(session, actor, about)
    # Nobody will look at those that waited so long.
    old = col(FindingFile.sent_at) < clock.now() - timedelta(days=WAITS)
    session.execute(delete(FindingFile).where(old))
    assert actor.id is not None
    file = FindingFile(
        person_id=actor.id,
        subject_kind=about.kind,
        subject_id=about.id,
        name=" ".join(name.split())[:160] or "file",
        data=data,
        sent_at=clock.now(),
    )
    session.add(file)
    session.flush()
    return file


def forget(session: Session, actor: Viewer, about: About) -> About:
    """Drop the file that waits."""
    session.execute(delete(FindingFile).where(*_of(actor, about)))
    return about


def forget_all(session: Session, actor: Viewer) -> None:
    """No file waits for a person who closes the account."""
    session.execute(delete(FindingFile).where(col(FindingFile.person_id) == actor.id))


def waiting(session: Session, actor: Viewer, about: About) -> FindingFile | None:
    """The file of this person for this subject that waits for a look."""
    found: FindingFile | None = session.execute(
        select(FindingFile).where(*_of(actor, about))
    ).scalar_one_or_none()
    return found


def plan(session: Session, about: About, file: FindingFile) -> Plan:
    """What a file would change, row by row."""
    sheet = table.read(file.data)
    here = _Here(session, about)
    troubles, steps = list(sheet.troubles), []
    for row in sheet.rows:
        found = here.step(row)
        if isinstance(found, Step):
            steps.append(found)
        else:
            troubles.extend(found)
    troubles.sort(key=lambda one: one.line)
    return Plan(file.name, steps, troubles, sheet.unknown)


def confirm(session: Session, actor: Viewer, about: About, *, seen: str) -> Plan:
    """Bring in what the preview showed (`seen` is its digest); what cannot be read is left out."""
    operations.demand_open(about)
    file = waiting(session, actor, about)
    if file is None:
        raise DomainError("This file was brought in or dropped already. Choose it again.")
    found = plan(session, about, file)
    if found.digest != seen:
        raise DomainError("Something changed since you looked. Look at the preview again.")
    for step in found.steps:
        _do(session, actor, about, step, file.name)
    added, corrected = len(found.of("added")), len(found.of("corrected"))
    if added or corrected:
        detail = {"added": added, "corrected": corrected}
        operations.tell(session, actor, about, "facts_imported", detail)
    forget(session, actor, about)
    return found


def _do(session: Session, actor: Viewer, about: About, step: Step, name: str) -> None:
    if step.what == "added":
        operations.add(session, actor, about, step.facts, of_key=step.of_key, file=name)
    elif step.what == "corrected":
        assert step.finding_id is not None
        finding = operations.held(session, about, step.finding_id)
        reason = f"From the file {name}"
        operations.replace_facts(
            session, actor, about, finding, step.facts, reason=reason, file=name
        )


class _Here:
    """What is recorded of a subject, to find what each row is about."""

    def __init__(self, session: Session, about: About) -> None:
        self.about = about
        kind = subjects.get(about.kind)
        self.own_students = bool(kind and kind.own_students)
        mine = RECORDED.c.subject_kind == about.kind, RECORDED.c.subject_id == about.id
        rows = session.execute(select(Finding).where(*mine, RECORDED.c.removed_at.is_(None)))
        recorded: list[Finding] = list(rows.scalars())
        self.recorded = {f"finding:{one.id}": one for one in recorded}
        given = reading.of_sources(session, [about.id]) if about.kind == "evidence" else {}
        self.given = {one.key: one for one in given.get(about.key, ())}
        for one in recorded:
            if one.of_key in self.given:
                self.recorded[one.of_key] = one
        self.alike: dict[tuple[str, ...], str] = {}
        for key, contrast in self.given.items():
            self.alike.setdefault(_identity(contrast), key)
        for key, finding in self.recorded.items():
            self.alike[_identity(finding.facts)] = key
        self.seen: dict[str | tuple[str, ...], int] = {}

    def step(self, row: Row) -> Step | list[Trouble]:
        """What a row comes to, or what is wrong with it."""
        if row.of and row.of != f"{self.about.kind}/{self.about.id}":
            words = f"“{row.of[:40]}” is another study or record."
            return [Trouble(row.line, "of", words)]
        if row.key and row.key not in self.recorded and row.key not in self.given:
            words = f"There is no finding “{row.key[:40]}” here. Leave it empty for a new one."
            return [Trouble(row.line, "key", words)]
        told = contrast_of(row.values)
        key = row.key or self.alike.get(_identity(told), "")
        name = key or _identity(told)
        if (earlier := self.seen.setdefault(name, row.line)) != row.line:
            words = f"It is the same finding as on line {earlier}."
            return [Trouble(row.line, "key" if row.key else "outcome", words)]
        finding, given = self.recorded.get(key), self.given.get(key)
        base = finding.facts if finding else given or Contrast()
        facts = contrast_of({**values_of(base), **row.values}, base)
        wrong = checks.impossible(facts, own_students=self.own_students)
        differs = [one.title for one in changed(base, facts)]
        if wrong and (differs or not key):
            return [Trouble(row.line, one.name, one.words) for one in wrong]
        if finding:
            what: What = "corrected" if differs else "same"
            return Step(row.line, what, facts, differs, finding.id)
        if given and not differs:
            return Step(row.line, "same", facts)
        told_of = differs if given else ()
        return Step(row.line, "added", facts, told_of, of_key=key if given else "")


def _identity(one: Contrast) -> tuple[str, ...]:
    """By what a finding without a key is known again."""
    told = (one.outcome, one.domain, one.intervention, one.comparison, one.timing, one.sample)
    return tuple(" ".join(words.split()).casefold() for words in told)


def _of(actor: Viewer, about: About) -> tuple[ColumnElement[bool], ...]:
    return (
        col(FindingFile.person_id) == actor.id,
        col(FindingFile.subject_kind) == about.kind,
        col(FindingFile.subject_id) == about.id,
    )


def column_title(name: str) -> str:
    """How a column of a file is called on the page."""
    return COLUMNS[name].title if name in COLUMNS else name
