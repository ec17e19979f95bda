"""What the other rooms know of claims: who may know of one, and who hears of it."""

from sqlalchemy import Select, SelectBase, false, select
from sqlmodel import Session

from rpp import kinds
from rpp.claims.register import api, queries, rated
from rpp.claims.register.life import PUBLIC
from rpp.claims.register.models import CLAIMS, Claim
from rpp.claims.register.verbs import CLAIM
from rpp.history import Event
from rpp.kinds import Telling
from rpp.policy import Viewer, may

__all__ = ["rated"]


def _insiders(viewer: Viewer) -> Select[int]:
    """How it came about is for those who record claims."""
    chosen = queries.readers(viewer)
    return chosen if may(viewer, "claim.record") else chosen.where(false())


def _tell(session: Session, event: Event, claim: Claim) -> Telling:
    page = kinds.href("claim", event.subject_id)
    if event.verb in ("proposed", "correction_proposed"):
        return Telling(queries.publishers(session, claim.written_by), page)
    if event.verb in ("returned", "correction_refused"):
        return Telling({claim.written_by} if claim.written_by else (), page)
    if event.verb == "asked":
        return Telling(queries.makers(session, event.subject_id), f"{page}#requests")
    people = queries.makers(session, event.subject_id)
    if event.verb != "answered":
        people |= queries.askers(session, event.subject_id)
    return Telling(people, page, (("claim", event.subject_id),))


def _audience(session: Session, claim_id: int, inner: bool) -> SelectBase | None:
    """Who may know of a claim: everyone once it is out, else those who record claims."""
    claim = session.get_one(Claim, claim_id)
    return None if claim.status in PUBLIC and not inner else queries.recorders()


kinds.register(
    kinds.Kind(
        "claim",
        readers=queries.readers,
        verbs=CLAIM,
        insiders=_insiders,
        address=("claims.show", "claim_id"),
        named=queries.named,
        one="Claim",
        many="Claims",
        documents=queries.search_documents,
        pages=lambda: select(CLAIMS.c.id).where(CLAIMS.c.status.in_(PUBLIC)),
        api=api.RESOURCE,
        tell=_tell,
        audience=_audience,
    )
)
