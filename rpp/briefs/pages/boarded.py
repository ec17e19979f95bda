"""The page from which a district takes a brief to its board."""

from dataclasses import dataclass

from rpp.briefs.pages.writing import crumbs
from rpp.briefs.queries import Seen
from rpp.layout import Link
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The packet of a brief, for each of the viewer's districts: its name and its two files."""

    crumbs: list[Link]
    title: str
    districts: list[tuple[str, Link, Link]]


def board_page(seen: Seen, viewer: Viewer) -> BoardPage:
    """The page of a brief's packet."""
    names = {id_: viewer.organization_names.get(id_, "Your district") for id_ in viewer.leas}
    districts = [
        (
            name,
            Link("Packet as PDF", f"{seen.href}/board/{id_}.pdf"),
            Link("Packet as a Word file (DOCX)", f"{seen.href}/board/{id_}.docx"),
        )
        for id_, name in sorted(names.items(), key=lambda one: one[1])
    ]
    return BoardPage(crumbs(seen), seen.title, districts)
