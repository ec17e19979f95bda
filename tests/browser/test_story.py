"""One story from a district's problem to a brief that a stranger discusses, each in a browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from rpp import clock
from rpp.briefs.models import PARTS
from rpp.networks.models import Network
from rpp.people.models import Person
from rpp.problems.models import Problem
from rpp.rounds.models import Round
from rpp.studies.models import Study
from tests.browser.portal import PASSWORD, Portal
from tests.browser.someone import Someone

TITLE = "Field trips end when the last bus driver goes home"
FINDING = "Shared drivers brought back two of three lost field trips"
JACKSON, LEADER = "Jackson County", "Lavonda Stiles-Coe"
OTHER = "Special education evaluations"


def named(portal: Portal, name: str) -> int:
    """The id of a person of the demo."""
    return portal.one(select(Person).where(col(Person.name) == name)).id


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_problem_to_a_brief_that_a_stranger_discusses(live: Portal, scripts: bool) -> None:
    author = a_newcomer_joins_her_district(live, scripts)
    problem = she_writes_a_problem(live, author, scripts)
    steward = Someone(live, "steward", scripts)
    the_steward_opens_it(steward, author, problem)
    districts_choose_it(live, steward, problem, scripts)
    lead = Someone(live, "researcher", scripts)
    study = they_write_a_study(live, lead, author, problem)
    they_sign(live, lead, study, scripts)
    they_learn(live, lead, author, study)
    brief = they_publish(live, lead, author, study)
    a_stranger_finds_and_discusses_it(live, scripts, brief, author)


def a_newcomer_joins_her_district(live: Portal, scripts: bool) -> Someone:
    she = Someone(live, None, scripts)
    she.goes_to("/")
    she.page.locator("footer").get_by_role("link", name="Bring your district").click()
    she.types("Your name", "Josefina Harte")
    she.types("Work e-mail", "josefina.harte@lake-schools.example")
    she.types("Password", PASSWORD)
    she.presses("Open the account")
    she.heads("Look into your mail")
    she.follows("/dev/mail")
    she.page.locator("pre a[href*='/confirm/']").first.click()
    she.heads("Confirm your address")
    she.types("The password you chose", PASSWORD)
    she.presses("Confirm and sign in")
    she.heads("Where do you work?")
    she.follows("I work for a school district")
    she.types("Name, city or number", "jackson scottsb")
    if not scripts:
        she.presses("Find")
    she.page.locator("#found li", has_text=JACKSON).get_by_role("link", name="Join").click()
    she.heads(f"Join {JACKSON}")
    she.types("A word to whoever decides", "I direct transportation.")
    she.presses("Ask to join")
    she.heads("Your request is on its way")
    she.reads(LEADER)

    decider = Someone(live, named(live, LEADER), scripts)
    decider.goes_to("/me")
    decider.follows("Josefina Harte")
    decider.heads("Its people and who acts for it")
    decider.presses("Let Josefina Harte join")
    decider.reads("Josefina Harte")
    she.goes_to("/me")
    she.reads(JACKSON)
    return she


def she_writes_a_problem(live: Portal, she: Someone, scripts: bool) -> int:
    she.goes_to("/me")
    she.follows("Post one")
    she.types("The problem in one line", TITLE)
    she.types(
        "What happens", "Our drivers finish at five. After that no class can leave the school."
    )
    if scripts:
        expect(she.page.locator("[data-saved]")).to_contain_text("Draft saved")
        she.goes_to("/me")
        she.follows(TITLE)
        she.follows("Go on writing")
    she.types("Who is affected?", "Grades 6 to 8 in four schools.")
    she.types("What have you seen?", "We cancelled 31 of 58 trips last year.")
    she.types("What was tried?", "We asked parents to drive. Insurance ended that.")
    she.types("Which goal of your district", "Goal 3: learning outside of school.")
    she.ticks("Grade 6")
    she.ticks("Grade 7")
    she.chooses("Subject", "Science")
    she.presses("Next: see what is known")
    she.heads("What is already known")
    she.presses("Submit my problem")
    she.heads(TITLE)
    she.reads("Submitted")
    problem = live.one(select(Problem).where(col(Problem.title) == TITLE))
    assert problem.status == "submitted"
    return problem.id


def the_steward_opens_it(steward: Someone, author: Someone, problem: int) -> None:
    steward.goes_to("/me")
    steward.follows(TITLE)
    steward.presses("Open the problem")
    steward.reads("Open")
    author.goes_to("/notices")
    author.follows(TITLE)
    author.heads(TITLE)


def districts_choose_it(live: Portal, steward: Someone, problem: int, scripts: bool) -> None:
    network = live.one(select(Network).where(col(Network.slug) == "gulf-and-hills"))
    steward.goes_to(f"/rounds?network={network.id}")
    steward.follows("Plan a round")
    steward.types("Title", "One more for the spring")
    steward.types("Purpose", "We choose one problem that a study can begin with in January.")
    for title in (TITLE, OTHER, "A third of our ninth graders"):
        steward.ticks(title)
    steward.types("Capacity", "1")
    steward.presses("Save as a draft")
    steward.heads("One more for the spring")
    steward.presses("Open it now")
    steward.reads("The round is open")
    made = live.one(select(Round).where(col(Round.title) == "One more for the spring"))
    votes = {"Renata Oakes": (8, 2), "Carla Winfield": (8, 2), "Marvell Ketchum": (4, 6)}
    for name, (ours, other) in votes.items():
        delegate = Someone(live, named(live, name), scripts)
        delegate.goes_to(f"/rounds/{made.id}")
        delegate.follows("Cast your ballot")
        for title, points in ((TITLE, ours), (OTHER, other)):
            delegate.page.get_by_role("spinbutton", name=title).fill(str(points))
        delegate.presses("Check and cast")
        delegate.heads("Check your ballot")
        delegate.presses("Cast the ballot")
        delegate.reads("is cast. You can change it until")
        live.close(delegate.page)
    # No running totals before the close.
    steward.goes_to(f"/rounds/{made.id}")
    steward.reads("3 of 8 districts have voted")
    assert "20 points" not in steward.page.locator("main").inner_text()
    live.change(Round, made.id, closes_at=clock.now() - timedelta(minutes=1))
    steward.goes_to(f"/rounds/{made.id}")
    steward.presses("Close and count")
    steward.heads("One problem comes first")
    order = steward.page.locator("main").inner_text()
    assert order.index(TITLE) < order.index(OTHER)
    for name in ("Renata Oakes", "Carla Winfield"):
        certifier = Someone(live, named(live, name), scripts)
        certifier.goes_to(f"/rounds/{made.id}")
        certifier.follows("Certify the count")
        certifier.ticks("")
        certifier.presses("Say so")
        live.close(certifier.page)
    steward.goes_to(f"/problems/{problem}")
    steward.reads("Prioritized")


def they_write_a_study(live: Portal, lead: Someone, author: Someone, problem: int) -> int:
    lead.goes_to(f"/problems/{problem}")
    lead.follows("Propose a study")
    lead.types("Title of the study", "Drivers that four schools share")
    lead.types("The joint question", "Do shared drivers bring cancelled field trips back?")
    lead.presses("Save the proposal")
    study = live.one(select(Study).where(col(Study.title) == "Drivers that four schools share")).id
    lead.goes_to(f"/studies/{study}/references")
    lead.types("A reviewed study or a brief", "/evidence/1")
    lead.types("What does it leave open?", "It says nothing of trips outside of school hours.")
    lead.presses("Link it")
    lead.reads("Leaves open: It says nothing of trips")
    lead.goes_to(f"/studies/{study}/people")
    lead.ticks("District co-lead")
    lead.chooses("For which organization?", JACKSON)
    lead.types("E-mail address", "josefina.harte@lake-schools.example")
    lead.presses("Send the invitation")
    lead.reads("is on its way")

    author.goes_to("/dev/mail")
    author.page.locator("pre a[href*='/studies/invitation/']").first.click()
    author.heads("Drivers that four schools share")
    author.presses("Take part")
    author.reads("You take part in this study now")
    for who, keys in ((author, ("known", "asks")), (lead, ("design", "mobilization"))):
        for key in keys:
            who.goes_to(f"/studies/{study}/sections/{key}")
            who.types(
                "Text", f"We agree on this part of the plan: {key}. Two drivers, four schools."
            )
            who.presses("Save this section")
            who.heads("Drivers that four schools share")
    lead.goes_to(f"/studies/{study}/basics")
    lead.ticks("Comparison without a draw")
    lead.presses("Save")
    lead.goes_to(f"/studies/{study}/freeze")
    lead.ticks("Listed for everyone")
    lead.presses("Freeze the text")
    lead.reads("Waiting for signatures")
    return study


def they_sign(live: Portal, lead: Someone, study: int, scripts: bool) -> None:
    district = Someone(live, named(live, LEADER), scripts)
    for who, title in ((lead, "Professor"), (district, "Deputy Superintendent")):
        who.goes_to(f"/studies/{study}")
        who.follows("Read and sign")
        who.types("Your title", title)
        who.types("Your password, once more", PASSWORD)
        who.presses("Sign this text")
        who.reads("You have signed")
    lead.goes_to(f"/studies/{study}/agreements")
    for kind in ("Memorandum of understanding", "Ethics review (IRB determination)"):
        lead.chooses("Kind", kind)
        lead.types("Between whom", "Jackson County and the University of South Alabama")
        lead.types("Signed on", "2026-01-05")
        lead.ticks("No education records are shared")
        lead.ticks("No survey, analysis or evaluation")
        lead.presses("Record it")
        lead.reads(kind)
    lead.goes_to(f"/studies/{study}/start")
    lead.presses("Start the study")
    lead.reads("Under way")


def they_learn(live: Portal, lead: Someone, author: Someone, study: int) -> None:
    lead.goes_to(f"/studies/{study}/findings")
    lead.types("What was measured?", "Field trips that took place")
    lead.types("Compared with what?", "Four schools this fall against the same schools last fall")
    lead.types("The result in one or two sentences", "Twenty of 31 cancelled trips came back.")
    lead.presses("Enter it")
    lead.reads("Twenty of 31 cancelled trips came back.")
    lead.presses("Share the findings")
    author.goes_to(f"/studies/{study}/sensemaking")
    author.types("Held on", clock.now().date().isoformat())
    author.chooses("Josefina Harte", "Practitioner")
    author.chooses("Imani Feld", "Researcher")
    author.types(
        "What the partners make of the findings",
        "The two drivers are worth their pay. The far school still waits longest for its turn.",
    )
    author.presses("Record the meeting")
    author.reads("The meeting is recorded")


def they_publish(live: Portal, lead: Someone, author: Someone, study: int) -> str:
    lead.goes_to(f"/studies/{study}")
    lead.follows("Draft the brief")
    lead.presses("Draft the brief")
    lead.page.wait_for_url(re.compile(r"/briefs/\d+"))
    found = re.search(r"/briefs/\d+", lead.page.url)
    assert found
    brief = found[0]
    lead.goes_to(f"{brief}/edit")
    lead.types("Title: what was found", FINDING)
    lead.types("Bottom line", "Two shared drivers brought back 20 of 31 cancelled trips.")
    # The study gave fewer than three figures, so none was taken over: there are three, or none.
    lead.types("First figure", "31 trips")
    lead.types("What the first figure counts", "were cancelled the year before")
    lead.types("Second figure", "20 trips")
    lead.types("What the second figure counts", "came back, of 31 that were cancelled")
    lead.types("Third figure", "2 drivers")
    lead.types("What the third figure counts", "from noon to eight, for four schools")
    for label in PARTS.values():
        if not lead.field(label).input_value().strip():
            lead.types(label, "Two drivers worked from noon to eight, for four schools.")
    lead.presses("Save and read it")
    lead.heads(FINDING)
    lead.presses("Send to review")
    author.goes_to(brief)
    author.heads(FINDING)
    lead.goes_to(brief)
    lead.follows("Check and publish")
    lead.ticks("The partners have read it")
    lead.presses("Publish version 1")
    lead.heads(FINDING)
    lead.reads("Published")
    return brief


def a_stranger_finds_and_discusses_it(
    live: Portal, scripts: bool, brief: str, author: Someone
) -> None:
    they = Someone(live, None, scripts)
    they.goes_to("/briefs")
    they.page.locator("#filters").get_by_role("link", name="Science").click()
    expect(they.page.locator(".chips")).to_contain_text("Science")
    they.follows(FINDING)
    they.heads(FINDING)
    they.reads("Bottom line", "Two shared drivers brought back 20 of 31", "From problem to brief")
    they.follows("Sign in")
    joelle = live.one(select(Person).where(col(Person.name) == "Joelle Tarpley"))
    they.types("E-mail", joelle.email)
    they.types("Password", PASSWORD)
    they.presses("Sign in")
    they.heads(FINDING)
    they.types("Add a comment", "Who pays the drivers on days without a trip?")
    they.presses("Post comment")
    they.reads("Who pays the drivers on days without a trip?")
    author.goes_to("/notices")
    author.reads(FINDING)
    author.goes_to(brief)
    author.reads("Who pays the drivers on days without a trip?")
