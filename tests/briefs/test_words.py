"""What the pages of a brief say and offer, to each who looks at them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rpp.briefs import sheet
from rpp.briefs.checks import Check
from rpp.briefs.comparing import differences
from rpp.briefs.pages.listed import entries
from rpp.briefs.pages.reading import reading_panel
from rpp.briefs.pages.shown import BriefPage, brief_page
from rpp.briefs.pages.standing import Looked, Standing, standing
from rpp.briefs.pages.writing import edit_page
from rpp.briefs.published import Author, Basis, Organization, Voice
from rpp.briefs.queries import Happened, Seen
from rpp.briefs.repository import Listed
from rpp.briefs.sections import SECOND
from rpp.briefs.texts import Dissent, Draft, Figure
from rpp.briefs.versions import Version
from rpp.policy import ANYONE, Viewer

DAY = datetime(2026, 7, 16, 15, tzinfo=UTC)
LEAD, READER = Viewer(id=1), Viewer(id=9)
SEEN = Seen(
    id=4,
    type="study",
    organization_id=None,
    begun_by=1,
    study_id=5,
    problem_id=6,
    network_id=7,
    status="published",
    status_since=DAY,
    current=2,
    title="Buses brought riders back",
    draft=Draft(dissent=[Dissent(1, "Ice was not tested.")]),
    draft_version=3,
    draft_by=None,
    draft_at=None,
    reason="",
    published_at=DAY,
    superseded_by=None,
    signed_at=DAY,
    zone="America/Chicago",
    problem_title="Riders miss first period",
    submitted_at=DAY,
    opened_at=DAY,
    round_id=8,
    round_title="Spring vote",
    round_since=DAY,
    role="lead",
)
NEWEST = Version(
    number=2,
    title=SEEN.title,
    bottom_line="",
    content=None,  # type: ignore[arg-type]
    parts_html={},
    markup_version=0,
    authors=[],
    correction="The cost was wrong.",
    licence="CC BY 4.0",
    text_hash="ab12",
    published_at=DAY,
    doi="",
)
READING = reading_panel("/briefs/4", "", {}, SECOND)
LACKS = Check("title", False, "The title states the result", "Say what was found.")


def a_sheet(number: int = 2, **changed: object) -> sheet.Sheet:
    basis = Basis("A later bell", "rct", 1534, [Organization(3, "Cullman County", "AL")], [])
    made = sheet.of_draft(number, Draft(bottom_line="Run the buses."), [], [], basis)
    return replace(made, published_at=DAY, **changed)


def look(status: str = "published", role: str = "lead", number: int = 2, **more: object) -> Looked:
    seen = replace(SEEN, status=status, role=role, current=0 if status == "draft" else 2)
    values = {"viewer": LEAD, "versions": [NEWEST], "checks": []} | more
    return Looked(seen=seen, sheet=a_sheet(number), **values)


def offers(box: Standing) -> list[str]:
    """The labels of what the box offers, in its order."""
    return [one.label for one in (box.link, box.button, *box.links) if one]


DISSENT, KEEP = "Print what you see differently", "Keep writing"
ABOUT = "Fill in “About this brief”"
REVIEW = "See the review"


@pytest.mark.parametrize(
    ("looked", "offered"),
    [
        (
            look("draft"),
            ["Send to review", "Edit the text", "fill in “About this brief”", DISSENT.lower()],
        ),
        (look("draft", checks=[LACKS]), [KEEP, ABOUT, DISSENT.lower()]),
        (look("draft", "practitioner"), [KEEP, ABOUT, DISSENT.lower()]),
        (look("draft", "observer"), []),
        (
            look("in_review"),
            [REVIEW, "Return it to draft", "Check and publish", "print what you see differently"],
        ),
        (look("in_review", "practitioner"), ["Comment on it", DISSENT, "see the review"]),
        (look("in_review", ""), [REVIEW]),
        (look("in_review", "observer"), ["Comment on it"]),
        (look("superseded"), ["Read the newer brief", "Withdraw it"]),
        (look("superseded", "", viewer=ANYONE), ["Read the newer brief"]),
        (look(number=1), ["Read version 2"]),
        (look(viewer=ANYONE), ["Cite this brief"]),
        (
            look(viewer=READER, role=""),
            ["Cite this brief", "Follow this brief", "ask the people who made it"],
        ),
    ],
)
def test_the_box_offers_what_one_may_do_next(looked: Looked, offered: list[str]) -> None:
    assert offers(standing(looked, coming=False)) == offered


def test_only_who_publishes_is_led_from_a_correction_to_its_publication() -> None:
    links = ["Edit the text", "change “About this brief”", "read the published version"]
    assert offers(standing(look(), coming=True)) == ["Check and publish it", *links]
    assert offers(standing(look(role="practitioner"), coming=True)) == links


def test_the_box_says_what_is_missing_and_what_is_newer() -> None:
    assert standing(look("draft", checks=[LACKS]), coming=False).needs == [LACKS.title]
    old = standing(look(number=1), coming=False)
    assert (old.label, old.since) == ("Version 1", "of Jul 16, 2026")
    assert old.texts[0].endswith("What changed in it: The cost was wrong.")
    ended = replace(look("superseded").seen, reason="A year on.")
    box = standing(replace(look("superseded"), seen=ended), coming=False)
    assert box.texts == ["A newer brief replaces this one.", "“A year on.”"]


def shown(looked: Looked, *, coming: bool = False, events: tuple[Happened, ...] = ()) -> BriefPage:
    return brief_page(looked, events, None, None, coming=coming, citation=None, card=[], dois=[])


@pytest.mark.parametrize(
    ("looked", "links"),
    [
        (look(), 5),
        (look(role="practitioner"), 2),
        (look(role="observer"), 0),
        (look(number=1), 0),
        (look("superseded"), 0),
    ],
)
def test_the_page_offers_its_members_what_may_follow(looked: Looked, links: int) -> None:
    assert len(shown(looked).links) == links


def test_a_coming_version_is_not_cited_and_lists_no_versions() -> None:
    page = shown(look(number=3), coming=True)
    assert (page.is_draft, page.versions, page.links) == (True, [], [])
    published = shown(look())
    assert not published.is_draft
    assert [one.href for one in published.versions] == [""]
    assert [one.href for one in shown(look(number=1)).versions] == ["/briefs/4/v2"]


def test_a_problem_that_one_may_not_know_is_not_named() -> None:
    hidden = replace(look().seen, problem_title=None)
    page = shown(replace(look(), seen=hidden))
    assert page.problem is None
    assert not any("/problems" in step.href or "/rounds" in step.href for step in page.way)
    assert [step.title for step in page.way] == ["Study signed", "Published"]


def test_the_way_names_the_round_or_else_the_day_of_the_priority() -> None:
    moved = Happened("problem", "moved", "", {"to": "prioritized"}, DAY, None)
    way = {step.title: step for step in shown(look()).way}
    assert (way["Chosen"].note, way["Chosen"].href) == ("Spring vote", "/rounds/8")
    alone = replace(look().seen, round_id=None, published_at=None, status="in_review")
    page = shown(replace(look(), seen=alone), events=(moved,))
    way = {step.title: step for step in page.way}
    assert (way["Prioritized"].when, "Chosen" in way) == ("Jul 16, 2026", False)
    assert (way["Published"].state, way["Published"].note) == ("future", "In review")


def test_who_made_it_and_who_differs() -> None:
    author = Author("Imani Feld", "Lakeshore Center", "Lead researcher", "researcher")
    helper = Author("Walt Jessup", "", "Practitioner", "lea")
    voice = Voice("Ice was not tested.", "Walt Jessup", "Teacher, Jackson County", "lea")
    places = [Organization(n, f"County {n}", "AL") for n in (3, 4, 5)]
    made = a_sheet(authors=[author, helper], dissent=[voice])
    made = replace(made, basis=replace(made.basis, districts=places))
    page = shown(replace(look(), sheet=made))
    district, lead = page.byline
    assert (district.words, district.more) == ("County 3, AL", " and 2 other districts")
    assert (lead.initials, lead.words) == ("IF", "Imani Feld, Lakeshore Center")
    assert [one.part for one in page.authors] == ["lead researcher", "Practitioner"]
    ((text, who),) = page.dissent
    assert (text, who.words) == ("Ice was not tested.", "Walt Jessup, Teacher, Jackson County")
    assert [one.title for one in page.strengths] == [
        "Randomized trial",
        "Sample of 1,534",
        "3 districts",
    ]


def test_two_drafts_differ_in_each_text_that_is_not_the_same() -> None:
    before = Draft(title="Buses", authors=[1, 2], figures=[Figure("3", "buses")])
    after = replace(before, title="Vans", authors=[1], dissent=[Dissent(1, "Ice was not tested.")])
    assert differences(before, after, {1: "Imani Feld"}) == [
        ("Title", "Buses", "Vans"),
        ("Who made it", "Imani Feld, someone", "Imani Feld"),
        ("What partners see differently", "", "Ice was not tested."),
    ]
    assert differences(before, before, {}) == []


# --- lists and forms -----------------------------------------------------------------------


def test_a_brief_in_a_list_says_how_much_it_stands_on() -> None:
    brief = Listed(4, "study", "Buses", "Run them.", 1, 1534, DAY, 2, "America/Chicago")
    (entry,) = entries([brief])
    assert entry.details == ["1 district, sample of 1,534", "Jul 16, 2026, version 2"]
    (bare,) = entries([replace(brief, districts=0, sample=None, current=1)])
    assert bare.details == ["Jul 16, 2026"]


def test_only_a_leader_of_the_study_deletes_and_only_a_draft() -> None:
    for status, role, may in (
        ("draft", "lead", True),
        ("draft", "practitioner", False),
        ("published", "lead", False),
    ):
        seen = replace(SEEN, status=status, role=role)
        assert edit_page(seen, LEAD, {}, [], READING).may_delete is may


def test_what_partners_see_differently_stands_beside_the_text() -> None:
    page = edit_page(SEEN, LEAD, {}, [], READING)
    assert (page.heading, page.dissent) == ("Prepare a correction", ["Ice was not tested."])
    assert page.stands_at == "/briefs/4/next"
    drafting = edit_page(replace(SEEN, current=0, status="draft"), LEAD, {}, [], READING)
    assert (drafting.heading, drafting.stands_at) == ("Write the brief", "/briefs/4")
