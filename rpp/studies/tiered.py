"""What studies run here tell of their tiers: an effort to study, a logic model, their settings."""

from collections.abc import Collection, Mapping

from sqlalchemy import ScalarSelect, String, cast, exists, func, select
from sqlmodel import Session, col

from rpp.evidence.rules.rule_set import Judged
from rpp.evidence.tiers.computing import Told
from rpp.evidence.tiers.operations import refresh
from rpp.history import Recorded
from rpp.organizations.models import Organization
from rpp.organizations.overlap import TYPES
from rpp.studies.models import Study, StudyPartner, StudyReference
from rpp.studies.visibility import is_public

KIND = "study"
EFFORT: Judged = {("effort", ""): "yes"}
MODEL: Judged = {("logic-model", ""): "yes"}
ENDED = "withdrawn"


def told(session: Session, ids: Collection[int]) -> Mapping[int, Told]:
    """What is known of some studies besides their findings; one statement."""
    linked = exists().where(col(StudyReference.study_id) == col(Study.id)).correlate(Study)
    statement = select(
        col(Study.id),
        col(Study.status),
        col(Study.signed_at).is_not(None),
        is_public(),
        linked,
        _locales(),
    ).where(col(Study.id).in_(ids))
    found = {}
    for id_, status, signed, public, links, locales in session.execute(statement):
        goes_on = is_effort(bool(signed), status)
        answers = {**(EFFORT if goes_on else {}), **(MODEL if goes_on and links else {})}
        found[id_] = Told(
            answers,
            _settings(locales),
            is_public=bool(public) and status != ENDED,
            is_found=status == "published",
        )
    return found


def is_effort(signed: bool, status: str) -> bool:
    """Whether someone is studying it: once its findings are out they count in the place of that."""
    return signed and status not in (ENDED, "published")


def _locales() -> ScalarSelect[str | None]:
    """The NCES codes of a study's districts, 0 for one that is not known."""
    code = cast(func.coalesce(col(Organization.locale), 0), String)
    return (
        select(func.aggregate_strings(code, " "))
        .join(StudyPartner, col(StudyPartner.organization_id) == col(Organization.id))
        .where(col(StudyPartner.study_id) == col(Study.id), col(Organization.type) == "lea")
        .correlate(Study)
        .scalar_subquery()
    )


def _settings(locales: str | None) -> tuple[str, ...]:
    """In what kinds of places the districts are, where all of them are known."""
    known = [int(one) for one in (locales or "").split()]
    return tuple(dict.fromkeys(TYPES[one // 10] for one in known)) if all(known) else ()


def backfill(session: Session) -> int:
    """Compute the tiers of what an earlier release had signed; return of how many they changed."""
    ids = session.execute(select(col(Study.id)).where(is_public())).scalars().all()
    return refresh(session, *((KIND, id_) for id_ in ids if id_))


def on_event(session: Session, recorded: Recorded) -> None:
    """After a move of a study, compute its tiers anew."""
    event = recorded.event
    if event.kind == KIND and "to" in event.detail:
        refresh(session, (KIND, event.subject_id))
