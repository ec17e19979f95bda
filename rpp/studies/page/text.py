"""The text of a study as its page lists it and shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates
from rpp.layout import Link, several
from rpp.studies.co_design.comments import Layout, Remark
from rpp.studies.page.workspace import Workspace
from rpp.studies.queries import Seen
from rpp.studies.text.queries import Section


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do with the text now."""

    person_id: int | None
    inside: bool
    writes: bool
    leads: bool
    discusses: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the list beside the text: its sign, its heading, and how far it is."""

    key: str
    sign: str
    fill: str  # of its box: "is-full", "is-half" or ""
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A section of the text with its comments, and what can be done with it."""

    key: str
    title: str
    heading: str
    address: str
    state: tuple[str, str] | None
    # The quiet line below the heading, for those who take part: words, or a link.
    edited: str
    whose: str
    assigns: bool
    links: list[Link]
    prompt: str  # where nothing is written
    html: str  # the whole text, where nobody can comment on its parts
    blocks: list[tuple[int, str, Sequence[Remark]]]
    whole: Sequence[Remark]
    lost: Sequence[Remark]
    foot: "Foot | None"


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below a section: its comments, and what the viewer can do."""

    comments: Link | None
    # How the link goes on for those who hear it: "in" or ":" the title.
    more: str
    suggests: bool
    # The button that marks it: (words, end of its address), or None.
    mark: tuple[str, str] | None


class Optional(NamedTuple):
    """A section that the design does not require."""

    title: str
    href: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Text:
    """The sections of a study as one viewer sees them."""

    progress: str
    entries: list[Entry]
    sections: list[Shown]
    # Those that the design does not require and nobody has written, for those who write.
    more: list[Optional]
    about_more: str


def text(work: Workspace, rights: Rights) -> Text:
    """The list of the sections, and the sections."""
    layouts = work.layouts
    return Text(
        _progress(work),
        [_entry(work.seen, layout, rights) for layout in layouts],
        [_shown(work.seen, layout, rights) for layout in layouts],
        [Optional(s.title, f"{work.seen.base}/sections/{s.key}", s.prompt) for s in work.more]
        if rights.writes
        else [],
        "This design does not require them."
        if work.seen.design
        else "Choose the kind of design first: some of these may then be required.",
    )


def _progress(work: Workspace) -> str:
    if work.seen.signed_at:
        return "Signed by all"
    if work.seen.frozen_hash:
        return "Frozen for signing"
    return f"{work.written} of {len(work.text)} written, {work.ready} ready"


def _entry(seen: Seen, layout: Layout, rights: Rights) -> Entry:
    section = layout.section
    done = section.ready_at is not None or (bool(section.body) and not rights.writes)
    sign = "done" if done else "underway" if section.body else "waiting"
    fill = "is-full" if done else "is-half" if section.body else ""
    own = rights.writes and rights.person_id is not None and section.owner_id == rights.person_id
    yours = ", yours" if own and section.ready_at is None else ""
    return Entry(section.key, sign, fill, section.heading, _how_far(seen, layout) + yours)


def _how_far(seen: Seen, layout: Layout) -> str:
    section = layout.section
    if seen.signed_at:
        return "Signed"
    if seen.frozen_hash:
        return "Frozen"
    if section.suggestions:
        return several(section.suggestions, "suggested change")
    if layout.count:
        return several(layout.count, "open comment")
    return "Ready" if section.ready_at else "Written" if section.body else "Empty"


def _shown(seen: Seen, layout: Layout, rights: Rights) -> Shown:
    section, address = layout.section, f"{seen.base}/sections/{layout.section.key}"
    open_to_comments = rights.inside and bool(section.body)
    return Shown(
        key=section.key,
        title=section.title,
        heading=section.heading,
        address=address,
        state=_state(layout, rights),
        edited=_edited(seen, section) if rights.inside else "",
        whose=_whose(section, rights) if rights.inside else "",
        assigns=rights.leads,
        links=_links(section, address, rights) if rights.inside else [],
        prompt="" if section.body else section.prompt,
        html="" if open_to_comments else section.html,
        blocks=layout.blocks if open_to_comments else [],
        whole=layout.whole,
        lost=layout.lost,
        foot=_foot(section, address, rights),
    )


def _state(layout: Layout, rights: Rights) -> tuple[str, str] | None:
    if not layout.section.body:
        return "waiting", "Empty"
    if layout.section.ready_at:
        return "done", "Ready"
    return ("underway", "In discussion") if rights.writes and layout.count else None


def _edited(seen: Seen, section: Section) -> str:
    if section.edited_at is None:
        return ""
    by = f" by {section.editor}" if section.editor else ""
    return f"Last edited {dates.day_in(section.edited_at, seen.zone)}{by}"


def _whose(section: Section, rights: Rights) -> str:
    if not rights.writes or not (section.owner or rights.leads):
        return ""
    if section.owner_id and section.owner_id == rights.person_id:
        return "You are responsible"
    return f"{section.owner} is responsible" if section.owner else "No one is responsible yet"


def _links(section: Section, address: str, rights: Rights) -> list[Link]:
    found = []
    if section.revisions:
        found.append(Link(several(section.revisions, "earlier text"), f"{address}/earlier"))
    if section.suggestions:
        words = several(section.suggestions, "suggested change")
        found.append(Link(words, f"{address}/suggestions"))
    if rights.writes:
        found.append(Link(f"{'Edit' if section.body else 'Write'} this section", address))
    return found


def _foot(section: Section, address: str, rights: Rights) -> Foot | None:
    if not rights.inside or not (section.remarks or rights.writes or rights.discusses):
        return None
    comments, more = None, ""
    if section.remarks and not rights.discusses:
        words = f"{several(section.remarks, 'comment')} on this text"
        comments, more = Link(words, f"{address}/comments"), f": {section.title}"
    elif section.settled:
        words = several(section.settled, "settled comment")
        comments, more = Link(words, f"{address}/comments"), f" in {section.title}"
    written = rights.writes and bool(section.body)
    marks = written and (rights.leads or section.owner_id == rights.person_id)
    mark = ("Mark it ready", f"/ready?version={section.version}")
    if section.ready_at:
        mark = ("Mark it not ready", "/not-ready")
    return Foot(comments, more, written, mark if marks else None)
