"""Any district says what it did with a brief; it counts once a second person of it confirms it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, MetaData, insert, text, update
from sqlalchemy.exc import IntegrityError

from rpp.briefs.models import Brief
from rpp.briefs.uses import operations
from rpp.briefs.uses.models import USES, BriefUse, BriefUseRevision
from rpp.cli import migrate
from rpp.db import create_engine
from rpp.errors import DomainError
from rpp.networks.models import NetworkMembership
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.briefs.conftest import World

SAYS = {
    "stage": "in_use",
    "way": "instrumental",
    "used_on": "2026-03-02",
    "decision": "The bell rings later in two of five schools; <b>not</b> all, 1. of 5.",
    "why": "Our longest route takes 50 minutes.\n\nThe others are short.",
    "evidence": "First period is fuller, our clerks say.",
}


@dataclass
class Far:
    """A published brief, and a district that had no part in its study."""

    world: World
    brief: Brief
    harford: Organization
    rhea: Person
    gil: Person

    @property
    def new(self) -> str:
        return f"/briefs/{self.brief.id}/uses/new"

    @property
    def page(self) -> str:
        return f"/briefs/{self.brief.id}"

    def use(self) -> BriefUse:
        (found,) = self.world.make.all(BriefUse)
        answer: BriefUse = found
        return answer

    def sent(self, **changed: Any) -> dict[str, Any]:
        return {**SAYS, "organization_id": self.harford.id, "version": "1", **changed}


@pytest.fixture
def far(world: World) -> Far:
    brief = world.published()
    harford = world.make.organization("Harford County", state="MD", locale=21, enrollment=37_000)
    return Far(
        world,
        brief,
        harford,
        world.make.leader(harford, name="Rhea Harford"),
        world.make.member(harford, name="Gil Harford"),
    )


def section(browser: Any, far: Far) -> str:
    """What the brief's page says of its uses."""
    text: str = browser.read(far.page).text
    return text.split("We used this")[1].split("From problem to brief")[0]


def test_a_use_is_said_confirmed_corrected_and_taken_back(browser_as, far: Far) -> None:
    rhea, gil, anyone = browser_as(far.rhea), browser_as(far.gil), browser_as()
    assert "No district has said here yet" in section(anyone, far)
    assert far.new in anyone.read(far.page).links

    # Said: everyone reads the words as they were typed; in no sum yet.
    rhea.send(far.new, SAYS)
    at = f"/uses/{far.use().id}"
    said = section(anyone, far)
    for words in (
        SAYS["decision"],
        "Our longest route takes 50 minutes.",
        SAYS["evidence"],
        "Harford County, MD",
        "Suburb, 25,000 and more students",
        "In use since March 2, 2026",
        "Version 1",
        "Not confirmed yet",
        "1 more waits",
    ):
        assert words in said
    assert "1 district confirmed" not in said

    # The authors hear of it, and a second person that it waits; who said it does not.
    told = {(n.person_id, n.href) for n in far.world.make.notices() if "Harford" in n.text}
    authors = {far.world.lead.id, far.world.co_lead.id, far.world.practitioner.id}
    assert {person for person, _ in told} >= {far.world.lead.id, far.gil.id}
    assert {person for person, _ in told} <= authors | {far.gil.id}
    assert {href for _, href in told} == {at}
    assert "Confirm what Harford County did" in gil.read("/me").text
    assert "Confirm what Harford" not in rhea.read("/me").text

    # Whoever said it cannot confirm it, whatever the page offers.
    assert "Confirm that it is so" not in rhea.read(at).text
    assert rhea.force(f"{at}/confirm", {"revision": "1"}).status_code == 403
    assert "Confirm that it is so" not in anyone.read(at).text
    assert (
        browser_as(far.world.co_lead).force(f"{at}/confirm", {"revision": "1"}).status_code == 403
    )
    gil.send(at, {"revision": "1"}, action=f"{at}/confirm")
    confirmed = section(anyone, far)
    assert "1 district confirmed" in confirmed
    assert "In use 1 district" in confirmed
    assert "Confirmed by a second person" in confirmed
    assert "Confirm what Harford" not in gil.read("/me").text

    # Corrected: it waits again, and only the district reads what it had said.
    gil.send(f"{at}/correct", {"stage": "stopped", "decision": "We went back in May."})
    corrected = section(anyone, far)
    assert "1 district confirmed" not in corrected
    assert "We went back in May." in corrected
    assert SAYS["decision"] not in anyone.read(at).text
    assert SAYS["decision"] in rhea.read(at).text
    (before,) = far.world.make.all(BriefUseRevision)
    assert (before.revision, before.stage, before.said_by) == (1, "in_use", far.rhea.id)

    # Taken back: gone for all others, with its reason among the district's own people.
    rhea.send(f"{at}/take-back", {"reason": "It was the brief next to it."})
    assert "We went back in May." not in section(anyone, far)
    assert anyone.get(at).status_code == 404
    assert "It was the brief next to it." in gil.read(at).text


def test_a_second_person_says_that_it_is_not_so(browser_as, far: Far) -> None:
    rhea, gil = browser_as(far.rhea), browser_as(far.gil)
    rhea.send(far.new, SAYS)
    at = f"/uses/{far.use().id}"
    assert rhea.get(f"{at}/not-so").status_code == 403
    gil.send(f"{at}/not-so", {"reason": "It is one school, not two."})
    for browser in (browser_as(), browser_as(far.world.lead)):
        assert browser.get(at).status_code == 404
        assert "Harford" not in section(browser, far)
    assert "It is one school, not two." in rhea.read(at).text
    assert "is not so: It is one school, not two." in rhea.read("/notices").text
    assert "not so" not in browser_as(far.world.lead).read("/notices").text
    # Corrected, it is shown again, and the reason stays the district's own.
    rhea.send(f"{at}/correct", {"decision": "The bell rings later in one school."})
    assert "The bell rings later in one school." in section(browser_as(), far)
    assert "not two" not in browser_as().read(at).text


def test_what_was_corrected_meanwhile_is_not_confirmed_unread(browser_as, far: Far) -> None:
    rhea, gil = browser_as(far.rhea), browser_as(far.gil)
    rhea.send(far.new, SAYS)
    at = f"/uses/{far.use().id}"
    read = gil.read(at)
    rhea.send(f"{at}/correct", {"decision": "We have stopped by now."})
    answer = gil.send(at, {"revision": "1"}, action=f"{at}/confirm", page=read)
    assert "It was corrected after you read it" in answer.text
    assert far.use().status == "unconfirmed"


def test_the_database_keeps_one_person_from_confirming_alone(browser_as, far: Far) -> None:
    browser_as(far.rhea).send(far.new, SAYS)
    own = update(USES).values(confirmed_by=far.rhea.id, status="confirmed")
    with pytest.raises(IntegrityError), far.world.make.writing() as session:
        session.execute(own)
    with pytest.raises(DomainError, match="Someone else"), far.world.make.writing() as session:
        operations.confirm_use(session, Viewer(id=far.rhea.id), far.use().id or 0, 1)


def test_a_form_sent_twice_makes_one_use(browser_as, far: Far) -> None:
    rhea = browser_as(far.rhea)
    page = rhea.read(far.new)
    for _ in range(2):
        rhea.send(far.new, SAYS, page=page)
    assert far.use().revision == 1


def test_of_an_older_version_and_of_a_replaced_brief(browser_as, far: Far) -> None:
    far.world.corrected(far.brief)
    rhea = browser_as(far.rhea)
    rhea.send(far.new, {**SAYS, "version": "1"})
    assert far.use().version == 1
    assert f"{far.page}/v1" in browser_as().read(f"/uses/{far.use().id}").links
    with far.world.make.writing() as session:
        session.get_one(Brief, far.brief.id).status = "superseded"
    rhea.send(far.new, {**SAYS, "version": "2"})
    assert sorted(use.version for use in far.world.make.all(BriefUse)) == [1, 2]
    with far.world.make.writing() as session:
        session.get_one(Brief, far.brief.id).status = "withdrawn"
    assert rhea.get(far.new).status_code == 404
    assert browser_as().get(f"/uses/{far.world.make.all(BriefUse)[0].id}").status_code == 404


def test_sums_count_each_district_once_by_its_newest_confirmed(browser_as, far: Far) -> None:
    rhea, gil = browser_as(far.rhea), browser_as(far.gil)
    for stage, day in (("stopped", "2026-05-04"), ("in_use", "2026-03-02")):
        rhea.send(far.new, {**SAYS, "stage": stage, "used_on": day})
        newest = far.world.make.all(BriefUse)[-1]
        gil.send(f"/uses/{newest.id}", {"revision": "1"}, action=f"/uses/{newest.id}/confirm")
    rhea.send(far.new, {**SAYS, "stage": "adapted", "used_on": "2026-06-01"})
    said = section(browser_as(), far)
    assert "1 district confirmed" in said
    assert "Stopped 1 district" in said
    assert "In use 1 district" not in said
    assert "Adapted 1 district" not in said


def test_what_is_for_a_network_leaks_through_nothing(browser_as, far: Far, app: Flask) -> None:
    """Not through the page, its ETag, sums, lists, notices or feeds."""
    inside, outside = far.world.network, far.world.make.network(name="Another network")
    far.world.make.join(inside, far.harford)
    far.world.make.join(outside, far.world.make.organization("Elsewhere"))
    reader, follower = browser_as(far.world.co_lead), far.world.make.person("Fay Follower")
    browser_as(follower).send(
        f"/follow/brief/{far.brief.id}", {}, action=f"/follow/brief/{far.brief.id}"
    )
    anyone = browser_as()
    before = anyone.get(far.page)
    secret = "Quartz lockers near the gym"
    typed = {**SAYS, "decision": secret, "network_id": str(inside.id)}
    browser_as(far.rhea).send(far.new, typed)
    at = f"/uses/{far.use().id}"
    browser_as(far.gil).send(at, {"revision": "1"}, action=f"{at}/confirm")
    assert secret in section(reader, far)
    assert "Only the members of" in section(reader, far)
    assert "In use 1 district" in section(reader, far)
    others = (anyone, browser_as(follower), browser_as(far.world.stranger))
    for browser in others:
        assert browser.get(at).status_code == 404
        for path in (far.page, f"{far.page}/uses", f"{far.page}/v1"):
            shown = browser.read(path).text
            assert secret not in shown
            assert "Harford" not in shown
            assert "1 district" not in shown.split("We used this")[1].split("From problem")[0]
    same = anyone.get(far.page, headers={"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    assert "Harford" not in browser_as(follower).read("/notices").text
    assert "Harford" not in anyone.get("/feeds/briefs.atom").text
    assert "Harford" not in anyone.read("/search?q=quartz+lockers").text
    # A network that one's district does not belong to cannot be chosen, nor forged.
    forged = browser_as(far.rhea).force(far.new, far.sent(network_id=str(outside.id)))
    assert forged.status_code == 422
    # Whoever left the network reads it no more.
    with far.world.make.writing() as session:
        session.execute(
            update(NetworkMembership)
            .where(NetworkMembership.organization_id == far.world.cullman.id)
            .values(status="ended")
        )
    assert browser_as(far.world.co_lead).get(at).status_code == 404


def test_a_page_that_was_kept_is_read_again_once_a_district_spoke(browser_as, far: Far) -> None:
    anyone = browser_as()
    etag = {"If-None-Match": anyone.get(far.page).headers["ETag"]}
    assert anyone.get(far.page, headers=etag).status_code == 304
    browser_as(far.rhea).send(far.new, SAYS)
    assert anyone.get(far.page, headers=etag).status_code == 200


def test_who_left_the_district_neither_changes_nor_confirms(browser_as, far: Far) -> None:
    browser_as(far.rhea).send(far.new, SAYS)
    at = f"/uses/{far.use().id}"
    with far.world.make.writing() as session:
        session.execute(
            text("UPDATE membership SET status = 'ended' WHERE person_id = :gil"),
            {"gil": far.gil.id},
        )
    gil = browser_as(far.gil)
    assert gil.force(f"{at}/confirm", {"revision": "1"}).status_code == 403
    for door in ("correct", "take-back", "not-so"):
        assert gil.get(f"{at}/{door}").status_code == 403
    assert gil.get(far.new).status_code == 403


# --- what was answered before ---------------------------------------------------------------


def test_answers_of_before_are_uses_that_nobody_confirmed(empty_url: str) -> None:
    migrate(empty_url, "0015")
    engine = create_engine(empty_url)
    _story_before(engine)
    migrate(empty_url)
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT version, status, stage, way, used_on, decision, why, asked_month, said_by,"
                " confirmed_by FROM brief_use ORDER BY asked_month"
            )
        ).all()
    engine.dispose()
    answered, open_ = found
    # It was the evening of March 8 in the network's own time.
    assert str(answered.used_on) == str(date(2026, 3, 8))
    assert tuple(answered)[:4] == (2, "unconfirmed", "stopped", "")
    assert answered.decision == "Tried and abandoned, or decided against"
    assert tuple(answered)[6:] == ("No driver <was> found.", 6, 1, None)
    assert (open_.status, open_.stage, open_.said_by, open_.asked_month) == ("asked", "", None, 12)


def _story_before(engine: Any) -> None:
    """A published brief of three versions, an answer after the second, and an open question."""
    tables = MetaData()
    tables.reflect(engine)
    at = datetime(2026, 3, 9, 4, 30, tzinfo=UTC)
    early, between, later = (at.replace(month=month) for month in (1, 2, 4))
    empty: dict[type, Any] = {int: 0, str: "", bool: False}

    def fill(into: str, **values: Any) -> None:
        """A row in which everything that nobody gives is empty."""
        table = tables.tables[into]
        for column in table.columns:
            if column.name not in values and not column.nullable and column.name != "id":
                json = isinstance(column.type, JSON)
                values[column.name] = {} if json else empty.get(column.type.python_type, early)
        with engine.begin() as connection:
            connection.execute(insert(table).values(values))

    fill("person", id=1, email="p@x.example")
    fill("organization", id=1, type="lea", name="Harford")
    fill("network", id=1, slug="n", timezone="America/Chicago")
    about = {"network_id": 1, "organization_id": 1}
    fill("problem", id=1, author_id=1, **about)
    fill("study", id=1, problem_id=1, lead_id=1, **about)
    fill("brief", id=1, study_id=1, problem_id=1, network_id=1, current=3, status="published")
    for number, day in ((1, early), (2, between), (3, later)):
        fill("brief_version", brief_id=1, number=number, published_by=1, published_at=day)
    asked = {"brief_id": 1, "organization_id": 1}
    why = {"answer": "abandoned", "why": "No driver <was> found.", "answered_by": 1}
    fill("adoption", month=6, asked_at=between, answered_at=at, **why, **asked)
    fill("adoption", month=12, asked_at=at, **asked)
