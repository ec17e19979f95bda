"""Who has a part in a study cannot rate it, and what was judged before that came to light."""

from datetime import timedelta

import pytest

from rpp import clock
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.models import Finding
from rpp.evidence.ratings import desk
from rpp.evidence.ratings.models import Rating, RatingReviewer
from rpp.evidence.ratings.of_records import namesake
from rpp.evidence.ratings.reading import decided_of
from rpp.evidence.tiers.models import Tier
from rpp.people import passwords
from rpp.people.models import PortalRole
from tests.evidence.ratings.conftest import CITED, OTHER, SECRET, Rated
from tests.studies.conftest import World, world  # noqa: F401  (a fixture)
from tests.support.client import Browser

WHY = "The reviewer had been paid by the publisher."


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ana Ruiz", "Ruiz, A."),
        ("Dr. Ana M. Ruiz, Ph.D.", "Ruiz, A."),
        ("RUIZ, ANA", "Ruiz, A."),
        ("Ana Ruíz", "Ruiz, A."),
        ("Beto Okafor", "Okafor, B."),
        ("Maria Ruiz", ""),
        ("Ana Ruizmann", ""),
        ("Ana Trial", ""),
        ("Ruiz", ""),
        ("", ""),
    ],
)
def test_a_name_is_compared_with_the_authors_as_it_is_typed(typed: str, found: str) -> None:
    assert namesake(typed, CITED) == found


def test_a_namesake_of_an_author_is_asked_and_can_say_that_it_is_another_person(
    rated: Rated,
) -> None:
    at = rated.open()
    ana = rated.make.person("Dr. ANA RUIZ, Ph.D.")
    rated.make.add(PortalRole(person_id=ana.id, role="reviewer", since=clock.now()))
    browser = rated.as_(ana)
    data = {"may_name": "letter", "interests": "We share a name."}
    refused = browser.send(f"{at}/take", data, status=422)
    assert "Your name is like that of one of its authors: “Ruiz, A.”." in refused.text
    assert "We share a name." in refused.text
    assert not rated.places()
    browser.send(f"{at}/take", {**data, "not_the_author": "y"})
    assert [one.person_id for one in rated.places()] == [ana.id]


def test_who_declares_a_part_in_it_cannot_take_the_place(rated: Rated) -> None:
    at = rated.open()
    for ground in ("author", "organization", "developer", "findings", "claim"):
        data = {"may_name": "letter", "grounds": ground}
        refused = rated.as_(rated.ada).force(f"{at}/take", data)
        assert refused.status_code == 422
        assert "keeps you from rating this" in refused.text
    assert not rated.places()


def test_who_recorded_its_findings_is_barred_and_not_offered(rated: Rated) -> None:
    at = rated.open()
    rated.make.add(
        Finding(
            subject_kind="evidence",
            subject_id=rated.record.id,
            facts=Contrast(outcome="Gates", domain="Comprehension"),
            recorded_by=rated.ada.id,
            recorded_at=clock.now(),
        )
    )
    refused = rated.as_(rated.ada).send(f"{at}/take", {"may_name": "letter"}, status=422)
    assert "You cannot rate this. You recorded findings of it." in refused.text
    offered = rated.as_(rated.admin).get(f"{at}/ask").text
    assert "Ada Quist" not in offered
    assert "Ben Lor" in offered
    forced = rated.as_(rated.admin).force(f"{at}/ask", {"person": str(rated.ada.id)})
    assert forced.status_code == 422
    ada, ben = rated.viewer(rated.ada), rated.viewer(rated.ben)
    with rated.make.writing() as session:
        assert not desk.waiting_for(session, ada)
        assert desk.waiting_for(session, ben)


def test_people_and_organizations_of_a_study_are_barred_also_those_who_left(
    world: World,  # noqa: F811
    browser_as,
) -> None:
    w, make = world, world.make
    study = w.study("published")
    member = w.county_lead
    colleague = make.member(w.city)
    other = make.person("Una Without")
    for one in (member, colleague, other, w.lead):
        make.add(PortalRole(person_id=one.id, role="reviewer", since=clock.now()))
    team: Browser = browser_as(w.lead)
    at = f"/ratings/of/study/{study.id}"
    opened = browser_as(other)
    opened.send(f"{at}/open", {"network": str(w.network.id)})
    [rating] = make.all(Rating)
    page = f"/ratings/{rating.id}/take"
    for person, why in (
        (member, "You took part in the study."),
        (colleague, f"You belong to {w.city.name}, which took part in it."),
        (w.lead, "You took part in the study."),
    ):
        refused = browser_as(person).force(page, {"may_name": "letter"})
        assert refused.status_code == 422
        assert why in refused.text
    opened.send(page, {"may_name": "letter"})
    assert [one.person_id for one in make.all(RatingReviewer)] == [other.id]
    assert f"/ratings/{rating.id}" in team.read(at).links


def test_the_team_of_a_study_asks_for_a_rating_and_its_steward_opens_it(
    world: World,  # noqa: F811
    browser_as,
) -> None:
    w, make = world, world.make
    study = w.study("published")
    at = f"/ratings/of/study/{study.id}"
    serves = make.steward(w.network)
    stranger, steward = browser_as(make.person()), browser_as(serves)
    assert stranger.force(f"{at}/request").status_code == 403
    assert stranger.force(f"{at}/open", {"network": "portal"}).status_code == 403
    browser_as(w.co_lead).send(at, action=f"{at}/request")
    [rating] = make.all(Rating)
    assert (rating.status, rating.network_id) == ("requested", w.network.id)
    assert serves.id in {one.person_id for one in make.notices() if "asks for a" in one.text}
    page = f"/ratings/{rating.id}"
    assert page in steward.read("/me").links
    assert stranger.force(f"{page}/open").status_code == 403
    steward.send(page, action=f"{page}/open")
    assert make.all(Rating)[0].status == "open"
    # What is not published is not there to be rated, for anyone.
    private = w.study("active", "private")
    for browser in (stranger, steward, browser_as(w.lead), browser_as(make.admin())):
        assert browser.get(f"/ratings/of/study/{private.id}").status_code == 404


def test_judgments_are_set_aside_with_a_reason_and_somebody_else_judges(rated: Rated) -> None:
    at = rated.differing()
    rated.take(rated.cleo, at)
    [first, *_] = rated.places()
    path = f"{at}/places/{first.id}/set-aside"
    for person in (rated.ben, rated.steward, rated.outsider):
        assert rated.as_(person).force(path, {"reason": WHY}).status_code in (403, 404)
    rated.as_(rated.admin).send(path, {"reason": WHY})
    assert rated.rating.status == "open"
    # Who had seen both to settle them goes as well; the other's judgments stay, unseen.
    assert [one.status for one in rated.places()] == ["set_aside", "sent", "released"]
    page = rated.as_().read(at)
    assert WHY in page.text
    for word in (SECRET, OTHER, "Ada Quist"):
        assert word not in page.text
    assert f"set your judgments of “{rated.record.title}” aside: {WHY}" in (
        " ".join(one.text for one in rated.make.notices() if one.person_id == rated.ada.id)
    )
    for person in (rated.ada, rated.cleo):
        rated.as_(person).force(f"{at}/take", {"may_name": "letter"})
    assert rated.rating.status == "open", "neither of them can judge it now"


def test_a_decision_that_rests_on_them_is_reviewed_anew_and_stays_as_the_former_result(
    rated: Rated,
) -> None:
    at = rated.decided()
    [first, _] = rated.places()
    rated.as_(rated.admin).send(f"{at}/places/{first.id}/set-aside", {"reason": WHY})
    assert (rated.rating.status, rated.rating.number) == ("open", 2)
    page = rated.as_().read(at)
    assert "It is under review again." in page.text
    assert "What review 1 came to (former result)" in page.text
    with rated.make.writing() as session:
        [found] = decided_of(session, [("evidence", rated.record.id)]).values()
    assert (found.rating, found.is_reopened) == ("without", True)
    assert {one.reviewed for one in rated.make.all(Tier)} == {False}
    rated.as_(rated.admin).send(f"{at}/withdraw", {"reason": "Nobody is left to rate it."})
    with rated.make.writing() as session:
        assert decided_of(session, [("evidence", rated.record.id)]) == {}


def test_who_is_no_reviewer_any_more_frees_the_place(rated: Rated) -> None:
    at = rated.open()
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    rated.judge(rated.ada, at)
    browser = rated.as_(rated.admin)
    for person in (rated.ada, rated.ben):
        browser.force(f"/admin/people/{person.id}/reviewer", {"reviewer": "0"})
    assert [one.status for one in rated.places()] == ["sent", "released"]
    assert rated.rating.status == "open"
    answer = rated.as_(rated.ben).force(f"{at}/judge", {"send": "1"})
    assert answer.status_code == 403
    # Somebody else takes the place: what Ada sent stays as it is.
    rated.take(rated.cleo, at)
    rated.judge(rated.cleo, at)
    assert rated.rating.status == "decided"


def test_who_closes_the_account_frees_the_place(rated: Rated) -> None:
    at = rated.open()
    words = "four quiet herons wade"
    dan = rated.make.person("Dan Closing", password_hash=passwords.hashed(words))
    rated.make.add(PortalRole(person_id=dan.id, role="reviewer", since=clock.now()))
    rated.take(dan, at)
    rated.take(rated.ben, at)
    rated.as_(dan).send("/me/close", {"password": words})
    assert [one.status for one in rated.places()] == ["released", "accepted"]
    assert not [one for one in rated.make.all(PortalRole) if one.person_id == dan.id]
    assert rated.rating.status == "open"


def test_a_reminder_waits_some_days(rated: Rated) -> None:
    at = rated.open()
    rated.as_(rated.admin).send(f"{at}/ask", {"person": str(rated.ada.id)})
    [place] = rated.places()
    path = f"{at}/places/{place.id}/remind"
    early = rated.as_(rated.admin).send(at, action=path)
    assert "less than three days ago" in early.text
    with clock.at(clock.now() + timedelta(days=4)):
        rated.as_(rated.admin).force(path)
    assert "reminds you of the rating" in rated.make.notices()[-1].text
    assert rated.as_(rated.ada).force(path).status_code == 403
