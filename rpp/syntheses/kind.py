"""What the other rooms know of syntheses: who may know of one, and who hears of it."""

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from rpp import kinds, topics, vocabulary
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.networks.kind import stewards
from rpp.people import closing
from rpp.policy import Viewer
from rpp.syntheses import citing, documents, queries, quotable, resting
from rpp.syntheses.api import RESOURCE
from rpp.syntheses.models import (
    OUT,
    STUDIES,
    SUGGESTIONS,
    SYNTHESES,
    Synthesis,
    SynthesisStudy,
    SynthesisSuggestion,
)
from rpp.syntheses.screening import people
from rpp.syntheses.verbs import CANDIDATE, SUGGESTION, SYNTHESIS


def _readers(viewer: Viewer) -> Select[int]:
    return select(SYNTHESES.c.id).where(queries.visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return select(SYNTHESES.c.id).where(queries.served(viewer))


def _tell(session: Session, event: Event, made: Synthesis) -> Telling:
    """Who keeps it and who follows it; of a new version also who adopted a brief resting on it."""
    page = f"/syntheses/{made.slug}"
    people = {one for one in (made.keeper_id,) if one is not None}
    if event.verb not in ("published", "renewed", "retired"):
        return Telling(people, page, followers=(("synthesis", event.subject_id),))
    followed = [("synthesis", event.subject_id)]
    if event.verb == "published":
        tags = vocabulary.tags_of(session, Synthesis.kind, event.subject_id)
        followed += [("topic", topic.id) for topic in topics.topics_of(tags)]
    people |= resting.adopters(session, made)
    return Telling(people, page, tuple(followed), _by_email(event, made, page))


def _by_email(event: Event, made: Synthesis, page: str) -> ByEmail | None:
    why = "you follow this synthesis or its topic, keep it, or adopted a brief that rests on it"
    if event.verb == "retired":
        return None
    what = "A new version" if event.verb == "renewed" else "A new synthesis"
    number = event.detail["version"]
    return ByEmail(
        "synthesis",
        f"{what}: {made.title}",
        why,
        "Its page says what changed, and whether the conclusion stands.",
        f"{page}/v{number}",
    )


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
        documents=documents.search_documents,
        quotable=quotable.sources,
        weight=1.5,
        works=citing.works,
        sets=citing.sets,
        api=RESOURCE,
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
closing.with_closing(people.forget)
