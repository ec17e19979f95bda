"""The card of a published version: a picture and a few words, shown where it is shared."""

from pathlib import Path
from textwrap import shorten

from rpp import addresses
from rpp.briefs.queries import Seen
from rpp.briefs.sheet import Sheet
from rpp.citations.work import Work
from rpp.documents import typeset
from rpp.documents.remembered import remembered
from rpp.layout import several

LAYOUT = Path(__file__).parent / "paper" / "card.typ"
# What most programs show, in pixels.
WIDTH, HEIGHT = 1200, 630
REMEMBERED = 400
WORDS = 210


def picture(seen: Seen, sheet: Sheet, work: Work) -> bytes:
    """The card as PNG: made once, then remembered; the same version has the same one."""
    said = {
        "title": sheet.title,
        "words": shorten(sheet.bottom_line, WORDS, placeholder=" …"),
        "kind": f"{work.genre} {seen.id}, version {sheet.number}",
        "source": _source(sheet),
    }
    setting = typeset.hashes(LAYOUT)
    return remembered("cards", [said, setting], lambda: typeset.png(LAYOUT, said), most=REMEMBERED)


def _source(sheet: Sheet) -> str:
    """Who made it: the first district or organization, with how many others."""
    makers = sheet.districts or sheet.basis.organizations
    if not makers:
        return ""
    first, *others = makers
    name = first.full_name if first.state else first.name
    return f"{name} and {several(len(others), 'other')}" if others else name


def tags(seen: Seen, sheet: Sheet, work: Work) -> list[tuple[str, str]]:
    """The Open Graph properties of a version's page; none where nobody said the portal's name."""
    address = addresses.public("briefs.version_card", brief_id=seen.id, number=sheet.number)
    if not address.startswith("http"):
        return []
    return [
        ("og:type", "article"),
        ("og:site_name", "RPP Commons"),
        ("og:locale", "en_US"),
        ("og:url", work.url),
        ("og:title", sheet.title),
        ("og:description", sheet.bottom_line),
        ("og:image", address),
        ("og:image:type", "image/png"),
        ("og:image:width", str(WIDTH)),
        ("og:image:height", str(HEIGHT)),
        ("og:image:alt", f"{sheet.title}. {_source(sheet)}.".replace(". .", ".")),
    ]
