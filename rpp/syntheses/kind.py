"""What the other rooms know of syntheses: who may know of one, and who hears of it."""

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from rpp import kinds
from rpp.history import Event
from rpp.kinds import Telling
from rpp.networks.kind import stewards
from rpp.policy import Viewer
from rpp.syntheses import queries
from rpp.syntheses.models import (
    OUT,
    STUDIES,
    SUGGESTIONS,
    SYNTHESES,
    Synthesis,
    SynthesisStudy,
    SynthesisSuggestion,
)
from rpp.syntheses.verbs import CANDIDATE, SUGGESTION, SYNTHESIS


def _readers(viewer: Viewer) -> Select[int]:
    return select(SYNTHESES.c.id).where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return select(SYNTHESES.c.id).where(queries.served(viewer))


def _tell(session: Session, event: Event, made: Synthesis) -> Telling:
    page = f"/syntheses/{made.slug}"
    people = {one for one in (made.keeper_id,) if one is not None}
    return Telling(people, page, followers=(("synthesis", event.subject_id),))


def _of_served(viewer: Viewer) -> Select[int]:
    return select(SYNTHESES.c.id).where(queries.served(viewer))


def _candidates(viewer: Viewer) -> Select[int]:
    """Screening is its keepers' own: what was decided is public in a version."""
    return select(STUDIES.c.id).where(STUDIES.c.synthesis_id.in_(_of_served(viewer)))


def _suggestions(viewer: Viewer) -> Select[int]:
    """Theirs who sent it, and theirs who answer."""
    own = SUGGESTIONS.c.person_id == viewer.id
    served = SUGGESTIONS.c.synthesis_id.in_(_of_served(viewer))
    return select(SUGGESTIONS.c.id).where(or_(own, served) if viewer.id is not None else served)


def _tell_of_suggestion(session: Session, event: Event, sent: SynthesisSuggestion) -> Telling:
    made = session.get_one(Synthesis, sent.synthesis_id)
    if event.verb != "sent":
        return Telling({sent.person_id}, f"/syntheses/{made.slug}")
    people = stewards(session, made.network_id) | {made.keeper_id or 0}
    return Telling(people - {0}, f"/syntheses/{made.slug}/suggestions")


kinds.register(
    kinds.Kind(
        Synthesis.kind,
        readers=_readers,
        verbs=SYNTHESIS,
        insiders=_insiders,
        address=("syntheses.by_number", "synthesis_id"),
        named=queries.named,
        citable=queries.citable,
        pages=lambda: select(SYNTHESES.c.id).where(SYNTHESES.c.status.in_(OUT)),
        one="Synthesis",
        many="Syntheses",
        tell=_tell,
    )
)
kinds.register(kinds.Kind(SynthesisStudy.kind, readers=_candidates, verbs=CANDIDATE))
kinds.register(
    kinds.Kind(
        SynthesisSuggestion.kind,
        readers=_suggestions,
        verbs=SUGGESTION,
        tell=_tell_of_suggestion,
    )
)
