"""The demo's briefs have pictures, a PDF and tables, which anyone can read."""

from collections.abc import Callable

from tests.support import pdfs
from tests.support.client import Browser


def test_the_demo_has_a_file_of_each_kind_and_they_are_in_the_pdf(
    be: Callable[[str], Browser],
) -> None:
    anyone, kinds = be(""), set()
    for number in (1, 3, 4):
        page = anyone.read(f"/briefs/{number}")
        for href in {link for link in page.links if "/files/" in link}:
            answer = anyone.get(href)
            assert answer.status_code == 200, href
            kinds.add(answer.mimetype)
        root = pdfs.opened(anyone.get(f"/briefs/{number}.pdf").data).trailer["/Root"]
        assert any("QR code" in alt for alt in pdfs.alts(root["/StructTreeRoot"]))
    assert {"text/csv", "application/pdf", "text/html"} <= kinds
    html = anyone.get("/briefs/1").text + anyone.get("/briefs/3").text
    assert "Friday it was 5.7 minutes" in html
    assert 'alt="A timetable. On Monday' in html
