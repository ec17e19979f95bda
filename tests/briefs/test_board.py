"""The packet for a school board: what speaks for the brief and against it, each with its source."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document as opened_docx
from docx.oxml.ns import qn

from rpp import clock
from rpp.briefs import publishing, retiring
from rpp.evidence.models import EvidenceFinding, EvidenceRecord
from rpp.vocabulary import Tag
from tests.briefs.conftest import World
from tests.support import pdfs
from tests.support.client import Browser

BrowserAs = Callable[..., Browser]
AGAINST = "In Attendance Mail, riders of schools with mail did not come more often."


@pytest.fixture
def member(world: World) -> Any:
    """Someone of a district that took no part."""
    hale = world.make.organization("Hale County", state="AL", locale=42, enrollment=2_600)
    return world.make.member(hale, name="Rita Hale")


def record(world: World, name: str, *, favors: bool, subject: str = "attendance") -> None:
    """A reviewed study of the brief's subject and grade with one finding."""
    made = world.make.add(
        EvidenceRecord(
            key=f"wwc:study:{name}", source="wwc", form="study", title=name, citation=name,
            sentence=AGAINST.replace("Attendance Mail", name), year=2019,
            imported_at=clock.now(), updated_at=clock.now(),
        )
    )  # fmt: skip
    for element, code in (("subject", subject), ("grade", "07")):
        world.make.add(Tag(kind="evidence", subject_id=made.id, element=element, code=code))
    world.make.add(
        EvidenceFinding(
            key=f"wwc:finding:{name}", record_id=made.id, outcome="Presence",
            direction="intervention" if favors else "none", significant=favors,
        )
    )  # fmt: skip


def path_of(world: World, brief: Any, member: Any, form: str) -> str:
    from rpp.organizations.models import Membership

    [place] = [one for one in world.make.all(Membership) if one.person_id == member.id]
    return f"/briefs/{brief.id}/board/{place.organization_id}.{form}"


def lines(data: bytes) -> list[str]:
    """What a DOCX says, paragraph by paragraph, tables in their place."""
    body = opened_docx(BytesIO(data)).element.body
    texts = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [text for text in texts if text.strip()]


def squeezed(text: str) -> str:
    """A text without its white space, which differs from page to page."""
    return re.sub(r"\s", "", text)


def test_a_board_reads_what_is_for_it_and_against_it_with_its_sources(
    world: World, browser_as: BrowserAs, member: Any
) -> None:
    record(world, "Attendance Mail", favors=False)
    record(world, "Attendance Calls", favors=True)
    record(world, "Reading Mail", favors=False, subject="reading")
    brief = world.published()
    browser = browser_as(member)
    assert f"/briefs/{brief.id}/board" in browser.read(f"/briefs/{brief.id}").links
    path = path_of(world, brief, member, "pdf")
    assert path in browser.read(f"/briefs/{brief.id}/board").links
    answer = browser.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    said = pdfs.read(answer.data)
    for words in (
        "Packet for the board of Hale County, AL",
        world.problem.title,
        f"http://localhost/problems/{world.problem.id}",
        "How the districts of the brief compare with Hale County, AL",
        "Hale County, AL (yours)",
        "2,600",
        "Grade 7",
        "What it costs",
        "Our winter was mild.",
        "Third period did not clearly differ.",
        "No clear difference",
        "Attendance Mail",
    ):
        assert words in said, words
    assert "Attendance Calls" not in said
    assert "Reading Mail" not in said
    tags = pdfs.tags(pdfs.opened(answer.data).trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3", "/TH"} <= tags


def test_both_files_say_the_same(world: World, browser_as: BrowserAs, member: Any) -> None:
    record(world, "Attendance Mail", favors=False)
    brief, browser = world.published(), browser_as(member)
    pdf = squeezed(pdfs.read(browser.get(path_of(world, brief, member, "pdf")).data))
    data = browser.get(path_of(world, brief, member, "docx")).data
    paragraphs = lines(data)
    assert len(paragraphs) > 40
    assert [line for line in paragraphs if squeezed(line) not in pdf] == []
    # And nothing of the PDF is missing there: its headings, and the words of its longest part.
    file = opened_docx(BytesIO(data))
    headings = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    for words in ("The problem", "What it costs", "Limits, dissent and contrary findings"):
        assert words in headings
    assert file.core_properties.language == "en-US"
    assert file.core_properties.title == brief.title
    heads = file.element.body.iter(qn("w:tblHeader"))
    assert len(list(heads)) == len(file.tables) > 3
    alts = [one.get("descr") for one in file.element.body.iter(qn("wp:docPr"))]
    assert alts == [f"QR code of the address http://localhost/briefs/{brief.id}/v1"]


def test_a_packet_is_made_for_ones_own_district_from_a_published_brief(
    world: World, anyone: Browser, browser_as: BrowserAs, member: Any
) -> None:
    brief = world.approved()
    paths = [f"/briefs/{brief.id}/board", path_of(world, brief, member, "pdf")]
    for path in paths:
        assert browser_as(member).get(path).status_code == 404
        assert browser_as(world.co_lead).get(f"/briefs/{brief.id}/board").status_code == 404
    published = world.act(publishing.publish_brief, world.lead, brief.id)
    own, other = (path_of(world, published, one, "docx") for one in (member, world.co_lead))
    assert browser_as(member).get(own).status_code == 200
    assert browser_as(member).get(other).status_code == 404
    assert browser_as(world.lead).get(f"/briefs/{published.id}/board").status_code == 403
    assert browser_as(world.lead).get(own).status_code in (403, 404)
    assert anyone.get(own).status_code == 302
    assert "/board" not in "".join(anyone.read(f"/briefs/{published.id}").links)
    world.act(retiring.withdraw_brief, world.lead, published.id, "An error in the data.")
    assert browser_as(member).get(own).status_code == 404


def test_a_private_problem_is_in_no_packet_of_a_stranger(
    worlds: Callable[..., World], browser_as: BrowserAs
) -> None:
    world = worlds(audience="network")
    hale = world.make.organization("Hale County", state="AL")
    member = world.make.member(hale, name="Rita Hale")
    brief = world.published()
    for form, read in (("pdf", pdfs.read), ("docx", lambda data: " ".join(lines(data)))):
        said = read(browser_as(member).get(path_of(world, brief, member, form)).data)
        assert world.problem.title not in said
        assert "a problem that is open to you here" in said
        own = read(browser_as(world.co_lead).get(path_of(world, brief, world.co_lead, form)).data)
        assert world.problem.title in own
        assert "took part in it itself" in own
