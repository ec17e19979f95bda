"""A list as a file for reference managers: what is in it that anyone may cite."""

from collections.abc import Sequence

from sqlmodel import Session

from rpp import kinds
from rpp.briefs import harvested
from rpp.citations import formats
from rpp.citations.work import Work
from rpp.collections.queries import Item

FORMATS = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


def written(session: Session, items: Sequence[Item], form: str) -> tuple[str, str]:
    """The works of a list in one of the formats, in the order of the list, and its media type."""
    works = _works(session, items)
    if form == "bib":
        text = "\n".join(formats.bibtex(work) for work in works)
    else:
        text = (formats.ris if form == "ris" else formats.csl_json)(*works)
    return text, FORMATS[form]


def _works(session: Session, items: Sequence[Item]) -> list[Work]:
    """What is cited of each thing that the viewer may read and anyone may cite."""
    read = [item for item in items if item.subject is not None]
    found: dict[tuple[str, int], Work] = {}
    for name in sorted({item.kind for item in read}):
        ids = [item.subject_id for item in read if item.kind == name]
        if name == "brief":
            numbers = {i.subject_id: i.version for i in read if i.kind == name and i.version}
            taken = harvested.works(session, ids, numbers)
        elif (kind := kinds.get(name)) and kind.works:
            taken = dict(kind.works(session, ids))
        else:
            continue
        found |= {(name, id_): one.work for id_, one in taken.items()}
    ordered = (found.get((item.kind, item.subject_id)) for item in read)
    return [work for work in ordered if work is not None]
