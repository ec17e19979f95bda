"""What the other rooms know of saved searches: whose news is told to whom."""

from sqlmodel import Session

from rpp import kinds
from rpp.history import Event
from rpp.kinds import ByEmail, Telling
from rpp.people import closing
from rpp.saved_searches import operations, queries
from rpp.saved_searches.models import SavedSearch, SearchNews
from rpp.saved_searches.verbs import SEARCH_NEWS


def _tell(session: Session, _event: Event, news: SearchNews) -> Telling:
    """An e-mail says neither how many nor what: that is asked when its reader comes."""
    search = session.get_one(SavedSearch, news.saved_search_id)
    about = ByEmail(
        "search",
        "New matches for a search you saved",
        why="you saved a search here",
        text=f"There are new matches for your saved search “{search.name}”.",
        then="The page below shows them, and lets you pause or delete the search.",
    )
    return Telling({search.person_id}, f"/me/searches/{search.id}", email=about)


kinds.register(
    kinds.Kind(
        SearchNews.kind,
        readers=queries.news_of,
        verbs=SEARCH_NEWS,
        tell=_tell,
        told_now=queries.told,
    )
)
closing.with_closing(operations.forget)
