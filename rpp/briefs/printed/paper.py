"""One sheet of a brief as a document for paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from sqlmodel import Session

from rpp import clock, dates
from rpp.briefs.bars import Bar as Line
from rpp.briefs.bars import number
from rpp.briefs.chart import Chart
from rpp.briefs.details.facts import authors, facts
from rpp.briefs.files import queries as files
from rpp.briefs.files.texts import Attached
from rpp.briefs.published import Voice
from rpp.briefs.queries import Seen
from rpp.briefs.review.printed import Review
from rpp.briefs.review.shown import reviewed
from rpp.briefs.sheet import Part, Sheet
from rpp.citations import styles
from rpp.citations.work import Work
from rpp.documents import document as doc
from rpp.documents.blocks import Block
from rpp.documents.document import Bar, Document
from rpp.documents.remembered import remembered
from rpp.layout import Link, several

# So many PDFs of versions are remembered.
REMEMBERED = 400
DRAFT = (
    "This is a draft. It is not published, and only those who make or review it may read it. "
    "Do not cite it."
)


def of_version(seen: Seen, sheet: Sheet, work: Work, images: Mapping[str, bytes]) -> Document:
    """A published version as a document; nothing that can change later is in it."""
    about = (
        ("Published", _day(sheet.published_at, seen)),
        ("Version", str(sheet.number)),
        ("What changed in it", sheet.correction),
        # Without a DOI, which it may get later: a version has the same bytes for good.
        ("How to cite it", str(styles.apa(replace(work, doi="")))),
        ("License", sheet.licence),
        ("Address", work.url),
        ("SHA-256 of its text", _in_groups(sheet.text_hash)),
    )
    return Document(
        title=sheet.title,
        kicker=f"RPP Commons · {work.genre} {seen.id} · version {sheet.number}",
        about=sheet.bottom_line,
        foot=f"Brief {seen.id}, version {sheet.number} · {work.url}",
        at=sheet.published_at or clock.now(),
        authors=[name.whole for name in work.authors],
        byline=list(_byline(sheet)),
        address=work.url if work.url.startswith("http") else "",
        images=images,
        blocks=[*text_of(sheet), doc.heading("About this brief"), doc.facts(ABOUT, about)],
    )


def of_draft(seen: Seen, sheet: Sheet, images: Mapping[str, bytes]) -> Document:
    """A draft as its page shows it now, marked as one on each page."""
    return Document(
        title=sheet.title or "A brief without a title yet",
        kicker=f"RPP Commons · Draft of brief {seen.id}",
        about=DRAFT,
        foot=f"Draft of brief {seen.id}, not published",
        at=seen.draft_at or seen.status_since,
        authors=[author.name for author in sheet.authors],
        byline=list(_byline(sheet)),
        mark="DRAFT",
        images=images,
        blocks=[doc.para(DRAFT), *text_of(sheet)],
    )


def made(document: Document) -> bytes:
    """The PDF that says this: made once, then remembered."""
    said = [document.said, doc.setting()]
    return remembered("briefs", said, lambda: doc.pdf(document), most=REMEMBERED)


ABOUT = ("What", "As published")


def text_of(sheet: Sheet) -> list[Block]:
    """What a sheet says from its question to its authors, in the order of its page."""
    parts = (part_of(sheet, part) for part in sheet.parts)
    return [block for part in (head_of(sheet), *parts, _tail(sheet)) for block in part]


def head_of(sheet: Sheet) -> list[Block]:
    """The question, the short answer and its figures."""
    asked = doc.text(str(sheet.question)) if sheet.question else []
    return [
        *([doc.heading("The question"), *asked] if asked else []),
        doc.heading(sheet.answer),
        doc.lead(sheet.bottom_line or "Not written yet."),
        *([doc.numbers(sheet.figures)] if sheet.figures else []),
    ]


def part_of(sheet: Sheet, part: Part, *, voices: bool = True) -> list[Block]:
    """A section with its heading, and what follows its text on the page."""
    return [
        doc.heading(part.title),
        *(doc.text(str(part.html)) or [doc.para("Not written yet.")]),
        *([chart(sheet.chart)] if sheet.chart and part.chart else []),
        *_pictures(sheet, part.key),
        *(dissent(sheet.dissent) if part.dissent and voices else ()),
    ]


def _pictures(sheet: Sheet, section: str) -> Iterator[Block]:
    """The pictures that stand in a part of the text."""
    for file in sheet.files:
        if file.place(sheet.keys) == section:
            yield _picture(file)


def _picture(file: Attached) -> Block:
    return doc.image(_name_of(file), file.alt, file.title)


def _name_of(file: Attached) -> str:
    return f"file-{file.id}.{file.type}"


def images(session: Session, seen: Seen, sheet: Sheet) -> dict[str, bytes]:
    """The pictures of a sheet by the names that its document gives them."""
    pictures = [file for file in sheet.files if file.is_picture]
    found = {_name_of(file): files.data(session, seen.id, file.id) for file in pictures}
    return {name: data for name, data in found.items() if data is not None}


def _appendices(sheet: Sheet) -> Iterator[Block]:
    others = [file for file in sheet.files if not file.place(sheet.keys)]
    if others:
        yield doc.heading("Appendices")
    for file in others:
        if file.is_picture:
            yield _picture(file)
        else:
            yield doc.heading(file.title, 3)
            yield doc.para(f"{file.alt} File: {file.name}.")
        if file.columns:
            rows = [(c.name, c.type_name, c.meaning, c.unit, c.missing) for c in file.columns]
            yield doc.table(("Column", "Kind", "Meaning", "Unit", "Missing values"), rows)


def _tail(sheet: Sheet) -> Iterator[Block]:
    yield from _appendices(sheet)
    yield doc.heading("How strong it is")
    yield doc.facts(("What", "As it was"), strengths(sheet))
    if sheet.authors:
        yield doc.heading("Who made it")
        yield doc.table(("Name", "Organization", "What they did"), _made(sheet))
    if sheet.details:
        yield doc.heading("What it says of itself")
        told = [(one.term, "; ".join(map(_linked, one.lines))) for one in facts(sheet.details)]
        yield doc.facts(("What", "As the authors say"), told)
    if sheet.review:
        yield from _review(sheet.review, sheet.number)


def _made(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """The authors with their part in the study and in the work."""
    credits = authors(sheet.details) if sheet.details else []
    for author, credit in zip_longest(sheet.authors, credits):
        if author is None:
            continue
        orcid = f"ORCID {credit.orcid.label}" if credit and credit.orcid else ""
        did = (author.role, credit.roles if credit else "", orcid)
        yield author.name, author.organization, "; ".join(filter(None, did))


def _linked(link: Link) -> str:
    outside = link.href.startswith("http") and link.href != link.label
    return f"{link.label} ({link.href})" if outside else link.label


def _review(review: Review, number: int) -> Iterator[Block]:
    """How the version was reviewed, and what its reviewers said where it is printed."""
    shown = reviewed(review, number)
    yield doc.heading(shown.title)
    yield doc.para(shown.words)
    for one in shown.people:
        yield doc.para(", ".join(filter(None, (one.name, one.organization, one.detail))))
    for one in shown.comments:
        who = ", ".join(filter(None, (one.name, one.organization, one.detail)))
        yield doc.para(" ".join(filter(None, (one.state.label, one.state.detail))))
        yield from doc.quoted(one.comment, who) if one.comment else [doc.para(f"— {who}")]


def dissent(voices: Sequence[Voice]) -> Iterator[Block]:
    """What partners see differently, word for word."""
    if voices:
        yield doc.heading("What partners see differently")
    for voice in voices:
        yield from doc.quoted(voice.text, ", ".join(filter(None, (voice.name, voice.line))))


def strengths(sheet: Sheet) -> list[tuple[str, str]]:
    """The facts that take the place of a rating."""
    number = sheet.basis.sample or 0
    sample = f"{number:,}, the largest number that one of its findings compares"
    said = [
        ("Study", sheet.basis.study),
        ("Design", f"{sheet.design}. {sheet.design_words}" if sheet.design else ""),
        ("Sample", sample if sheet.basis.sample else ""),
        ("Districts" if sheet.districts else "Made by",
         "; ".join(one.full_name for one in sheet.places)),
        ("Rating", "Not rated yet. Until reviewers have looked at this study, these facts "
         "take the place of a rating."),
    ]  # fmt: skip
    return [(what, words) for what, words in said if words]


def _in_groups(text_hash: str) -> str:
    """A hash that paper can break and eyes compare."""
    return " ".join(text_hash[at : at + 16] for at in range(0, len(text_hash), 16))


def _byline(sheet: Sheet) -> Iterator[str]:
    if sheet.places:
        first, *others = sheet.places
        more = f" and {several(len(others), 'other district')}" if others else ""
        yield f"{first.full_name}{more}"
    yield f"{several(sheet.minutes, 'minute')} to read"


def _day(moment: datetime | None, seen: Seen) -> str:
    return dates.day_in(moment, seen.zone) if moment else ""


def chart(drawn: Chart) -> Block:
    """A chart as a table with bars: the scale holds zero, as on the page."""
    ends = [
        _value(text) for one in drawn.numbers for text in (one.value, one.low, one.high) if text
    ]
    low, high = min(0.0, *ends), max(0.0, *ends)

    def at(text: str) -> float:
        return round((_value(text) - low) / ((high - low) or 1), 4)

    def bar(line: Line) -> Bar:
        value, zero = at(line.value), at("0")
        ranged = (at(line.low), at(line.high)) if line.low else (None, None)
        return Bar(line.label, line.spoken, min(zero, value), abs(value - zero), *ranged)

    return doc.bars(drawn.title, drawn.unit, map(bar, drawn.numbers))


def _value(text: str) -> float:
    return float(number(text) or 0)
