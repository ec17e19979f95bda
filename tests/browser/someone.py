"""People in front of browsers, as the stories tell of them."""

import re

from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from rpp.briefs.review.checklist import POINTS
from rpp.briefs.sections import NEWEST
from rpp.people.models import Person
from tests.browser.portal import PASSWORD, Portal


def named(portal: Portal, name: str) -> int:
    """The id of a person of the demo."""
    return int(portal.one(select(Person.id).where(col(Person.name) == name)))


def address(portal: Portal, name: str) -> str:
    """The e-mail address of a person of the demo."""
    return str(portal.one(select(Person.email).where(col(Person.name) == name)))


class Someone:
    """A person in a window of their own, who reads, types and presses buttons."""

    def __init__(
        self, portal: Portal, who: str | int | None, scripts: bool = True, width: int = 1280
    ) -> None:
        self.page: Page = portal.open(who, scripts=scripts, width=width)

    def goes_to(self, path: str) -> None:
        self.page.goto(path)

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def reads_nothing_of(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("main")).not_to_contain_text(word)

    def heads(self, title: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(title)

    def types(self, label: str, words: str) -> None:
        # The words of a choice may hold the label of a field, too.
        typed = self.page.locator("textarea, input:not([type=radio], [type=checkbox])")
        self.page.locator("main").get_by_label(label).and_(typed).first.fill(words)

    def chooses(self, label: str, option: str) -> None:
        """Choose the option that holds these words."""
        # The words of a choice may hold the label of a field, too.
        main = self.page.locator("main")
        field = main.get_by_label(label).and_(self.page.locator("select")).first
        found = field.locator("option", has_text=option).first
        field.select_option(value=found.get_attribute("value"))

    def ticks(self, label: str) -> None:
        # The frame of the row is pressed: the input itself may be drawn by it.
        self.page.locator("label", has_text=label).first.click()

    def answers(self, question: str, *answers: str, of: str = "") -> None:
        """Tick answers to one question of a form, by the words beside its boxes.

        `of`: the part of the form, where several parts ask the same.
        """
        part = self.page.locator("main")
        part = part.get_by_role("group", name=of) if of else part
        asked = part.get_by_role("group", name=question, exact=True)
        for answer in answers:
            asked.locator("label").get_by_text(answer, exact=True).click()

    def presses(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name).first.click()

    def follows(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(label).first

    def reviews(self, title: str, *, conflict: str = "") -> None:
        """Take on the review that they are asked for, and approve the text beside the checklist."""
        self.goes_to("/me")
        self.follows(f"Say whether you review “{title}”")
        self.heads("Will you review this brief?")
        self.types("Do you have a conflict of interest?", conflict)
        self.ticks("The brief may name me")
        self.presses("Review it")
        self.reads("Thank you. You can read the text now.", title)
        for point in POINTS.values():
            self.answers(point.title, "Yes")
        self.ticks("Approve this text")
        self.presses("Send my decision")
        self.reads("You approved the text.")


class Partner(Someone):
    """Someone who takes part in a study, or comes to."""

    study: str = ""  # the address of the study's page

    def proposes(self, problem: int, title: str, question: str) -> str:
        """Propose a study of a problem; its address."""
        self.goes_to(f"/problems/{problem}")
        self.follows("Propose a study")
        self.types("Title of the study", title)
        self.types("The joint question", question)
        self.presses("Save the proposal")
        # What is already known comes before anyone is asked.
        self.heads("What the study builds on")
        found = re.search(r"/studies/\d+", self.page.url)
        assert found
        self.study = found[0]
        return self.study

    def looks(self) -> None:
        """Open the page of the study."""
        self.goes_to(self.study)

    def builds_on(self, source: str, leaves_open: str) -> None:
        self.goes_to(f"{self.study}/references")
        self.types("A reviewed study or a brief", source)
        self.presses("Find")
        self.ticks(source)
        self.types("What does it leave open?", leaves_open)
        self.presses("Link it")
        self.reads(f"Leaves open: {leaves_open}")

    def invites(self, role: str, organization: str, email: str) -> None:
        self.goes_to(f"{self.study}/people")
        self.ticks(role)
        self.chooses("For which organization?", organization)
        self.types("E-mail address", email)
        self.presses("Send the invitation")
        self.reads(f"The invitation to {email} was sent.")

    def accepts(self, title: str) -> None:
        """Take part, by the link in the newest e-mail."""
        self.goes_to("/dev/mail")
        self.page.locator("pre a[href*='/studies/invitation/']").first.click()
        self.heads(title)
        self.presses("Take part")
        self.reads("You take part in this study now")
        found = re.search(r"/studies/\d+", self.page.url)
        assert found
        self.study = found[0]

    def writes_what_is_empty(self, words: str) -> bool:
        """Write the first required section that is empty; whether there was one."""
        self.looks()
        button = self.page.locator(".standing").get_by_role("link", name="Write section")
        if not button.count():
            return False
        button.click()
        title = self.page.locator("h1").inner_text().split(". ")[-1]
        self.types("Text", f"{title}: {words}")
        self.presses("Save this section")
        self.reads(f"“{title}” is saved.", f"{title}: {words}")
        return True

    def freezes(self, listing: str, window: int, delay: int) -> None:
        self.looks()
        self.follows("Freeze the text")
        self.ticks(listing)
        self.types("Days in which the districts see the findings first", str(window))
        self.types("Days by which a district may delay the brief", str(delay))
        self.presses("Freeze the text")
        self.reads("Waiting for signatures")

    def signs(self, title: str, authority: str, conflicts: str = "None") -> None:
        """Read the text that waits, and sign it."""
        self.looks()
        self.follows("Read and sign")
        self.heads("Read and sign")
        self.types("Your title", title)
        self.types("By what authority do you sign?", authority)
        self.types("Conflicts of interest", conflicts)
        self.types("Your password, once more", PASSWORD)
        self.presses("Sign this text")
        self.reads("You have signed")

    def records(self, kind: str, parties: str, *, ground: str = "", **about: str) -> None:
        """Record an agreement; `about` are further fields by their first words."""
        self.goes_to(f"{self.study}/agreements")
        self.chooses("Kind", kind)
        self.types("Between whom", parties)
        self.types("Signed on", "2026-11-05")
        if ground:
            self.ticks(ground)
            self.ticks("No survey, analysis or evaluation")
        for label, words in about.items():
            self.types(label.replace("_", " "), words)
        self.presses("Record it")
        self.reads(parties)

    def enters(self, outcome: str, comparison: str, result: str, **numbers: str) -> None:
        self.goes_to(f"{self.study}/findings")
        self.types("What was measured?", outcome)
        self.types("Compared with what?", comparison)
        self.types("The result in one or two sentences", result)
        for label, number in numbers.items():
            self.types(label.replace("_", " "), number)
        self.presses("Enter it")
        self.reads(result)

    def limits(self, deviations: str, limitations: str) -> None:
        self.goes_to(f"{self.study}/findings")
        self.types("What differed from the plan?", deviations)
        self.types("What limits the answer?", limitations)
        self.presses("Save deviations and limits")
        self.reads("Not shared yet")

    def has_seen_them(self) -> None:
        """Say that they have seen the findings, where the study's page asks for it."""
        self.looks()
        self.presses("I have seen the findings")
        self.reads("The partners now know that you have seen the findings.")

    def drafts(
        self, title: str, bottom_line: str, figures: list[tuple[str, str]], rest: str
    ) -> str:
        """Draft the brief from the study; what was not taken over says `rest`. Its address."""
        self.looks()
        self.follows("Draft the brief")
        self.presses("Draft the brief")
        self.page.wait_for_url(re.compile(r"/briefs/\d+"))
        found = re.search(r"/briefs/\d+", self.page.url)
        assert found
        self.goes_to(f"{found[0]}/edit")
        self.types("Title: what was found", title)
        self.types(NEWEST.answer, bottom_line)
        for nth, (value, label) in zip(("First", "Second", "Third"), figures, strict=True):
            self.types(f"{nth} figure", value)
            self.types(f"What the {nth.lower()} figure counts", label)
        for section in NEWEST.sections:
            if section.required and not self.field(section.title).input_value().strip():
                self.types(section.title, rest)
        self.presses("Save and read it")
        self.heads(title)
        return found[0]

    def describes(
        self, brief: str, outcome: str, students: str, keywords: str, **roles: str
    ) -> None:
        """Say what catalogs ask of a brief, which cannot go to review without it.

        `roles` are those of authors of whom the study does not tell any, by their names.
        """
        self.goes_to(brief)
        self.reads_nothing_of("Send to review")
        self.follows("Fill in “About this brief”")
        # Who made it, where, and how is filled in from the study.
        for name, role in roles.items():
            self.answers("Roles", role, of=name.replace("_", " "))
        self.answers("School types", "Regular School")
        self.answers("Program types", "Regular education")
        self.answers("Audience", "Administrator", "Teacher")
        self.answers("What was measured", outcome)
        self.chooses("Students", students)
        self.types("First day of the study", "Jan 2027")
        self.chooses("Can others get the data?", "The data are not shared")
        self.types("Keywords", keywords)
        self.ticks("No one outside paid for this work")
        self.ticks("The authors have no conflicts of interest")
        self.presses("Save")
        self.reads("“About this brief” is saved.", "Send to review")

    def asks_reviewers(self, brief: str, *names: str) -> None:
        """Send a brief to review, and ask these people to review it."""
        self.goes_to(brief)
        self.presses("Send to review")
        self.heads("The review of this brief")
        for name in names:
            self.follows("Ask someone to review it")
            self.chooses("Who reviews it?", name)
            self.presses("Ask them")
            self.reads("They were asked, by notice and by e-mail.", name)

    def publishes(self, brief: str, title: str) -> None:
        self.goes_to(brief)
        self.follows("Check and publish")
        self.ticks("The partners have read it")
        self.presses("Publish version 1")
        self.heads(title)
        self.reads("Published")
