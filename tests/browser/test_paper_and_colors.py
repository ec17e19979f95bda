"""Pages on paper, in forced colors, and where the window is narrow or zoomed in."""

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from sqlmodel import Session, col, select

from rpp.briefs.models import Brief
from rpp.briefs.onepage.models import OnePage
from rpp.evidence.models import EvidenceRecord
from rpp.organizations.models import Organization
from rpp.rounds.models import Round
from tests.browser.portal import Portal

# What stands out from what lies behind it, told by the browser itself.
SEEN = """(selector) => [...document.querySelectorAll(selector)]
    .filter(e => e.getBoundingClientRect().width)
    .map(e => { const s = getComputedStyle(e); return [s.fill, s.color, s.borderBottomColor] })"""
SQUEEZED = """() => [...document.querySelectorAll("table.doc")]
    .flatMap(t => [...t.querySelectorAll("th, td")])
    .filter(e => getComputedStyle(e.closest("thead") || e).position !== "absolute")
    .filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => e.textContent.trim().slice(0, 60))"""
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


def ids(portal: Portal, statement: object) -> list[int]:
    with Session(portal.app.extensions["rpp.engine"]) as session:
        return list(session.execute(statement).scalars())  # type: ignore[call-overload]


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(format="Letter")))


def test_every_brief_prints_on_three_pages_without_what_paper_cannot_do(live: Portal) -> None:
    briefs = ids(live, select(Brief.id).where(col(Brief.status) == "published"))
    assert len(briefs) >= 6
    page = live.open()
    for brief in briefs:
        page.goto(f"/briefs/{brief}")
        paper = printed(page)
        text = "\n".join(each.extract_text() for each in paper.pages)
        assert len(paper.pages) <= 3, brief
        assert "The short answer" in text
        assert "Cite it" in text
        for gone in (
            "SHA-256",
            "Sign in",
            "Read it as a PDF",
            "Share it",
            "Take part",
            "Skip to the page",
            "report this page",
        ):
            assert gone not in text, (brief, gone)


def test_every_page_for_families_prints_on_one_page(live: Portal) -> None:
    addresses = [
        f"/briefs/{brief}/families/{language}"
        for language in ("en", "es")
        for brief in ids(live, select(OnePage.brief_id).where(col(OnePage.language) == language))
    ]
    assert len(addresses) == 4
    page = live.open()
    for address in addresses:
        page.goto(address)
        [sheet] = printed(page).pages
        assert ("informe" if address.endswith("es") else "brief") in sheet.extract_text(), address


@pytest.fixture
def dark(live: Portal) -> Page:
    page = live.open()
    page.emulate_media(forced_colors="active", color_scheme="dark")
    return page


def test_forced_colors_show_charts_signs_and_where_one_is(live: Portal, dark: Page) -> None:
    rated = select(EvidenceRecord.id).where(col(EvidenceRecord.title) == "Career Academies")
    dark.goto(f"/evidence/{ids(live, rated)[0]}")
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == BLACK
    for selector in (".chart text", ".chart__dot:not(.chart__dot--compare)"):
        found = dark.evaluate(SEEN, selector)
        assert found, selector
        assert {fill for fill, _, _ in found} == {WHITE}, selector
    for selector in (".glyph", ".tier svg"):
        assert {color for _, color, _ in dark.evaluate(SEEN, selector)} == {WHITE}, selector
    here = dark.evaluate(SEEN, ".rooms a[aria-current]")
    others = dark.evaluate(SEEN, ".rooms a:not([aria-current])")
    assert here[0][2] != BLACK
    assert {border for _, _, border in others} == {BLACK}


def test_the_line_of_a_timeline_stands_on_paper_and_in_forced_colors(live: Portal) -> None:
    done = select(Round.id).where(col(Round.status) == "certified")
    line = """one => { const s = getComputedStyle(one, "::after")
      return [s.backgroundColor, s.borderTopWidth, s.borderTopStyle, s.borderTopColor] }"""
    page = live.open()
    page.goto(f"/rounds/{ids(live, done)[0]}")
    step = page.locator(".timeline li").first
    # No ground, which printers and forced colors leave out.
    assert step.evaluate(line)[:3] == ["rgba(0, 0, 0, 0)", "2px", "solid"]
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert step.evaluate(line)[1:] == ["2px", "solid", WHITE]


def test_who_made_a_brief_stands_apart_from_its_text_on_a_phone(live: Portal) -> None:
    page = live.open(width=390)
    page.goto(f"/briefs/{ids(live, select(Brief.id).where(col(Brief.status) == 'published'))[0]}")
    text = page.locator(".brief__text > section").last.bounding_box()
    more = page.locator(".brief__more").bounding_box()
    assert text
    assert more
    assert more["y"] - text["y"] - text["height"] >= 24


@pytest.mark.parametrize("width", [390, 640])
def test_briefs_that_are_compared_can_be_opened_in_narrow_windows(live: Portal, width: int) -> None:
    first, second = ids(live, select(Brief.id).where(col(Brief.status) == "published"))[:2]
    page = live.open(width=width)
    page.goto(f"/briefs/compare?brief={first}&brief={second}")
    heads = page.locator("thead")
    box = heads.bounding_box()
    assert box
    assert box["height"] > 40
    heads.get_by_role("link").first.click()
    page.wait_for_url(f"**/briefs/{first}")


# Of the calendar in sight: the fill of each ground, and whether the words on it stand within.
GROUNDS = """all => all.filter(one => one.checkVisibility()).map(one => {
  const ground = one.getBBox(), words = one.nextElementSibling.getBBox()
  return [getComputedStyle(one).fill,
    words.x >= ground.x - 1 && words.x + words.width <= ground.x + ground.width + 1]
})"""


def test_no_line_of_a_calendar_crosses_its_words(live: Portal) -> None:
    own = select(Organization.id).where(col(Organization.name) == "Albertville City")
    district = ids(live, own)
    for width in (1280, 390):
        page = live.open("leader", width=width)
        page.goto(f"/studies/schools/{district[0]}")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        found = page.locator(".chart__ground").evaluate_all(GROUNDS)
        assert len(found) >= 4
        assert {tuple(one) for one in found} == {(paper, True)}
        page.emulate_media(forced_colors="active", color_scheme="dark")
        dark = page.locator(".chart__ground").evaluate_all(GROUNDS)
        assert {fill for fill, _ in dark} == {BLACK}


@pytest.mark.parametrize("width", [640, 720, 820, 1000])
def test_tables_of_evidence_fit_narrow_and_zoomed_windows(live: Portal, width: int) -> None:
    record = select(EvidenceRecord.id).order_by(col(EvidenceRecord.finding_count).desc()).limit(1)
    page = live.open(width=width)
    for path in (f"/evidence/{ids(live, record)[0]}", "/evidence"):
        page.goto(path)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert page.evaluate(SQUEEZED) == []


WIDE_TABLES = {
    "admin": ("/admin", "/admin/people", "/admin/events"),
    "steward": ("/networks/gulf-and-hills", "/networks/gulf-and-hills/steward"),
    "leader": ("/me", "/notices", "/rounds/1"),
}


@pytest.mark.parametrize("who", WIDE_TABLES)
def test_pages_with_tables_fit_a_window_at_twice_the_size(live: Portal, who: str) -> None:
    page = live.open(who, width=640)
    for path in WIDE_TABLES[who]:
        page.goto(path)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 640, path
