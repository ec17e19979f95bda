"""A brief on paper: tagged, in the order of its page, the same bytes for the same version."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from PIL import Image
from sqlalchemy import update

from rpp import clock
from rpp.briefs import publishing, retiring
from rpp.briefs.models import BriefVersion
from tests.briefs.conftest import SECRET, TITLE, World
from tests.support.client import Browser
from tests.support.pdfs import alts, opened, read, tags
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]


def test_a_version_is_a_tagged_pdf_that_says_what_its_page_says(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    answer = anyone.get(f"/briefs/{brief.id}.pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="brief-{brief.id}-v1.pdf"'
    pdf = opened(answer.data)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITLE
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= tags(root["/StructTreeRoot"])
    here = f"http://localhost/briefs/{brief.id}/v1"
    assert alts(root["/StructTreeRoot"]) == [f"QR code of the address {here}"]
    said = read(answer.data)
    order = [
        TITLE,
        "The question",
        "The short answer",
        "For whom and where",
        "What was done",
        "What was found",
        "What it costs in time and money",
        "Limits and dissent",
        "What partners see differently",
        "Our winter was mild.",
        "Walt Jessup",
        "How sure we are",
        "How strong it is",
        "Who made it",
        "Imani Feld",
        "Writing – original draft",
        "What it says of itself",
        "Aug 2025 to May 2026",
        "No one outside paid for this work.",
        "no conflicts of interest",
        "CC BY 4.0",
        "Who reviewed it",
        "Dana Ortiz",
        "How to cite it",
    ]
    places = [said.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "DRAFT" not in said


def test_the_same_version_has_the_same_bytes_and_another_its_own(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    first = anyone.get(f"/briefs/{brief.id}/v1.pdf").data
    world.corrected(brief)
    with world.make.writing() as session:
        # Its page names a DOI once it has one; a file that somebody kept stays what it is.
        session.execute(update(BriefVersion).values(doi="10.5072/later"))
    assert "10.5072/later" in anyone.get(f"/briefs/{brief.id}/v1").text
    with clock.at(clock.now() + timedelta(days=9)):
        assert anyone.get(f"/briefs/{brief.id}/v1.pdf").data == first
    newest = anyone.get(f"/briefs/{brief.id}.pdf").data
    assert newest == anyone.get(f"/briefs/{brief.id}/v2.pdf").data != first
    assert "The title names where it was tried." in read(newest)
    world.act(retiring.withdraw_brief, world.lead, brief.id, "An error in the data.")
    assert anyone.get(f"/briefs/{brief.id}.pdf").status_code == 410
    assert anyone.get(f"/briefs/{brief.id}/v1.pdf").status_code == 410
    assert anyone.get(f"/briefs/{brief.id}/v3.pdf").status_code == 404


def test_only_the_study_reads_a_draft_and_it_is_marked_as_one(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.complete(parts={"did": SECRET})
    path = f"/briefs/{brief.id}/draft.pdf"
    [reviewer, _other] = review(world.make, brief.id)
    for person in (world.lead, world.practitioner, world.observer, reviewer):
        answer = browser_as(person).get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        said = read(answer.data)
        assert SECRET in said
        assert "DRAFT" in said
    assert browser_as(world.lead).read(f"/briefs/{brief.id}").links.count(path) == 1
    assert browser_as(world.stranger).get(path).status_code == 404
    assert anyone.get(path).status_code in (302, 404)
    for public in (f"/briefs/{brief.id}.pdf", f"/briefs/{brief.id}/v1.pdf"):
        assert anyone.get(public).status_code == 404
        assert browser_as(world.lead).get(public).status_code == 404


def test_a_correction_is_read_by_those_who_write_it(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.published()
    world.save(brief, {"bottom_line": "Not yet for all to read."})
    path = f"/briefs/{brief.id}/draft.pdf"
    assert "Not yet for all to read." in read(browser_as(world.practitioner).get(path).data)
    for person in (world.observer, world.stranger):
        assert browser_as(person).get(path).status_code == 404
    assert "Not yet" not in read(anyone.get(f"/briefs/{brief.id}.pdf").data)


def test_google_scholar_finds_the_pdf_only_where_anyone_may_read_it(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.approved()
    assert "citation_pdf_url" not in browser_as(world.lead).get(f"/briefs/{brief.id}").text
    world.act(publishing.publish_brief, world.lead, brief.id)
    address = f"http://localhost/briefs/{brief.id}/v1.pdf"
    page = anyone.get(f"/briefs/{brief.id}")
    assert f'<meta name="citation_pdf_url" content="{address}">' in page.text
    assert f'<{address}>; rel="item"; type="application/pdf"' in page.headers["Link"]
    assert anyone.get(f"/briefs/{brief.id}.jsonld").get_json(force=True)["encoding"] == {
        "@type": "MediaObject", "contentUrl": address, "encodingFormat": "application/pdf"
    }  # fmt: skip


def test_a_shared_address_has_a_card_of_its_version_and_a_draft_none(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = world.approved()
    assert "og:" not in browser_as(world.lead).get(f"/briefs/{brief.id}").text
    assert anyone.get(f"/briefs/{brief.id}/v1/card.png").status_code == 404
    world.act(publishing.publish_brief, world.lead, brief.id)
    page = anyone.get(f"/briefs/{brief.id}").text
    picture = f"/briefs/{brief.id}/v1/card.png"
    for name, value in (
        ("og:title", TITLE),
        ("og:url", f"http://localhost/briefs/{brief.id}/v1"),
        ("og:image", f"http://localhost{picture}"),
        ("og:image:alt", f"{TITLE}. Cullman County, AL and 1 other."),
    ):
        assert f'<meta property="{name}" content="{value}">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    answer = anyone.get(picture)
    with Image.open(BytesIO(answer.data)) as card:
        assert (card.format, card.size) == ("PNG", (1200, 630))
    assert answer.mimetype == "image/png"
    world.corrected(brief)
    assert anyone.get(picture).data == answer.data
    assert anyone.get(f"/briefs/{brief.id}/v2/card.png").data != answer.data
    assert "/v2/card.png" in browser_as(world.lead).get(f"/briefs/{brief.id}").text
    assert "og:" not in browser_as(world.lead).get(f"/briefs/{brief.id}/next").text
    world.act(retiring.withdraw_brief, world.lead, brief.id, "An error in the data.")
    assert anyone.get(picture).status_code == 410
    assert "og:" not in anyone.get(f"/briefs/{brief.id}").text
