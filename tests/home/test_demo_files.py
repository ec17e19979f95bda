"""The demo's briefs have pictures, a PDF and tables, which anyone can read."""

import re
from collections.abc import Callable

from tests.support import pdfs
from tests.support.client import Browser


def test_the_demo_has_a_file_of_each_kind_and_they_are_in_the_pdf(
    be: Callable[[str], Browser],
) -> None:
    anyone, kinds, html = be(""), set(), ""
    briefs = [link for link in anyone.read("/briefs").links if re.fullmatch(r"/briefs/\d+", link)]
    for brief in sorted(set(briefs)):
        page = anyone.read(brief)
        if not any("/files/" in link for link in page.links):
            continue
        html += anyone.get(brief).text
        for href in {link for link in page.links if "/files/" in link}:
            answer = anyone.get(href)
            assert answer.status_code == 200, href
            kinds.add(answer.mimetype)
        root = pdfs.opened(anyone.get(f"{brief}.pdf").data).trailer["/Root"]
        assert any("QR code" in alt for alt in pdfs.alts(root["/StructTreeRoot"]))
    assert {"text/csv", "application/pdf", "text/html"} <= kinds
    assert "Friday it was 5.7 minutes" in html
    assert 'alt="A timetable. On Monday' in html
