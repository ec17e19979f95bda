"""What rests on syntheses: briefs, and the districts that adopted one; what changed since."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Text, cast, or_, select, tuple_
from sqlmodel import Session

from rpp.briefs.models import BRIEFS, READ
from rpp.briefs.models import VERSIONS as BRIEF_VERSIONS
from rpp.briefs.uses.models import BriefUse
from rpp.db import columns
from rpp.organizations.kind import leaders
from rpp.syntheses.models import STUDIES, SYNTHESES, VERSIONS, Synthesis

USE = columns(BriefUse)
# How far a district is that adopted a brief, and what counts as said.
ADOPTED, SAID = ("planning", "in_use", "adapted"), ("unconfirmed", "confirmed")
Thing = tuple[str, int]
_NAMED = re.compile(r"/syntheses/([a-z0-9-]+)")


def briefs_on(session: Session, synthesis: Synthesis) -> set[int]:
    """The published briefs that rest on a synthesis: their study is included, or they name it.

    Two statements.
    """
    studies = select(STUDIES.c.subject_id).where(
        STUDIES.c.synthesis_id == synthesis.id,
        STUDIES.c.subject_kind == "study",
        STUDIES.c.status == "included",
    )
    reports = select(STUDIES.c.subject_id).where(
        STUDIES.c.synthesis_id == synthesis.id,
        STUDIES.c.subject_kind == "brief",
        STUDIES.c.status == "included",
    )
    of_study = or_(BRIEFS.c.study_id.in_(studies), BRIEFS.c.id.in_(reports))
    out = BRIEFS.c.status.in_(READ)
    found = set(session.execute(select(BRIEFS.c.id).where(of_study, out)).scalars())
    named = (
        select(BRIEFS.c.id, cast(BRIEF_VERSIONS.c.content, Text))
        .join(BRIEF_VERSIONS, BRIEF_VERSIONS.c.brief_id == BRIEFS.c.id)
        .where(
            out,
            BRIEF_VERSIONS.c.number == BRIEFS.c.current,
            cast(BRIEF_VERSIONS.c.content, Text).contains(f"/syntheses/{synthesis.slug}"),
        )
    )
    for id_, content in session.execute(named):
        if synthesis.slug in _NAMED.findall(content):
            found.add(id_)
    return found


def adopters(session: Session, synthesis: Synthesis) -> set[int]:
    """The people of districts that adopted a brief resting on it: who said so, and who leads.

    Four statements at most.
    """
    briefs = briefs_on(session, synthesis)
    if not briefs:
        return set()
    used = select(USE.organization_id, USE.said_by, USE.confirmed_by).where(
        USE.brief_id.in_(briefs), USE.stage.in_(ADOPTED), USE.status.in_(SAID)
    )
    rows = session.execute(used).all()
    people = {one for _, said_by, confirmed_by in rows for one in (said_by, confirmed_by) if one}
    return people | leaders(session, {organization_id for organization_id, *_ in rows})


@dataclass(frozen=True, slots=True)
class Changed:
    """A version of a synthesis that came since, and on which of the things it bears.

    `stands` says whether the conclusion of before does; None where neither version had one.
    `status` is where the synthesis stands now.
    """

    synthesis_id: int
    slug: str
    title: str
    status: str
    number: int
    change: str
    stands: bool | None
    published_at: datetime
    subject: Thing

    @property
    def href(self) -> str:
        return f"/syntheses/{self.slug}/v{self.number}"


def changes_since(session: Session, subjects: Collection[Thing], moment: datetime) -> list[Changed]:
    """Versions published after a moment that bear on these things, the oldest first.

    A version bears on what it includes, and on what the version before included. Subjects are
    ("evidence", id), ("study", id) and ("brief", id) of a deposited report. One statement.
    """
    if not subjects:
        return []
    named = tuple_(STUDIES.c.subject_kind, STUDIES.c.subject_id).in_(sorted(subjects))
    about = select(STUDIES.c.synthesis_id).where(named)
    rows = session.execute(
        select(
            *(SYNTHESES.c.id, SYNTHESES.c.slug, SYNTHESES.c.title, SYNTHESES.c.status),
            *(VERSIONS.c.number, VERSIONS.c.change, VERSIONS.c.stands, VERSIONS.c.published_at),
            VERSIONS.c.studies,
        )
        .join_from(VERSIONS, SYNTHESES, SYNTHESES.c.id == VERSIONS.c.synthesis_id)
        .where(SYNTHESES.c.id.in_(about))
        .order_by(SYNTHESES.c.id, VERSIONS.c.number)
    )
    found: list[Changed] = []
    before: dict[int, set[Thing]] = {}
    for id_, slug, title, status, number, change, stands, at, studies in rows:
        held = before.get(id_, set())
        before[id_] = here = {
            (one.subject_kind, one.subject_id)
            for one in studies
            if one.stands == "included" and one.subject_id is not None
        }
        if at > moment:
            found += [
                Changed(id_, slug, title, status, number, change, stands, at, one)
                for one in sorted((held | here).intersection(subjects))
            ]
    return sorted(found, key=lambda one: (one.published_at, one.synthesis_id, one.number))


def including(kind: str, subject_id: int) -> Select[int]:
    """Selects the syntheses that include a thing now."""
    return select(STUDIES.c.synthesis_id).where(
        STUDIES.c.subject_kind == kind,
        STUDIES.c.subject_id == subject_id,
        STUDIES.c.status == "included",
    )
