"""The page of one brief: a published version, its draft, or the correction that is prepared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rpp import dates
from rpp.briefs import types
from rpp.briefs.details import facts
from rpp.briefs.details.facts import Told
from rpp.briefs.doi.pages import Line
from rpp.briefs.onepage.pages import FamilyLinks
from rpp.briefs.pages.cited import Citation, Styled, referenced
from rpp.briefs.pages.filed import FilesPart, base_of, files_part
from rpp.briefs.pages.shared import Share
from rpp.briefs.pages.standing import Looked, Standing, standing
from rpp.briefs.published import Author, Voice
from rpp.briefs.queries import Happened as Event
from rpp.briefs.queries import Seen
from rpp.briefs.review.shown import Reviewed, reviewed
from rpp.briefs.sheet import Sheet
from rpp.briefs.states import STATES
from rpp.briefs.types import Source
from rpp.briefs.uses.pages import UsesPanel
from rpp.briefs.verbs import BRIEF
from rpp.briefs.versions import Version
from rpp.citations.work import Work
from rpp.discussions.queries import Thread
from rpp.evidence.tiers.page import StrengthPage
from rpp.layout import Box, Happened, Link, Step, several
from rpp.personal_names import initials
from rpp.studies.models import ROLES


class Named(NamedTuple):
    """Someone in the line below the title, or beside a passage; kinds of marks: see signs.html."""

    initials: str
    mark: str
    words: str
    href: str = ""
    more: str = ""


class Strength(NamedTuple):
    """A fact that takes the place of a rating."""

    title: str
    words: str


class Made(NamedTuple):
    """Someone who made it: their part in the study, what they did in the brief, their ORCID iD."""

    author: Author
    part: str
    roles: str = ""
    orcid: Link | None = None


class Numbered(NamedTuple):
    """A published version in the list of all; no `href` for the one that is shown."""

    title: str
    href: str
    day: str
    correction: str
    text_hash: str
    # What differs from the version before; "" for the first.
    changes: str = ""


@dataclass(frozen=True, slots=True)
class BriefPage:
    """One sheet of a brief with all that stands around it."""

    id: int
    sheet: Sheet
    is_draft: bool
    standing: Standing
    source: Source | None
    problem: Link | None
    byline: list[Named]
    minutes: str
    pdf: Link
    # For those who belong to a district.
    packet: Link | None
    files: FilesPart
    # Its tiers with their reasons, else the facts that take the place of a rating.
    strength: StrengthPage | None
    strengths: list[Strength]
    dissent: list[tuple[str, Named]]
    authors: list[Made]
    about: list[Told]
    review: Reviewed | None
    families: FamilyLinks | None
    citation: Citation | None
    # What other programs show of it where it is shared; nothing of what is not out.
    card: list[tuple[str, str]]
    versions: list[Numbered]
    uses: UsesPanel | None
    # Where those of a district read what changed since it adopted the brief; "" for others.
    adopted: str
    # How its study was rated; "" where no study stands behind it, or it is a draft.
    rated: str
    share: Share | None
    way: list[Step]
    thread: Thread | None
    history: list[Happened]
    # What those who write it, correct it or withdraw it can do here.
    links: list[Link]
    # Where its DOIs stand, for its leaders.
    dois: list[Line]


def brief_page(
    look: Looked,
    events: Sequence[Event],
    uses: UsesPanel | None,
    thread: Thread | None,
    *,
    coming: bool,
    citation: Citation | None,
    families: FamilyLinks | None = None,
    card: list[tuple[str, str]],
    dois: list[Line],
    share: Share | None = None,
    tags: Mapping[str, Sequence[str]] | None = None,
    strength: StrengthPage | None = None,
) -> BriefPage:
    """The page of a sheet; `coming`: it is the correction that is being prepared."""
    seen, sheet = look.seen, look.sheet
    is_draft = coming or not seen.current
    problem = Link(f"Problem {seen.problem_id}", f"/problems/{seen.problem_id}")
    return BriefPage(
        id=seen.id,
        sheet=sheet,
        is_draft=is_draft,
        standing=standing(look, coming=coming),
        source=types.of(seen).source(seen, sheet.basis),
        problem=problem if seen.problem_title is not None else None,
        byline=list(_byline(sheet)),
        minutes=f"{several(sheet.minutes, 'minute')} to read",
        files=files_part(sheet.files, sheet.keys, base_of(seen, 0 if is_draft else sheet.number)),
        pdf=_pdf(seen, 0 if is_draft else sheet.number),
        packet=_packet(look) if look.viewer.leas and not is_draft else None,
        strength=strength,
        strengths=list(_strengths(seen, sheet)),
        dissent=[(voice.text, _voice(voice)) for voice in sheet.dissent],
        authors=list(_authors(sheet)),
        about=_about(sheet, tags or {}),
        review=reviewed(sheet.review, sheet.number) if sheet.review else None,
        families=families,
        citation=citation,
        card=card,
        versions=[] if is_draft else numbered(look.versions, seen, sheet.number),
        uses=uses,
        adopted=f"{seen.href}/adopted" if look.viewer.leas and uses else "",
        rated=f"/ratings/of/study/{seen.study_id}" if seen.study_id and not is_draft else "",
        share=share,
        way=_way(seen, events),
        thread=thread,
        history=history(events, seen.zone),
        links=[] if is_draft else _links(look),
        dois=dois,
    )


def _byline(sheet: Sheet) -> Iterator[Named]:
    """The first district, with how many others; the researchers who led the study."""
    if sheet.places:
        first, *others = sheet.places
        more = f" and {several(len(others), 'other district')}" if others else ""
        href = f"/organizations/{first.id}"
        mark = "lea" if sheet.districts else "other"
        yield Named(first.name[:1], mark, first.full_name, href, more)
    for author in sheet.authors:
        if author.role == ROLES["lead"]:
            words = ", ".join(filter(None, (author.name, author.organization)))
            yield Named(initials(author.name), author.mark, words)


def _pdf(seen: Seen, number: int) -> Link:
    if not number:
        return Link("Draft as a PDF", f"{seen.href}/draft.pdf")
    return Link("Read it as a PDF", f"{seen.href}/v{number}.pdf")


def _packet(look: Looked) -> Link:
    return look.link("Packet for your board", "/board")


def _voice(voice: Voice) -> Named:
    words = ", ".join(filter(None, (voice.name, voice.line)))
    return Named(initials(voice.name), voice.mark, words)


def _authors(sheet: Sheet) -> Iterator[Made]:
    """Who made it; what each did where the brief has details, which name the same people."""
    credited = facts.authors(sheet.details) if sheet.details else [None] * len(sheet.authors)
    for author, credit in zip(sheet.authors, credited, strict=True):
        made = Made(author, _part(author))
        yield made._replace(roles=credit.roles, orcid=credit.orcid) if credit else made


def _about(sheet: Sheet, tags: Mapping[str, Sequence[str]]) -> list[Told]:
    """What catalogs say of a sheet; of a draft nothing before somebody saved it."""
    if sheet.details is not None:
        return facts.facts(sheet.details)
    return facts.facts(facts.known(sheet.basis, sheet.licence, tags)) if sheet.published_at else []


def _part(author: Author) -> str:
    """An author's part in the study, as it stands behind their organization."""
    return author.role.lower() if author.organization else author.role


def _strengths(seen: Seen, sheet: Sheet) -> Iterator[Strength]:
    type_ = types.of(seen).words
    if type_.standing:
        yield Strength(type_.label, type_.standing)
    if sheet.design:
        yield Strength(sheet.design, sheet.design_words)
    if sheet.basis.sample:
        words = "The largest number that one of its findings compares."
        yield Strength(f"Sample of {sheet.basis.sample:,}", words)
    if sheet.districts:
        named = "; ".join(district.full_name for district in sheet.districts)
        yield Strength(several(len(sheet.districts), "district"), named)


def numbered(versions: Sequence[Version], seen: Seen, shown: int = 0) -> list[Numbered]:
    """All versions, the newest first; `shown` is the number of the one on the page."""
    return [
        Numbered(
            f"Version {one.number}",
            "" if one.number == shown else f"{seen.href}/v{one.number}",
            dates.day_in(one.published_at, seen.zone),
            one.correction,
            one.text_hash,
            f"{seen.href}/compare/{one.number - 1}..{one.number}" if one.number > 1 else "",
        )
        for one in versions
    ]


def _links(look: Looked) -> list[Link]:
    seen = look.seen
    if seen.status != "published" or look.sheet.number < seen.current or not look.writes:
        return []
    for_leaders = [
        look.link("Publish a correction", "/correct"),
        look.link("A newer brief replaces it", "/supersede"),
        look.link("Withdraw it", "/withdraw"),
    ]
    return [
        look.link("Prepare a correction", "/edit"),
        look.link("Print what you see differently", "/dissent"),
        *(for_leaders if look.publishes else ()),
    ]


def history(events: Sequence[Event], zone: str) -> list[Happened]:
    """What happened to the brief itself."""
    return [
        Happened(
            dates.short_day_in(event.at, zone),
            event.who or "The portal",
            BRIEF.sentence(event.verb, event.detail),
            event.reason,
        )
        for event in events
        if event.kind == "brief"
    ]


def _way(seen: Seen, events: Sequence[Event]) -> list[Step]:
    """The steps from the problem to the brief, with links the viewer may follow; none without."""
    if seen.study_id is None:
        return []
    at = {event.detail["to"]: event.at for event in events if event.kind != "brief"}
    steps = [*_steps_of_problem(seen, at), *_steps_of_study(seen, at)]
    published = "" if seen.published_at is None else _day(seen.published_at, seen)
    last = (
        Step("Published", "done", published)
        if published
        else Step("Published", "future", note=STATES[seen.status].label)
    )
    return [*(step for step in steps if step.when), last]


def _day(moment: datetime | None, seen: Seen) -> str:
    return dates.short_day_in(moment, seen.zone) if moment else ""


def _steps_of_problem(seen: Seen, at: dict[str, datetime]) -> Iterator[Step]:
    if seen.problem_title is None:
        return
    href = f"/problems/{seen.problem_id}"
    posted = _day(seen.submitted_at or at.get("submitted"), seen)
    yield Step("Problem posted", "done", posted, note="Read it", href=href)
    yield Step("Opened", "done", _day(seen.opened_at or at.get("open"), seen), href=href)
    if seen.round_id:
        since, title = _day(seen.round_since, seen), seen.round_title or ""
        yield Step("Chosen", "done", since, note=title, href=f"/rounds/{seen.round_id}")
    else:
        yield Step("Prioritized", "done", _day(at.get("prioritized"), seen), href=href)


def _steps_of_study(seen: Seen, at: dict[str, datetime]) -> Iterator[Step]:
    href = f"/studies/{seen.study_id}"
    signed = _day(seen.signed_at or at.get("signed"), seen)
    yield Step("Study signed", "done", signed, note="Read the study", href=href)
    yield Step("Findings shared", "done", _day(at.get("findings_shared"), seen), href=href)
    yield Step("Interpreted", "done", _day(at.get("interpreted"), seen), href=href)


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """What is left of a withdrawn brief."""

    id: int
    title: str
    box: Box
    reason: str
    # How it was cited, for those who find a reference to it.
    references: list[Styled]
    versions: list[Numbered]
    history: list[Happened]


def withdrawn_page(
    seen: Seen, versions: Sequence[Version], events: Sequence[Event], cited: Work
) -> WithdrawnPage:
    """The page of a withdrawn brief."""
    words = STATES["withdrawn"]
    box = Box(
        words.glyph,
        words.label,
        f"on {dates.day_in(seen.status_since, seen.zone)}",
        f"{words.next} Its address stays, so that links and citations lead here.",
        Link("See other briefs", "/briefs"),
    )
    return WithdrawnPage(
        seen.id,
        seen.title,
        box,
        seen.reason,
        referenced(cited),
        numbered(versions, seen),
        history(events, seen.zone),
    )
