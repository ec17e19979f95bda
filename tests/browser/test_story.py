"""One story from a district's problem to a brief that a stranger discusses, each in a browser."""

from datetime import timedelta
from itertools import cycle

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from rpp import clock, dates
from rpp.briefs.sections import NEWEST
from rpp.networks.models import Network
from rpp.problems.models import Problem
from rpp.rounds.models import Round
from tests.browser.portal import PASSWORD, Portal
from tests.browser.someone import Partner, Someone, address, named

TITLE = "Field trips end when the last bus driver goes home"
FINDING = "Shared drivers brought back two of three lost field trips"
JACKSON, LEADER = "Jackson County", "Lavonda Stiles-Coe"
REVIEWERS = ("Carla Winfield", "Corwin Ashdale")  # of a school district, and of a university
OTHER = "Special education evaluations"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_problem_to_a_brief_that_a_stranger_discusses(live: Portal, scripts: bool) -> None:
    author = a_newcomer_joins_her_district(live, scripts)
    problem = she_writes_a_problem(live, author, scripts)
    steward = Someone(live, "steward", scripts)
    the_steward_opens_it(steward, author, problem)
    districts_choose_it(live, steward, problem, scripts)
    lead = Partner(live, "researcher", scripts)
    leader = Partner(live, named(live, LEADER), scripts)
    they_write_a_study(lead, author, problem)
    they_sign(lead, leader)
    they_learn(lead, author, leader)
    brief = they_publish(live, lead, author, scripts)
    a_stranger_finds_and_discusses_it(live, scripts, brief, author)


def a_newcomer_joins_her_district(live: Portal, scripts: bool) -> Partner:
    she = Partner(live, None, scripts)
    she.goes_to("/")
    she.page.locator("footer").get_by_role("link", name="Bring your district").click()
    she.types("Your name", "Josefina Harte")
    she.types("Work e-mail", "josefina.harte@lake-schools.example")
    she.types("Password", PASSWORD)
    she.presses("Create the account")
    she.heads("Check your e-mail")
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
    she.types("A note to the person who decides", "I direct transportation.")
    she.presses("Ask to join")
    she.heads("Your request was sent")
    she.reads(LEADER)

    decider = Someone(live, named(live, LEADER), scripts)
    decider.goes_to("/me")
    decider.follows("Josefina Harte")
    decider.heads("Its people and who acts for it")
    decider.presses("Approve Josefina Harte")
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
        she.reads("What you typed and did not save")
        she.follows(TITLE)
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
        certifier.presses("Submit")
        live.close(certifier.page)
    steward.goes_to(f"/problems/{problem}")
    steward.reads("Prioritized")


def they_write_a_study(lead: Partner, author: Partner, problem: int) -> None:
    study = "Drivers that four schools share"
    lead.proposes(problem, study, "Do shared drivers bring cancelled field trips back?")
    lead.builds_on("/evidence/1", "It says nothing of trips outside of school hours.")
    lead.invites("District co-lead", JACKSON, "josefina.harte@lake-schools.example")
    author.accepts(study)
    lead.goes_to(f"{lead.study}/basics")
    lead.ticks("Description")
    lead.presses("Save")
    writers = cycle((author, lead))
    while next(writers).writes_what_is_empty("two drivers, four schools, one winter."):
        pass
    lead.freezes("Listed for everyone", 14, 30)


def they_sign(lead: Partner, leader: Partner) -> None:
    lead.signs("Professor", "Principal investigator at the university")
    leader.study = lead.study
    leader.signs("Deputy Superintendent", "Board policy on research partnerships")
    lead.records("Memorandum", "Jackson County and the university", ground="No education records")
    lead.goes_to(f"{lead.study}/start")
    lead.presses("Start the study")
    lead.reads("Under way")


def they_learn(lead: Partner, author: Partner, leader: Partner) -> None:
    lead.enters(
        "Field trips that took place",
        "Four schools this fall against the same schools last fall",
        "Twenty of 31 cancelled trips came back.",
    )
    lead.limits("Nothing", "Four schools, one winter, and drivers who wanted the hours.")
    lead.presses("Share the findings")
    for reader in (author, leader):
        reader.has_seen_them()
    author.goes_to(f"{author.study}/sensemaking")
    author.types("Held on", dates.today("America/Chicago").isoformat())
    author.chooses("Josefina Harte", "Practitioner")
    author.chooses("Imani Feld", "Researcher")
    author.types(
        "How the partners interpret the findings",
        "The two drivers are worth their pay. The far school still waits longest for its turn.",
    )
    author.presses("Record the meeting")
    author.reads("The meeting is recorded")


def they_publish(live: Portal, lead: Partner, author: Partner, scripts: bool) -> str:
    brief = lead.drafts(
        FINDING,
        "Two shared drivers brought back 20 of 31 cancelled trips.",
        [
            ("31 trips", "were cancelled the year before"),
            ("20 trips", "came back, of 31 that were cancelled"),
            ("2 drivers", "from noon to eight, for four schools"),
        ],
        "Two drivers worked from noon to eight, for four schools.",
    )
    author.goes_to(brief)
    author.heads(FINDING)
    lead.describes(brief, "Attendance and engagement", "100 to 499", "field trips, bus drivers")
    lead.asks_reviewers(brief, *REVIEWERS)
    for name in REVIEWERS:
        reviewer = Someone(live, named(live, name), scripts)
        reviewer.reviews(FINDING)
        live.close(reviewer.page)
    lead.publishes(brief, FINDING)
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
    they.reads(NEWEST.answer, "Two shared drivers brought back 20 of 31", "From problem to brief")
    they.follows("Sign in")
    they.types("E-mail", address(live, "Joelle Tarpley"))
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
