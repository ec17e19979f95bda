"""What the other rooms know of news on what districts use: a district's own people alone."""

from sqlalchemy import SelectBase
from sqlmodel import Session

from rpp import kinds
from rpp.adopted import queries
from rpp.adopted.models import AdoptedNews
from rpp.adopted.verbs import ADOPTED
from rpp.history import Event
from rpp.kinds import Telling
from rpp.organizations.kind import leaders, members


def _tell(session: Session, _event: Event, news: AdoptedNews) -> Telling:
    own = news.organization_id
    people = queries.who_said(session, own) | leaders(session, [own])
    return Telling(people, f"/organizations/{own}/adopted")


def _audience(session: Session, news_id: int, _inner: bool) -> SelectBase:
    return members([session.get_one(AdoptedNews, news_id).organization_id])


kinds.register(
    kinds.Kind(
        AdoptedNews.kind,
        readers=queries.news_of,
        verbs=ADOPTED,
        tell=_tell,
        audience=_audience,
    )
)
