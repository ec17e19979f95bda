"""What the other rooms know of uses: who may know of one, and who hears of it."""

from sqlalchemy import Select, SelectBase, select, union
from sqlmodel import Session, col

from rpp import kinds
from rpp.briefs import types
from rpp.briefs.models import BRIEFS, NEWEST, READ, VERSIONS, Brief
from rpp.briefs.uses.models import USES, BriefUse
from rpp.briefs.uses.queries import others, visible_to
from rpp.briefs.uses.verbs import USE
from rpp.history import Event
from rpp.kinds import Telling
from rpp.networks.models import NetworkMembership, NetworkRole
from rpp.organizations.kind import leaders, members
from rpp.policy import Viewer


def _readers(viewer: Viewer) -> Select[int]:
    return select(USES.c.id).where(visible_to(viewer))


def _insiders(viewer: Viewer) -> Select[int]:
    return select(USES.c.id).where(USES.c.organization_id.in_(sorted(viewer.leas)))


def _tell(session: Session, event: Event, use: BriefUse) -> Telling:
    page = kinds.href("use", event.subject_id)
    if event.verb == "asked":
        return Telling((), f"/briefs/{use.brief_id}/uses/new?district={use.organization_id}")
    if event.verb == "recorded":
        people = _authors(session, use.brief_id) | _seconds(session, use)
        return Telling(people, page, (("brief", use.brief_id),))
    if event.verb == "corrected":
        return Telling(_seconds(session, use), page)
    return Telling({use.said_by} if use.said_by else (), page)


def _authors(session: Session, brief_id: int) -> set[int]:
    """Whom the newest version names as its authors, and who answer for the brief."""
    newest = select(VERSIONS.c.content).join(BRIEFS, NEWEST).where(col(Brief.id) == brief_id)
    content = session.execute(newest).scalar()
    brief = session.get_one(Brief, brief_id)
    (owner,) = types.of(brief).owners(brief).subquery().c
    owners = set(session.execute(select(owner)).scalars())
    return owners | set(content.basis.people.authors if content else ())


def _seconds(session: Session, use: BriefUse) -> set[int]:
    """Who is asked to confirm: the district's other leaders, or without one its other people."""
    leading = leaders(session, [use.organization_id]) - {use.said_by}
    return leading or set(session.execute(others(use.organization_id, use.said_by)).scalars())


def _audience(session: Session, use_id: int, inner: bool) -> SelectBase | None:
    """Who may know of a use, as a statement; None is everyone."""
    use = session.get_one(BriefUse, use_id)
    own = members([use.organization_id])
    standing = use.status in ("unconfirmed", "confirmed")
    if inner or not standing or session.get_one(Brief, use.brief_id).status not in READ:
        return own
    if use.network_id is None:
        return None
    inside = select(col(NetworkMembership.organization_id)).where(
        col(NetworkMembership.network_id) == use.network_id,
        col(NetworkMembership.status) == "active",
    )
    serving = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == use.network_id
    )
    return union(own, members(inside), serving)


kinds.register(
    kinds.Kind(
        "use",
        readers=_readers,
        verbs=USE,
        insiders=_insiders,
        address=("uses.show", "use_id"),
        tell=_tell,
        audience=_audience,
    )
)
