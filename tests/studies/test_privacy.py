"""What is private leaks through nothing."""

from typing import Any

import pytest

from rpp import history
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.problems.models import Problem
from rpp.studies import lists
from rpp.studies.lifecycle import operations
from rpp.studies.members import partners
from rpp.studies.models import StudyMember
from rpp.studies.offers import proposing
from rpp.studies.papers import signing
from tests.studies.conftest import World

PARTS = (
    "",
    "/text",
    "/people",
    "/agreements",
    "/agreements/1",
    "/attachments/1",
    "/packet.pdf",
    "/findings",
    "/sensemaking",
    "/references",
    "/basics",
    "/freeze",
    "/sign",
    "/reopen",
    "/start",
    "/pause",
    "/resume",
    "/withdraw",
    "/leave",
    "/sections/question",
    "/sections/question/earlier",
    "/references/find?q=x",
)
POSTS = (
    "/people",
    "/agreements",
    "/findings",
    "/findings/share",
    "/findings/1/remove",
    "/agreements/1",
    "/agreements/1/remove",
    "/agreements/1/paper/remove",
    "/references/1/remove",
    "/people/1/revoke",
    "/sections/question/draft",
)
# (status, listing) of a study of which only its partners may know.
PRIVATE = [
    ("proposal", "private"),
    ("co_design", "listed"),
    ("frozen", "listed"),
    ("signed", "private"),
    ("paused", "private"),
    ("interpreted", "private"),
]


def crawl(browser, start: str, limit: int = 60) -> dict[str, str]:
    """Every page of the portal that can be reached by links from `start`, as text."""
    seen: dict[str, str] = {}
    waiting = [start]
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        if path in seen or not path.startswith("/") or path.startswith(("//", "/static")):
            continue
        answer = browser.get(path, follow_redirects=True)
        seen[path] = answer.get_data(as_text=True)
        if answer.mimetype == "text/html":
            from tests.support.html import Page

            waiting += [link.split("#")[0] for link in Page(seen[path]).links]
    return seen


@pytest.mark.parametrize(("status", "listing"), PRIVATE)
@pytest.mark.both_databases
def test_a_private_study_does_not_exist_for_others(browser_as, world, status, listing) -> None:
    study = world.study(status, listing)
    for person in (None, world.stranger, world.make.steward(world.network), world.make.admin()):
        browser = browser_as(person)
        for part in PARTS:
            assert browser.get(f"/studies/{study.id}{part}").status_code == 404, part
        for part in POSTS:
            assert browser.force(f"/studies/{study.id}{part}").status_code == 404, part
        assert browser.get(f"/discussions/study/{study.id}").status_code == 404
        for path in (
            "/studies",
            f"/studies?organization={world.city.id}",
            f"/studies?network={world.network.id}&status={status}",
            f"/studies?problem={world.problem.id}",
            f"/studies/of-problem/{world.problem.id}",
        ):
            assert study.title not in browser.get(path).get_data(as_text=True)
    with world.make.writing() as session:
        assert lists.counts(session)["all"] == 0
        assert list(lists.latest_listed(session, 5)) == []
        assert list(lists.search_documents(session)) == []
        assert list(lists.search_documents(session, study.id)) == []


def test_no_page_of_the_portal_names_a_private_study(browser_as, world: World) -> None:
    study = world.study("paused", "private")
    world.join(study, world.make.member(world.city), world.city, "practitioner")
    for person in (None, world.stranger, world.make.steward(world.network)):
        browser = browser_as(person)
        pages = crawl(browser, f"/problems/{world.problem.id}")
        for start in ("/", "/studies", f"/organizations/{world.city.id}", "/networks/gulf"):
            pages |= crawl(browser, start, 12)
        pages |= {q: browser.get(q).get_data(as_text=True) for q in ("/search?q=later+first+bell",)}
        for path, text in pages.items():
            assert study.title not in text, path
            assert f"/studies/{study.id}" not in text, path
    told = [e for e in world.make.all(history.Event) if e.kind != "study"]
    assert study.title not in str([(e.detail, e.reason) for e in told])


def test_lines_of_a_private_time_stay_with_the_partners(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    lines = [e for e in world.make.all(history.Event) if e.kind == "study"]
    assert {e.verb for e in lines if not e.private} == {"all_signed", "started"}
    outside = browser_as().read(f"/studies/{study.id}/history").text
    inside = browser_as(world.lead).read(f"/studies/{study.id}/history").text
    assert "invited a district co-lead" in inside
    assert "invited a district co-lead" not in outside
    assert "completed the signatures" in outside


def test_a_listed_study_shows_its_text_and_keeps_its_findings(browser_as, world: World) -> None:
    study = world.study("interpreted", "listed")
    page = browser_as(world.stranger).read(f"/studies/{study.id}").text
    assert "What the partners agreed on asks." in page
    assert "Albertville City" in page
    for kept in ("Riders came to 3.1", "The gain is real enough", "Last edited", "Discussion"):
        assert kept not in page
    for part in ("/people", "/agreements", "/findings", "/sections/question/earlier"):
        assert browser_as(world.stranger).get(f"/studies/{study.id}{part}").status_code == 404
    with world.make.writing() as session:
        (document,) = lists.search_documents(session, study.id)
        assert "Riders came to 3.1" not in document[2]
        operations.mark_published(session, world.lead.id, study.id)
        (document,) = lists.search_documents(session, study.id)
        assert "Riders came to 3.1" in document[2]
    assert "Riders came to 3.1" in browser_as().read(f"/studies/{study.id}").text


def test_the_problem_hears_of_a_study_when_it_is_listed_and_once(world: World) -> None:
    study = world.study("frozen", "listed")

    def told() -> list[history.Event]:
        return [e for e in world.make.all(history.Event) if e.verb == "study_listed"]

    assert told() == []
    world.sign(study, world.lead, "lead")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    assert told() == []
    world.sign(study, world.county_signer, f"lea:{world.county.id}")
    assert [(e.kind, e.detail["study_title"]) for e in told()] == [("problem", study.title)]
    world.agree(study)
    world.do(operations.start_study, world.lead, study.id)
    assert len(told()) == 1


def test_a_listed_study_whose_text_is_opened_again_is_private_again(browser_as, world) -> None:
    study = world.study("signed", "listed")
    assert browser_as().get(f"/studies/{study.id}").status_code == 200
    world.do(signing.open_text_again, world.lead, study.id, "One word changes.")
    assert browser_as().get(f"/studies/{study.id}").status_code == 404


def test_a_listed_study_that_is_withdrawn_says_so_and_a_private_one_leaves_nothing(
    browser_as, world: World
) -> None:
    listed, private = world.study("active", "listed"), world.study("active", "private")
    for study in (listed, private):
        world.do(operations.withdraw_study, world.lead, study.id, "Counsel found a rule.")
    page = browser_as().read(f"/studies/{listed.id}").text
    assert "Withdrawn" in page
    assert "Counsel found a rule." in page
    assert browser_as().get(f"/studies/{private.id}").status_code == 404


@pytest.mark.parametrize(
    "end", [operations.withdraw_study, signing.open_text_again], ids=["withdrawn", "reopened"]
)
def test_the_problem_waits_again_when_its_study_ends(browser_as, world: World, end: Any) -> None:
    study, anyone = world.study("frozen", "listed"), browser_as()
    with world.make.writing() as session:
        session.get(Problem, world.problem.id).status = "prioritized"
    world.sign(study, world.lead, "lead")
    for organization, signer in (
        (world.city, world.city_signer),
        (world.county, world.county_signer),
    ):
        world.sign(study, signer, f"lea:{organization.id}")
    assert "A study has begun" in anyone.read(f"/problems/{world.problem.id}").text
    world.do(end, world.lead, study.id, "Counsel found a rule.")
    after = anyone.read(f"/problems/{world.problem.id}")
    assert "A study has begun" not in after.text
    assert "ended a study of it" in after.text


def test_a_problem_of_one_network_is_not_named_by_its_listed_study(browser_as, world) -> None:
    with world.make.writing() as session:
        session.get(type(world.problem), world.problem.id).audience = "network"
    study = world.study("signed", "listed")
    page = browser_as().get(f"/studies/{study.id}").get_data(as_text=True)
    assert world.problem.title not in page
    assert f"/problems/{world.problem.id}" not in page
    assert browser_as().get(f"/studies/{study.id}/text").status_code == 404
    assert browser_as().get(f"/studies/of-problem/{world.problem.id}").status_code == 404


def test_leaders_and_signatories_of_partner_districts_see_it(browser_as, world: World) -> None:
    study = world.study("frozen", "private")
    for person in (world.city_leader, world.city_signer, world.county_signer):
        assert study.title in browser_as(person).read(f"/studies/{study.id}").text
        assert study.title in browser_as(person).read("/studies").text
    colleague = world.make.member(world.city)
    assert browser_as(colleague).get(f"/studies/{study.id}").status_code == 404


def test_things_of_another_study_are_not_reached_through_ones_own(browser_as, world) -> None:
    theirs = world.study("findings_shared", "private")
    make = world.make
    outsider = make.researcher(name="Rae Other")
    make.member(world.university, person=outsider)
    own = world.do(
        proposing.propose_study,
        outsider,
        world.problem.id,
        title="Quite another study",
        question="Is there another question?",
        organization_id=world.university.id,
    )
    from rpp.studies.models import Agreement, StudyFinding, StudyInvitation

    finding, agreement = make.all(StudyFinding)[0], make.all(Agreement)[0]
    waiting = world.do(
        partners.invite,
        world.lead,
        theirs.id,
        organization_id=world.city.id,
        email="someone@district.example",
        role="practitioner",
    )
    browser = browser_as(outsider)
    for part in (
        f"findings/{finding.id}/remove",
        f"agreements/{agreement.id}/remove",
        f"people/{waiting.id}/revoke",
    ):
        browser.force(f"/studies/{own.id}/{part}")
    assert len(make.all(StudyFinding)) == 1
    assert len(make.all(Agreement)) == 2
    assert make.all(StudyInvitation)[-1].revoked_at is None


def test_the_list_narrows_by_state_network_organization_and_problem(browser_as, world) -> None:
    study = world.study("signed", "listed")
    lists = {
        "status=signed": True,
        "status=active": False,
        "status=nonsense": True,
        f"network={world.network.id}": True,
        "network=999": False,
        f"organization={world.county.id}": True,
        f"organization={world.university.id}": True,
        "organization=999": False,
        f"problem={world.problem.id}": True,
        "problem=999": False,
        "network=99999999999999999999": True,
    }
    for query, holds in lists.items():
        assert (study.title in browser_as().read(f"/studies?{query}").text) == holds, query


def test_a_long_list_has_pages(browser_as, world: World) -> None:
    from tests.studies.lifecycle.test_life import bare

    for n in range(30):
        study = bare(world, "active")
        with world.make.writing() as session:
            held = session.get(type(study), study.id)
            held.title, held.listing, held.signed_at = f"Study {n:02}", "listed", held.created_at
    first = browser_as().read("/studies")
    assert "Study 29" in first.text
    assert "Study 04" not in first.text
    older = next(link for link in first.links if "past=" in link)
    assert "Study 04" in browser_as().read(older).text


def test_who_left_her_district_takes_part_no_more(browser_as, world: World) -> None:
    study = world.study("active", "private")
    browser = browser_as(world.co_lead)
    assert browser.get(f"/studies/{study.id}").status_code == 200
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    assert browser.get(f"/studies/{study.id}").status_code == 404
    assert study.title not in browser.read("/studies").text
    answer = browser.force(f"/studies/{study.id}/pause", {"reason": "I am gone, and angry."})
    assert answer.status_code == 404
    world.do(operations.pause_study, world.lead, study.id, "The vendor must be checked.")
    told = [n for n in world.make.notices() if n.person_id == world.co_lead.id]
    assert not any("paused" in notice.text for notice in told)


def test_who_left_one_district_may_come_again_for_another(browser_as, world: World) -> None:
    study = world.study("co_design")
    own = next(m for m in world.make.all(Membership) if m.person_id == world.co_lead.id)
    world.do(organizations.end_membership, world.city_leader, own.id)
    world.make.member(world.county, person=world.co_lead)
    world.join(study, world.co_lead, world.county, "practitioner")
    page = browser_as(world.co_lead).read(f"/studies/{study.id}")
    assert study.title in page.text
    rows = [m for m in world.make.all(StudyMember) if m.person_id == world.co_lead.id]
    assert [(m.organization_id, m.role) for m in rows] == [(world.county.id, "practitioner")]


def test_the_lead_researcher_stays_whoever_employs_her(browser_as, world: World) -> None:
    study = world.study("active", "private")
    own = next(m for m in world.make.all(Membership) if m.person_id == world.lead.id)
    world.do(organizations.end_membership, world.lead, own.id)
    assert browser_as(world.lead).get(f"/studies/{study.id}").status_code == 200
