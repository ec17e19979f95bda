"""A proposal says what is already known before a district is asked, and may answer several."""

from typing import Any

import pytest

from rpp import clock
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.outcomes import Conclusion
from rpp.problems.models import Problem
from rpp.search import operations as search
from rpp.studies.lifecycle import operations
from rpp.studies.models import StudyInvitation, StudyProblem
from rpp.studies.papers import signing
from rpp.vocabulary import set_tags
from tests.studies.conftest import World

LOOKED = "A later bell in rural districts, in this repository and in ERIC, from 2005 on"


def invite(browser_as, world: World, study: Any, status: int = 200):
    return browser_as(world.lead).send(
        f"/studies/{study.id}/people",
        {"role": "co_lead", "organization_id": str(world.city.id), "email": world.co_lead.email},
        status=status,
    )


def test_no_district_is_invited_before_the_proposal_says_what_is_known(
    browser_as, world: World
) -> None:
    study = world.propose()
    lead = browser_as(world.lead)
    page = lead.read(f"/studies/{study.id}")
    assert f"/studies/{study.id}/references" in page.links
    people = lead.read(f"/studies/{study.id}/people")
    assert "No district can be invited yet" in people.text
    refused = invite(browser_as, world, study, 422)
    for words in ("link at least one reviewed study or brief", "Any member of the study can"):
        assert words in refused.text
    assert world.make.all(StudyInvitation) == []


def test_a_linked_record_with_what_it_leaves_open_is_enough(browser_as, world: World) -> None:
    study = world.propose()
    browser_as(world.lead).send(
        f"/studies/{study.id}/references",
        {"q": f"/evidence/{world.record.id}", "leaves_open": "It ran in suburbs only."},
    )
    assert "was sent" in invite(browser_as, world, study).text


def test_so_is_the_statement_that_one_looked_and_found_nothing(browser_as, world: World) -> None:
    study = world.propose()
    lead = browser_as(world.lead)
    path = f"/studies/{study.id}/references/nothing"
    assert path in lead.read(f"/studies/{study.id}/references").links
    said = lead.send(path, {"looked_for": LOOKED})
    statement = f"We looked for a{LOOKED[1:]}, and found nothing that answers this question."
    assert statement in said.text
    assert "was sent" in invite(browser_as, world, study).text


def test_the_statement_comes_after_what_the_section_says_already(browser_as, world: World) -> None:
    study = world.propose()
    lead = browser_as(world.lead)
    lead.send(f"/studies/{study.id}/sections/known", {"body": "Drivers tell us that it is so."})
    said = lead.send(f"/studies/{study.id}/references/nothing", {"looked_for": LOOKED})
    assert "Drivers tell us that it is so." in said.text
    assert "and found nothing that answers" in said.text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "We looked for it and found nothing.",
        "Nothing is known about this question, as far as any of us can say today.",
        "Much is known about it, and all of it is written down in many good books.",
    ],
)
def test_a_text_that_does_not_say_so_is_not_enough(browser_as, world: World, body: str) -> None:
    study = world.propose()
    if body:
        browser_as(world.lead).send(f"/studies/{study.id}/sections/known", {"body": body})
    invite(browser_as, world, study, 422)


def test_with_the_statement_the_text_can_be_frozen_without_a_link(browser_as, world: World) -> None:
    study = world.propose()
    lead = browser_as(world.lead)
    lead.send(f"/studies/{study.id}/references/nothing", {"looked_for": LOOKED})
    world.join(study, world.co_lead, world.city, "co_lead")
    for key in ("design", "asks", "mobilization"):
        lead.send(f"/studies/{study.id}/sections/{key}", {"body": f"We agree on {key}."})
    lead.send(f"/studies/{study.id}/basics", {"design": "rct"})
    checks = lead.read(f"/studies/{study.id}").text
    assert "Not yet: What is already known" not in checks


def test_only_members_say_that_nothing_was_found(browser_as, world: World) -> None:
    study = world.propose()
    path = f"/studies/{study.id}/references/nothing"
    assert browser_as(world.stranger).get(path).status_code == 404
    assert browser_as(world.city_leader).get(path).status_code == 404
    done = world.study("active")
    assert (
        browser_as(world.stranger).get(f"/studies/{done.id}/references/nothing").status_code == 403
    )
    late = browser_as(world.lead).force(
        f"/studies/{done.id}/references/nothing", {"looked_for": LOOKED}
    )
    assert late.status_code == 422


def test_the_proposal_shows_what_the_page_of_the_problem_shows(browser_as, world: World) -> None:
    """Through the same part of a page, with a way to link each match to the study."""
    now = clock.now()
    near = world.make.add(
        EvidenceRecord(
            key="wwc:study:9",
            source="wwc",
            form="study",
            title="Riders of long routes and the first lesson",
            citation="Riders of long routes miss the first lesson when buses arrive late.",
            effectiveness=[Conclusion(protocol="", domain="Attendance", rating="Positive effects")],
            imported_at=now,
            updated_at=now,
        )
    )
    with world.make.writing() as session:
        for kind, number in (("problem", world.problem.id), ("evidence", near.id)):
            set_tags(session, kind, number, "subject", ["attendance"])
        search.reindex(session)
    study = world.propose()
    lead = browser_as(world.lead)
    part = f"/problems/{world.problem.id}/known?study={study.id}"
    for path in (f"/studies/{study.id}", f"/studies/{study.id}/references"):
        assert part in lead.read(path).links
    link = f"/studies/{study.id}/references?q=/evidence/{near.id}#link"
    assert link in lead.read(part).links
    shown = lead.get(part, headers={"HX-Request": "true"}).text
    assert near.title in shown
    assert link in shown
    assert near.title in lead.read(link.split("#")[0]).text
    # Nobody else is offered to link it, and nobody learns of the study by asking.
    for person in (None, world.stranger, world.county_lead):
        told = browser_as(person).read(part)
        assert not [at for at in told.links if at.startswith("/studies/")][1:]
        assert link not in told.links
    # Where a study would be proposed it is shown too: an answer may stand there already.
    new = lead.read(f"/studies/new?problem={world.problem.id}")
    assert f"/problems/{world.problem.id}/known" in new.links


# --- further problems ----------------------------------------------------------------------


def another(world: World, title: str = "Drivers leave in winter", **about: Any) -> Problem:
    now = clock.now()
    return world.make.add(
        Problem(
            **{
                "network_id": world.network.id,
                "organization_id": world.county.id,
                "author_id": world.county_lead.id,
                "status": "prioritized",
                "status_since": now,
                "title": title,
                "summary": "Two of nine left.",
                "created_at": now,
                "saved_at": now,
                "opened_at": now,
            }
            | about
        )
    )


def link(browser_as, world: World, study: Any, problem: Problem) -> None:
    browser_as(world.lead).send(f"/studies/{study.id}/problems", {"problem_id": str(problem.id)})


def test_a_proposal_links_a_further_problem_and_both_list_the_study(
    browser_as, world: World
) -> None:
    study, second = world.study("co_design"), another(world)
    link(browser_as, world, study, second)
    lead = browser_as(world.lead)
    assert second.title in lead.read(f"/studies/{study.id}").text
    for problem in (world.problem, second):
        assert study.title in lead.read(f"/studies/of-problem/{problem.id}").text
        assert study.title in lead.read(f"/studies?problem={problem.id}").text
        assert study.title not in browser_as().read(f"/studies/of-problem/{problem.id}").text
    lead.send(f"/studies/{study.id}/problems", action="/remove")
    assert study.title not in lead.read(f"/studies/of-problem/{second.id}").text


def test_each_problem_is_told_when_the_study_is_listed_and_when_its_brief_is_out(
    browser_as, world: World
) -> None:
    study, second = world.study("co_design"), another(world)
    link(browser_as, world, study, second)
    world.write_all(study)
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    world.sign(study, world.lead, "lead")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    assert "began a study" not in browser_as().read(f"/problems/{second.id}").text
    world.sign(study, world.county_signer, f"lea:{world.county.id}")
    for problem in (world.problem, second):
        page = browser_as().read(f"/problems/{problem.id}")
        assert "began a study that answers it" in page.text
        assert f"/studies/{study.id}" in page.links
        assert "Read the study" in page.text
    assert second.title in browser_as().read(f"/studies/{study.id}").text
    # When it ends the problem waits for another study, and leads to this one no more.
    world.do(operations.withdraw_study, world.lead, study.id, "No money came.")
    for problem in (world.problem, second):
        page = browser_as().read(f"/problems/{problem.id}")
        assert "ended a study of it" in page.text
        assert "Read the study" not in page.text


def test_a_further_problem_is_open_of_the_same_network_and_known_to_who_links_it(
    browser_as, world: World
) -> None:
    study = world.study("co_design")
    far = world.make.network(world.make.organization(), slug="far")
    refused = [
        another(world, "Answered already", status="answered"),
        another(world, "Of another network", network_id=far.id),
        another(world, "Not open yet", status="submitted", opened_at=None),
        world.problem,
    ]
    lead = browser_as(world.lead)
    page = lead.get(f"/studies/{study.id}/problems").text
    for problem in refused:
        path = f"/studies/{study.id}/problems"
        assert lead.force(path, {"problem_id": str(problem.id)}).status_code == 422
        assert problem is world.problem or problem.title not in page
    assert world.make.all(StudyProblem) == []


def test_who_may_not_know_of_a_further_problem_does_not_see_it_on_the_study(
    browser_as, world: World
) -> None:
    study = world.study("co_design")
    kept = another(world, "Only our network reads this", audience="network")
    link(browser_as, world, study, kept)
    world.write_all(study)
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    for person, party in (
        (world.lead, "lead"),
        (world.city_signer, f"lea:{world.city.id}"),
        (world.county_signer, f"lea:{world.county.id}"),
    ):
        world.sign(study, person, party)
    for person in (None, world.stranger):
        browser = browser_as(person)
        assert kept.title not in browser.get(f"/studies/{study.id}").text
        assert browser.get(f"/studies/of-problem/{kept.id}").status_code == 404
        assert study.title not in browser.read(f"/studies?problem={kept.id}").text
    inside = browser_as(world.county_lead)
    assert kept.title in inside.read(f"/studies/{study.id}").text
    assert study.title in inside.read(f"/studies/of-problem/{kept.id}").text


def test_only_its_leaders_link_problems_and_only_while_it_is_written(
    browser_as, world: World
) -> None:
    study, second = world.study("co_design"), another(world)
    teacher = world.make.member(world.city)
    world.join(study, teacher, world.city, "practitioner")
    path = f"/studies/{study.id}/problems"
    assert browser_as(teacher).get(path).status_code == 403
    assert browser_as(world.stranger).get(path).status_code == 404
    assert browser_as(world.co_lead).get(path).status_code == 200
    frozen = world.study("frozen")
    late = browser_as(world.lead).force(
        f"/studies/{frozen.id}/problems", {"problem_id": str(second.id)}
    )
    assert late.status_code == 422
    assert world.make.all(StudyProblem) == []
