"""By which codes a brief is found: its districts, its details, and none before it is out."""

from sqlmodel import Session

from rpp.briefs.documents import search_documents
from tests.briefs.conftest import World


def test_a_brief_is_found_by_its_districts_and_details(world: World, session: Session) -> None:
    brief = world.published(locales=["RuralRemote", "TownDistant"], states=["AL", "TN"])
    (found,) = search_documents(session)
    assert found.facets == {
        "grade": ["07", "09"],
        "subject": ["attendance"],
        "design": ["rct"],
        "lea": [world.cullman.leaid, world.jackson.leaid],
        "state": ["AL", "TN"],
        "locale": ["town", "rural"],
        "size": ["large"],
        "tier": ["unrated"],
        "network": [str(world.network.id)],
        "year": [str(brief.published_at.year)],
    }


def test_a_brief_that_is_not_out_gives_nothing(world: World, session: Session) -> None:
    world.approved()
    assert list(search_documents(session)) == []
