"""By which codes a study is found: those of its page, and none while it is private."""

from sqlmodel import Session, select

from rpp import clock, vocabulary
from rpp.problems.models import Problem
from rpp.studies.lists import search_documents
from rpp.studies.models import Study, StudyPartner
from tests.studies.conftest import World


def tagged(world: World) -> None:
    with world.make.writing() as session:
        vocabulary.set_tags(session, "problem", world.problem.id, "grade", ["09", "10"])
        vocabulary.set_tags(session, "problem", world.problem.id, "subject", ["attendance"])


def test_a_study_is_found_by_its_districts_problem_and_design(
    world: World, session: Session
) -> None:
    tagged(world)
    study = world.study("signed")
    (found,) = search_documents(session)
    assert found.id == study.id
    assert found.facets == {
        "grade": ["09", "10"],
        "subject": ["attendance"],
        "lea": [world.city.leaid, world.county.leaid],
        "state": ["AL"],
        "locale": ["town", "rural"],
        "size": ["large"],
        "design": ["rct"],
        "network": [str(world.network.id)],
        "year": [str(study.signed_at.year)],
    }


def test_a_district_that_left_is_none_of_its_codes(world: World, session: Session) -> None:
    study = world.study("signed")
    with world.make.writing() as writing:
        left = writing.exec(
            select(StudyPartner).where(StudyPartner.organization_id == world.county.id)
        ).one()
        left.left_at = clock.now()
    (found,) = search_documents(session, study.id)
    assert found.facets["lea"] == [world.city.leaid]
    assert found.facets["locale"] == ["town"]


def test_a_problem_for_its_network_alone_gives_no_codes(world: World, session: Session) -> None:
    """The study is listed for everyone; what it answers is not."""
    tagged(world)
    study = world.study("signed")
    with world.make.writing() as writing:
        writing.get_one(Problem, world.problem.id).audience = "network"
    (found,) = search_documents(session, study.id)
    assert not {"grade", "subject"} & found.facets.keys()


def test_a_private_study_gives_nothing(world: World, session: Session) -> None:
    private = world.study("signed", listing="private")
    assert session.get_one(Study, private.id).signed_at is not None
    assert list(search_documents(session)) == []
    assert list(search_documents(session, private.id)) == []
