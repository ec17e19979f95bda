"""Agreements that run out: warnings to those in charge, and what waits for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from rpp import dates, jobs
from rpp.history import only
from rpp.networks.models import Network
from rpp.networks.zones import each_day, todays
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle.audit import held, in_office, record
from rpp.studies.lifecycle.life import ENDED
from rpp.studies.models import AGREEMENTS, Agreement, Study, StudyMember, StudyPartner
from rpp.studies.papers import agreements
from rpp.studies.parts import Waiting
from rpp.studies.visibility import in_standing, takes_part

# Warned so many days ahead; OUT once it has expired.
STEPS = (7, 30, 60)
OUT = -1
IN_CHARGE = ("lead", "co_lead", "data_steward")
RUNNING = ("active", "paused", "findings_shared", "interpreted")


def step(expires_on: date, today: date) -> int | None:
    """The nearest warning that is due on a day; none earlier than 60 days ahead."""
    left = (expires_on - today).days
    if left < 0:
        return OUT
    return next((days for days in STEPS if left <= days), None)


def _due(today: date) -> ColumnElement[bool]:
    """Agreements whose nearest warning was not given."""
    ends, warned = col(Agreement.expires_on), col(Agreement.warned)

    def not_yet(days: int) -> ColumnElement[bool]:
        return or_(warned.is_(None), warned > days)

    return or_(
        and_(ends < today, not_yet(OUT)),
        *(and_(ends <= today + timedelta(days=days), not_yet(days)) for days in STEPS),
    )


def warn(session: Session) -> int:
    """Warn once at each step, and once when an agreement has expired; how many warnings."""
    days = todays(session)
    found = session.execute(
        select(col(Agreement.id), col(Agreement.study_id), col(Network.timezone))
        .join(Study, col(Study.id) == col(Agreement.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .where(col(Study.status).not_in(ENDED), each_day(days, _due))
        .order_by(col(Agreement.study_id), col(Agreement.id))
        .limit(200)
    ).all()
    return sum(_warned(session, id_, study_id, days[zone]) for id_, study_id, zone in found)


def _warned(session: Session, agreement_id: int, study_id: int, today: date) -> bool:
    study = held(session, study_id)
    # Read again now that the study is held: another worker may have warned, or someone renewed.
    agreement = session.get(Agreement, agreement_id, populate_existing=True)
    if agreement is None or agreement.expires_on is None:
        return False
    due = step(agreement.expires_on, today)
    if due is None or (agreement.warned is not None and agreement.warned <= due):
        return False
    agreement.warned = due
    session.add(agreement)
    if agreements.renewed(agreement, parts.agreements(session, study_id), today):
        return False
    detail: dict[str, str | int | None] = {**agreements.facts_of(agreement)}
    verb = "agreement_expired"
    if due != OUT:
        detail, verb = {**detail, "days": (agreement.expires_on - today).days}, "agreement_expiring"
    told = only(in_charge(session, study), "/agreements")
    record(session, study, verb, None, detail=detail, audience=told, private=True)
    return True


def in_charge(session: Session, study: Study) -> list[int]:
    """Who answers for the study's agreements: people of the study, and offices of its districts."""
    members = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == study.id,
        col(StudyMember.role).in_(IN_CHARGE),
        in_standing(StudyMember),
    )
    return sorted({*session.execute(members).scalars(), *in_office(session, study)})


class OfViewer(NamedTuple):
    """An agreement of one of the viewer's studies, with their role in it."""

    id: int
    study_id: int
    type: str
    parties: str
    signed_on: date
    expires_on: date | None
    title: str
    role: str | None
    zone: str


# --- what waits, and what the lists say ----------------------------------------------------


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """Agreements that the viewer should renew: out, or within 60 days; one statement."""
    soon = timedelta(days=max(STEPS))
    in_her_charge = or_(col(StudyMember.role).in_(IN_CHARGE), _in_office(viewer))
    return [
        {
            "title": f"Renew an agreement of “{row.title}”",
            "sentence": _sentence(row, row.expires_on, dates.today(row.zone)),
            "href": f"/studies/{row.study_id}/agreements",
            "due": dates.end_of(row.expires_on, row.zone),
            "zone": row.zone,
            "button": "Renew it" if row.role in IN_CHARGE else "See the agreement",
        }
        for row, among in _of_viewer(session, viewer, in_her_charge)
        if row.expires_on is not None
        and row.expires_on <= dates.today(row.zone) + soon
        and not agreements.renewed(row, among, dates.today(row.zone))
    ]


def _sentence(row: OfViewer, expires_on: date, today: date) -> str:
    name = f"{AGREEMENTS[row.type]}, {row.parties}"
    verb = "expired" if expires_on < today else "expires"
    return f"{name}: it {verb} on {dates.day(expires_on)}."


def lapsed_among(session: Session, viewer: Viewer, study_ids: Iterable[int]) -> set[int]:
    """Those of the viewer's own studies, under way, that stand on a lapsed agreement."""
    under_way = and_(col(Study.id).in_(list(study_ids)), col(Study.status).in_(RUNNING))
    by_study: dict[int, list[OfViewer]] = {}
    for row, among in _of_viewer(session, viewer, under_way):
        by_study[row.study_id] = among
    return {
        study_id
        for study_id, among in by_study.items()
        if agreements.lapsed(among, dates.today(among[0].zone))
    }


def _in_office(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer leads or signs for a district that takes part."""
    offices = sorted(viewer.leads | viewer.signs_for)
    return (
        exists()
        .where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.organization_id).in_(offices),
            col(StudyPartner.left_at).is_(None),
        )
        .correlate(Study.__table__)  # type: ignore[attr-defined]
    )


def _of_viewer(
    session: Session, viewer: Viewer, condition: ColumnElement[bool]
) -> list[tuple[OfViewer, list[OfViewer]]]:
    """The agreements of the viewer's studies, each with all agreements of its study."""
    if viewer.id is None:
        return []
    found = session.execute(
        select(
            col(Agreement.id),
            col(Agreement.study_id),
            col(Agreement.type),
            col(Agreement.parties),
            col(Agreement.signed_on),
            col(Agreement.expires_on),
            col(Study.title),
            col(StudyMember.role),
            col(Network.timezone).label("zone"),
        )
        .join(Study, col(Study.id) == col(Agreement.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .outerjoin(
            StudyMember,
            and_(
                col(StudyMember.study_id) == col(Study.id),
                col(StudyMember.person_id) == viewer.id,
                in_standing(StudyMember),
            ),
        )
        .where(condition, takes_part(viewer), col(Study.status).not_in(ENDED))
        .order_by(col(Agreement.study_id), col(Agreement.id))
        .limit(1_000)
    )
    rows = [OfViewer(*row) for row in found]
    by_study: dict[int, list[OfViewer]] = {}
    for row in rows:
        by_study.setdefault(row.study_id, []).append(row)
    return [(row, by_study[row.study_id]) for row in rows]


jobs.register("warn of agreements that expire", warn)
