"""The life of a study in browsers: a researcher and two districts, from a problem to a brief."""

from dataclasses import dataclass
from itertools import cycle

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from rpp import dates
from rpp.problems.models import Problem
from tests.browser.portal import Portal
from tests.browser.someone import Partner, Someone, address, named

PROBLEM = "When no substitute comes, the lesson does not happen"
TITLE = "A box of short lessons beside the phone list"
QUESTION = (
    "When no substitute comes and a short lesson lies ready in a box, is more of the week’s work "
    "finished than in schools with the usual plan?"
)
FINDING = "With a box of lessons ready, classes without a substitute finished more work"
DISSENT = "Our boxes were opened on Fridays alone. I would not pay for them before another spring."
# One works in a school district of the network, the other at a university.
CARLA, CORWIN = REVIEWERS = ("Carla Winfield", "Corwin Ashdale")
CONFLICT = "I taught with one of the authors."
ALBERTVILLE, DOTHAN = "Albertville City", "Dothan City"
POLICY = "Board policy on research partnerships"


@dataclass
class Cast:
    """Who takes part, each in a window of their own."""

    imani: Partner  # leads the research
    dario: Partner  # Albertville’s first co-lead
    noemi: Partner  # practitioner there, and its co-lead after him
    renata: Partner  # signs for Albertville
    joelle: Partner  # Dothan’s co-lead
    marvell: Partner  # signs for Dothan

    def who_sign(self) -> tuple[tuple[Partner, str, str], ...]:
        return (
            (self.imani, "Professor", "Principal investigator"),
            (self.renata, "Assistant Superintendent for Instruction", POLICY),
            (self.marvell, "Director of Human Resources", POLICY),
        )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_districts_and_a_researcher_take_a_problem_to_a_brief(
    live: Portal, scripts: bool
) -> None:
    names = {
        "imani": "Imani Feld",
        "dario": "Dario Pellum",
        "noemi": "Noemi Castrillo-Webb",
        "renata": "Renata Oakes",
        "joelle": "Joelle Tarpley",
        "marvell": "Marvell Ketchum",
    }
    people = {key: Partner(live, named(live, name), scripts) for key, name in names.items()}
    cast = Cast(**people)
    they_come_together(live, cast)
    for partner in (cast.renata, cast.marvell):
        partner.study = cast.imani.study
    nobody_else_knows_of_it(live, cast)
    they_write_the_text(cast)
    they_talk_about_a_paragraph(cast)
    a_suggested_change_is_accepted(cast)
    they_sign_and_sign_again(cast)
    they_start(cast)
    dothan_pauses_and_goes_on(cast)
    they_amend_the_text(cast)
    dario_hands_over(cast)
    they_see_the_findings(cast)
    they_make_sense_of_them(cast)
    they_publish(live, cast, scripts)


def they_come_together(live: Portal, cast: Cast) -> None:
    problem = live.one(select(Problem).where(col(Problem.title) == PROBLEM))
    assert problem.status == "prioritized"
    imani = cast.imani
    imani.proposes(problem.id, TITLE, QUESTION)
    # No district is asked before the proposal says what is known.
    imani.goes_to(f"{imani.study}/people")
    imani.reads("No district can be invited yet.")
    imani.builds_on("/evidence/1", "A whole planned year, and no Friday nobody saw coming.")
    for who, name, role, organization in (
        (cast.dario, "Dario Pellum", "District co-lead", ALBERTVILLE),
        (cast.joelle, "Joelle Tarpley", "District co-lead", DOTHAN),
        (cast.noemi, "Noemi Castrillo-Webb", "Practitioner", ALBERTVILLE),
    ):
        imani.invites(role, organization, address(live, name))
        # The invitation waits on the page of whoever is invited.
        who.goes_to("/me")
        who.reads(f"Answer Imani Feld’s invitation to “{TITLE}”")
        who.accepts(TITLE)


def nobody_else_knows_of_it(live: Portal, cast: Cast) -> None:
    stranger = Someone(live, named(live, "Orrin Haskew"))
    for path in (cast.imani.study, f"{cast.imani.study}/people"):
        stranger.goes_to(path)
        stranger.reads_nothing_of(TITLE)
    live.close(stranger.page)


def they_write_the_text(cast: Cast) -> None:
    cast.joelle.goes_to(f"{cast.joelle.study}/basics")
    cast.joelle.ticks("Randomized trial")
    cast.joelle.presses("Save")
    writers = cycle((cast.dario, cast.joelle, cast.imani, cast.noemi))
    while next(writers).writes_what_is_empty("twelve schools, six boxes, one spring."):
        pass
    cast.imani.looks()
    cast.imani.reads("15 of 15 required sections are written")


def they_talk_about_a_paragraph(cast: Cast) -> None:
    joelle, imani, dario = cast.joelle, cast.imani, cast.dario
    joelle.looks()
    joelle.follows("Comment on paragraph 1 of Measures")
    joelle.types("Your comment", "Who counts the work that was finished? Our aides cannot.")
    joelle.presses("Post comment")
    joelle.reads("Your comment appears below its paragraph.", "Our aides cannot.")
    imani.looks()
    imani.reads("1 open comment", "Our aides cannot.")
    imani.follows("Answer Joelle Tarpley")
    imani.types("Your answer", "Two scorers of the university do, from scanned pages.")
    imani.presses("Post")
    imani.reads("Two scorers of the university do")
    dario.looks()
    dario.presses("Settle")
    dario.reads("The comment is settled.", "1 settled comment")
    dario.reads_nothing_of("Our aides cannot.")


def a_suggested_change_is_accepted(cast: Cast) -> None:
    noemi, imani = cast.noemi, cast.imani
    noemi.looks()
    noemi.follows("Suggest a change of Risks")
    noemi.types("The text as you suggest it", "A box may lie unopened. We count that, too.")
    noemi.types("Why?", "An unopened box is the likeliest thing of all.")
    noemi.presses("Suggest this text")
    noemi.reads(
        "Your suggestion is waiting for a decision by the lead researcher or a district co-lead."
    )
    imani.looks()
    imani.follows("Decide on a suggested change")
    imani.follows("Suggestion 1 by Noemi Castrillo-Webb")
    imani.types("A note to the person who suggested it", "Thank you, this is what will happen.")
    imani.presses("Accept the change")
    imani.reads("now has the suggested text.", "A box may lie unopened. We count that, too.")
    noemi.page.reload()
    noemi.reads("Thank you, this is what will happen.")


def they_sign_and_sign_again(cast: Cast) -> None:
    imani, renata, marvell = cast.imani, cast.renata, cast.marvell
    imani.freezes("Private to the partners", 10, 20)
    renata.goes_to("/me")
    renata.reads(TITLE)
    renata.signs("Assistant Superintendent for Instruction", POLICY)
    renata.reads("1 of 3 have signed.")
    # Dothan reads the text and wants a sentence changed: their signature falls, too.
    imani.looks()
    imani.follows("Reopen the text")
    imani.types("Reason", "Dothan asks that no lesson is scored by its own teacher.")
    imani.presses("Reopen the text")
    imani.reads("The text is open again. Every signature on it is void")
    renata.goes_to("/notices")
    renata.follows("reopened the text; 1 of its signatures became void")
    renata.reads("Dothan asks that no lesson is scored by its own teacher.")
    cast.joelle.goes_to(f"{cast.joelle.study}/sections/ethics")
    cast.joelle.types("Text", "No lesson is scored by the teacher of the class. Nobody is graded.")
    cast.joelle.presses("Save this section")
    imani.freezes("Private to the partners", 10, 20)
    imani.reads("0 of 3 have signed.")
    for who, title, authority in cast.who_sign():
        who.looks()
        who.follows("Read and sign")
        who.reads("No lesson is scored by the teacher of the class.")
        conflicts = "My sister prints the boxes." if who is marvell else "None"
        who.signs(title, authority, conflicts)
    imani.looks()
    imani.reads("All parties have signed the same text.")


def they_start(cast: Cast) -> None:
    imani = cast.imani
    imani.records(
        "Data sharing agreement",
        "Albertville City, Dothan City and the university",
        ground="Studies exception",
        In_force_until="2027-12-31",
        Purpose="To learn whether a lesson that lies ready is a lesson that happens.",
        Scope="Twelve schools, grades 6 to 9, January to May 2027.",
        Data_that_are_shared="Hours without a substitute, share of work finished by class.",
        Data_are_destroyed_by="2028-06-30",
    )
    imani.records("Ethics review", "The review board of the university")
    imani.looks()
    imani.follows("Start the study")
    imani.presses("Start the study")
    imani.reads("The study is under way.")


def dothan_pauses_and_goes_on(cast: Cast) -> None:
    joelle, marvell = cast.joelle, cast.marvell
    joelle.looks()
    joelle.follows("Pause the study")
    joelle.types("Reason", "Two of our schools are closed after the storm.")
    joelle.presses("Pause the study")
    joelle.reads("The study is paused. Every partner is told why.")
    cast.imani.looks()
    cast.imani.reads("Paused", "Two of our schools are closed after the storm.")
    marvell.looks()
    marvell.follows("Resume it")
    marvell.types("Reason", "Both schools are open again.")
    marvell.presses("Resume it")
    marvell.reads("The study is under way again.")


def they_amend_the_text(cast: Cast) -> None:
    dario, imani = cast.dario, cast.imani
    newer = "We begin in February, two weeks later, because of the storm."
    dario.looks()
    dario.follows("Amend the text")
    dario.types("What should change, and why?", "The storm took two weeks, so all dates move.")
    dario.presses("Start the amendment")
    dario.heads("Amendment")
    dario.follows("Timeline and milestones")
    dario.types("New text", newer)
    dario.presses("Save this section")
    dario.reads("1 section changes.")
    dario.presses("Freeze it for signing")
    dario.reads("The amended text is frozen.")
    for who, title, authority in cast.who_sign():
        # It waits on the page of everyone who signs; the old text holds until all have.
        who.goes_to("/me")
        who.reads("is frozen. Read what changes and sign for your side.")
        who.looks()
        who.reads_nothing_of(newer)
        who.signs(title, authority)
    imani.looks()
    imani.reads(newer)
    imani.follows("Amendments")
    # What was suggested while the text was written is no amendment.
    expect(imani.page.locator("main .row__title")).to_have_count(1)
    imani.follows("Amendment ")
    imani.reads("All parties have signed. This is part of the text in force.")


def dario_hands_over(cast: Cast) -> None:
    dario, noemi = cast.dario, cast.noemi
    dario.goes_to(f"{dario.study}/people")
    dario.follows("Hand over your role")
    dario.chooses("To whom?", "Noemi Castrillo-Webb")
    dario.types("A note for your successor", "The boxes of six schools are packed; two are late.")
    dario.presses("Hand over")
    dario.reads("You have handed over.")
    noemi.goes_to("/notices")
    noemi.follows("handed over as district co-lead to Noemi Castrillo-Webb")
    noemi.reads("The boxes of six schools are packed; two are late.")
    noemi.goes_to(f"{noemi.study}/people")
    person = noemi.page.locator(".people li", has_text="Noemi Castrillo-Webb")
    expect(person).to_contain_text("district co-lead")


def they_see_the_findings(cast: Cast) -> None:
    imani = cast.imani
    imani.enters(
        "Share of the week’s work finished",
        "Six schools with boxes against six with the usual plan, February to May 2027",
        "Classes with a box finished 11 points more of the week’s work.",
        Estimate="11",
        Lower_end_of_its_interval="2",
        Upper_end_of_its_interval="20",
        Unit="percentage points",
        How_many_people_is_it_based_on="412",
    )
    imani.limits(
        "Two schools began two weeks late.", "Twelve schools, one spring, hours that were logged."
    )
    imani.presses("Share the findings")
    imani.reads("Findings shared")
    readers = (cast.noemi, cast.renata, cast.joelle, cast.marvell)
    for reader in readers:
        reader.goes_to("/notices")
        reader.follows(f"shared the findings with all partners: “{TITLE}”")
        reader.has_seen_them()
    imani.looks()
    expect(imani.page.locator("#window li", has_text="Has seen them")).to_have_count(len(readers))


def they_make_sense_of_them(cast: Cast) -> None:
    noemi, renata = cast.noemi, cast.renata
    noemi.looks()
    noemi.follows("Record the meeting")
    noemi.types("Held on", dates.today("America/Chicago").isoformat())
    for name, part in (
        ("Noemi Castrillo-Webb", "Practitioner"),
        ("Joelle Tarpley", "Practitioner"),
        ("Imani Feld", "Researcher"),
    ):
        noemi.chooses(name, part)
    noemi.types(
        "How the partners interpret the findings",
        "A lesson that lies ready gets taught. It is cheap where somebody owns the box.",
    )
    noemi.types("A dissent, in the dissenter’s own words", DISSENT)
    noemi.chooses("Who dissents?", "Joelle Tarpley")
    noemi.presses("Record the meeting")
    noemi.reads("The meeting is recorded", DISSENT)
    renata.looks()
    renata.follows("Respond for your district")
    renata.types(
        "How does your district interpret the findings", "We adopt it in grades 6 to 8 from August."
    )
    renata.presses("Save the response")
    renata.reads("Your district’s response is saved.", "We adopt it in grades 6 to 8 from August.")


def they_publish(live: Portal, cast: Cast, scripts: bool) -> None:
    imani = cast.imani
    brief = imani.drafts(
        FINDING,
        "A box with one short lesson raised finished work by 11 points, likely between 2 and 20.",
        [
            ("+11 points", "of the week’s work finished, likely between 2 and 20"),
            ("12 schools", "in two districts, drawn by lot"),
            ("412 students", "in classes that had no substitute"),
        ],
        "Six schools kept a box of short lessons beside the phone list for one spring.",
    )
    cast.joelle.goes_to(brief)
    cast.joelle.reads(DISSENT)
    stranger = Someone(live, None, scripts)
    stranger.goes_to(brief)
    stranger.reads_nothing_of(FINDING)
    imani.describes(
        brief,
        "Attendance and engagement",
        "100 to 499",
        "substitutes, lesson plans",
        Dario_Pellum="Investigation",
    )
    two_people_of_the_network_review_it(live, imani, brief, scripts)
    imani.publishes(brief, FINDING)
    stranger.goes_to(brief)
    stranger.heads(FINDING)
    stranger.reads("Joelle Tarpley", DISSENT, "We adopt it in grades 6 to 8 from August.")
    stranger.reads("Who reviewed it", *REVIEWERS, CONFLICT, "Regular education", "lesson plans")
    # What was private until now is told, and the problem is answered.
    stranger.goes_to(imani.study)
    stranger.heads(TITLE)
    stranger.follows("Problem")
    stranger.heads(PROBLEM)
    if not scripts:
        stranger.follows("Briefs on this problem")
    stranger.reads(FINDING)


def two_people_of_the_network_review_it(
    live: Portal, imani: Partner, brief: str, scripts: bool
) -> None:
    imani.asks_reviewers(brief, *REVIEWERS)
    # Nobody publishes it before both have read it.
    imani.goes_to(f"{brief}/publish")
    imani.ticks("The partners have read it")
    imani.presses("Publish version 1")
    expect(imani.page.locator("[data-error-summary]")).to_contain_text("No reviewer has approved")
    for name, conflict in ((CARLA, ""), (CORWIN, CONFLICT)):
        reviewer = Someone(live, named(live, name), scripts)
        # Who is asked sees the text once they accept.
        reviewer.goes_to(brief)
        reviewer.reads_nothing_of(DISSENT)
        reviewer.reviews(FINDING, conflict=conflict)
        live.close(reviewer.page)
