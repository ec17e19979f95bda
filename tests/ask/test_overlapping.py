"""How the sources of an answer match the district of whoever asks."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlmodel import Session

from rpp.ask.overlapping import beside
from rpp.evidence.operations import import_wwc
from rpp.policy import ANYONE, Viewer
from rpp.search import operations
from rpp.search.models import SearchDocument
from tests.ask.conftest import quote
from tests.ask.test_answers import asked
from tests.evidence import sample
from tests.support.world import World


def of_member(district: Any) -> Viewer:
    return Viewer(
        id=1, leas=frozenset({district.id}), organization_names={district.id: district.name}
    )


def test_a_member_reads_how_like_the_district_of_a_source_is(app: Flask, world: World) -> None:
    make = world.make
    own = make.organization("Albertville", leaid="0100005", locale=32, enrollment=5_821)
    like = make.organization("Hermiston", leaid="4106300", locale=32, enrollment=5_420, state="OR")
    world.problem(
        title="Buses come late in winter",
        summary="Our buses come late on icy days.",
        organization_id=like.id,
    )
    with make.writing() as session:
        operations.reindex(session)
    question = "Do buses come late on icy days?"
    (told,) = asked(app, question, of_member(own)).quotes
    assert told.overlap.startswith("Hermiston, OR: very much alike. Same kind of place")
    assert "(5,420 students; yours 5,821)" in told.overlap
    (plain,) = asked(app, question, ANYONE).quotes
    assert plain.overlap == ""


def test_of_a_study_it_is_said_whether_its_sample_and_setting_overlap(
    session: Session, world: World, tmp_path: Path
) -> None:
    own = world.make.organization("Albertville", leaid="0100005", locale=32, enrollment=5_821)
    told = {"s_frpl": 60, "s_urbanicity_rural": 1, "s_urbanicity_urban": ""}
    with world.make.writing() as writing:
        files = [sample.file(tmp_path, "studies", told), sample.file(tmp_path, "findings", {})]
        import_wwc(writing, files)
        operations.reindex(writing)
    documents = session.execute(select(SearchDocument)).scalars()
    record = next(one for one in documents if "Words at work" in one.title)
    of_record = quote(record.subject_id, "It did.", kind="evidence")
    (found,) = beside(session, of_member(own), [of_record])
    assert found.overlap == "Its sample and its setting overlap with Albertville."
