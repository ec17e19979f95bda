"""Files of what a list holds, whatever its length in the same memory."""

from collections.abc import Iterator, Mapping
from itertools import islice

from rpp import dates, db
from rpp.citations import lists
from rpp.citations.work import Work
from rpp.paging import Cursor
from rpp.repository import finding
from rpp.repository.facets import EVERYTHING, Asked
from rpp.repository.finding import Found
from rpp.repository.pages.list_page import MOST_IN_A_FILE, labels

CHUNK = 200
# Names of files longer than this are cut by some systems.
LONGEST = 80


def part(found: Found, cursor: Cursor) -> tuple[list[int], int | None]:
    """The entries of a file, and the one after which the next file begins; None for the last."""
    page = found.page(cursor, MOST_IN_A_FILE)
    return list(page.rows), page.on


def written(found: Found, entries: list[int], form: str) -> Iterator[str]:
    """The text of a file, piece by piece.

    Each chunk is read in a session of its own: what is withdrawn meanwhile is left out, and no
    reader holds the database while a slow network takes the file.
    """
    return lists.FORMATS[form].write(_works(found, iter(entries)))


def _works(found: Found, entries: Iterator[int]) -> Iterator[Work]:
    while chunk := list(islice(entries, CHUNK)):
        with db.reading_replica() as session:
            works = finding.works(session, found.index, chunk)
        yield from works.values()


def name(asked: Asked, networks: Mapping[str, str], form: str) -> str:
    """What a file is called: "briefs and studies, Mathematics, Tier 1 Strong 2026-11-30.ris"."""
    what = "briefs and studies" if asked.listing is EVERYTHING else "studies"
    words = [what, *([asked.query] if asked.query else []), *labels(asked, networks)]
    told = ", ".join(words).replace("/", "-")
    short = told if len(told) <= LONGEST else f"{told[:LONGEST].rsplit(' ', 1)[0]} and more"
    return f"{short} {dates.today(dates.site_zone()).isoformat()}.{form}"
