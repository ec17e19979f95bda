"""What the packet says: the text, who signed it, its agreements, what it asks of schools."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from rpp import dates
from rpp.db import columns, columns_of
from rpp.documents.blocks import Block, as_typed, blocks, pieces
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.studies import parts
from rpp.studies.models import (
    AGREEMENTS,
    BASES,
    PPRA,
    Attachment,
    SchoolAsk,
    Signature,
    SignedText,
    Study,
)
from rpp.studies.papers import canonical
from rpp.studies.sections import SECTIONS

Data = dict[str, Any]
BUILDS_ON = "What this builds on"
# About a second of setting; thirty pages have some two thousand.
MOST_PIECES = 12_000


@dataclass(frozen=True)
class Text:
    """A text as it is frozen or signed, and the moment that the packet bears."""

    words: str
    hash: str
    at: datetime
    signed: bool


def text_of(session: Session, study: Study) -> Text | None:
    """The signed text in force, else the frozen one; None while nothing is frozen."""
    signed = session.execute(
        select(col(SignedText.text), col(SignedText.text_hash), col(SignedText.signed_at))
        .where(col(SignedText.study_id) == study.id, col(SignedText.void_at).is_(None))
        .order_by(col(SignedText.number).desc())
        .limit(1)
    ).first()
    if signed is not None:
        return Text(signed.text, signed.text_hash, signed.signed_at, True)
    if not study.frozen_text:
        return None
    rows = _signatures(session, study, study.frozen_hash)
    frozen = [study.status_since] if study.status == "frozen" else []
    moments = [*frozen, *(row.signed_at for row in rows)]
    at = study.signed_at or max(moments, default=study.status_since)
    return Text(study.frozen_text, study.frozen_hash, at, study.signed_at is not None)


def made_of(session: Session, study: Study, text: Text) -> Data:
    """All that the packet of this text says, as data; its sections as Markdown, see `set_out`."""
    assert study.id is not None
    front, sections, tail = divided(text.words)
    sides = _parties(session, study)
    rows = _signatures(session, study, text.hash)
    signed = {row.party for row in rows}
    waiting = [] if text.signed else [side.name for side in sides if side.key not in signed]
    lead = next((value for name, value in front.facts if name == "Lead researcher"), "")
    problem = next((value for name, value in front.facts if name == front.problem), "")
    facts = [
        fact
        for fact in front.facts
        if fact not in (("Lead researcher", lead), (front.problem, problem))
    ]
    network = session.get_one(Network, study.network_id)
    zone = network.timezone
    when = dates.day_in(text.at, zone)
    return {
        "title": front.title,
        "authors": [name for name in (lead, *(d["name"] for d in front.districts)) if name],
        "about": f"Study {study.id} on RPP Commons: text, signatures and agreements.",
        "kind": f"Study {study.id}: the signed packet" if text.signed else f"Study {study.id}: "
        "the packet to be signed",
        "network": network.name,
        "problem": problem,
        "status": "Withdrawn"
        if study.status == "withdrawn"
        else "Signed by all parties"
        if text.signed
        else "Waiting for signatures",
        "status_line": f"All {len(rows)} parties signed the same text, the last on "
        f"{when}, {dates.zone_name(zone)} time."
        if text.signed
        else f"{len(signed)} of {len(sides)} had signed on {when}, {dates.zone_name(zone)} "
        "time.",
        "lead": lead,
        "districts": front.districts,
        "facts": facts,
        "sections": [
            {"title": title, "words": _visible(body)} for title, body in sections
        ],
        "builds_on": tail,
        "signatures": [
            {"for_whom": row.for_whom, "rows": _signed(row, zone)} for row in rows
        ],
        "waiting": waiting,
        "void": [
            [row.signer, row.for_whom, dates.day_in(row.signed_at, zone),
             dates.day_in(row.void_at, zone)]
            for row in _void(session, study, text.at)
        ],
        "agreements": _agreements(session, study.id),
        "schools": _schools(session, study.id),
        "hash": text.hash,
        "note": (
            "Made by RPP Commons from the text that is signed. The study’s page offers the "
            "same text as a plain file; its SHA-256 is at the bottom of every page. This "
            "packet contains no student data."
        ),
    }  # fmt: skip


def set_out(data: Data) -> Data:
    """The data with its sections as blocks: as they were typed where those are too many."""

    def sections(how: Callable[[str], list[Block]]) -> list[Data]:
        return [{"title": s["title"], "blocks": how(s["words"])} for s in data["sections"]]

    made = sections(blocks)
    return data | {"sections": made if pieces(made) <= MOST_PIECES else sections(as_typed)}


@dataclass(frozen=True)
class Front:
    """What a text says before its first section."""

    title: str
    problem: str  # "Problem 12", which names a fact
    facts: list[tuple[str, str]]
    districts: list[dict[str, str]]


def divided(words: str) -> tuple[Front, list[tuple[str, str]], list[dict[str, str]]]:
    """A canonical text as its front, its sections (title, Markdown), and what it builds on.

    Nothing of it is left out: a line that fits nowhere stays with the section before it.
    """
    lines = words.rstrip("\n").split("\n")
    # Sections that nothing was written in are left out, so numbers go up and may skip.
    known = {f"{n}. {title}": n for n, (title, *_) in enumerate(SECTIONS.values(), 1)}
    heads: list[int] = []
    last = 0
    for at, line in enumerate(lines):
        number = known.get(line, 0)
        if number > last and not lines[at - 1]:
            heads.append(at)
            last = number
    end = len(lines)
    for at in range(len(lines) - 1, heads[-1] if heads else 0, -1):
        if lines[at] == BUILDS_ON and not lines[at - 1]:
            end = at
            break
    sections = [
        (lines[at], "\n".join(lines[at + 1 : after]).strip("\n"))
        for at, after in zip(heads, [*heads[1:], end], strict=False)
    ]
    builds_on, rest = _builds_on(lines[end + 1 :])
    if rest.strip():
        sections.append(("Besides", rest))
    return _front(lines[: heads[0]] if heads else lines[:end]), sections, builds_on


def _front(lines: list[str]) -> Front:
    facts, districts, problem = [], [], ""
    for line in filter(None, lines[1:]):
        name, colon, value = line.partition(": ")
        if line.startswith("- "):
            districts.append(_district(line[2:]))
        elif colon:
            problem = problem or (name if re.fullmatch(r"Problem \d+", name) else "")
            facts.append((name, value))
        elif not line.endswith(":"):
            facts.append(("Agreed", line))
    return Front(lines[0], problem, facts, districts)


def _district(line: str) -> dict[str, str]:
    """A district with its number and co-leads apart from its name."""
    name, _, led = line.partition(", co-lead ")
    numbered = re.fullmatch(r"(.+) \((NCES \d+)\)", name)
    more = [numbered[2]] if numbered else []
    more += [f"co-lead {led}"] if led else []
    said = ", ".join(more)
    return {"name": numbered[1] if numbered else name, "more": said[:1].upper() + said[1:]}


def _builds_on(lines: list[str]) -> tuple[list[dict[str, str]], str]:
    found: list[dict[str, str]] = []
    rest: list[str] = []
    for line in lines:
        link = re.fullmatch(r"- (.+) \((/(?:briefs|evidence)/\d+)\)", line)
        if link and not rest:
            found.append({"title": link[1], "where": link[2], "leaves_open": ""})
        elif found and not rest and line.startswith("  Leaves open: "):
            found[-1]["leaves_open"] = line.removeprefix("  Leaves open: ")
        elif line or rest:
            rest.append(line)
    return found, "\n".join(rest)


def _visible(body: str) -> str:
    return unicodedata.normalize("NFC", body)


def _parties(session: Session, study: Study) -> list[canonical.Party]:
    assert study.id is not None
    lead = session.get(Person, study.lead_id)
    partners = parts.partners(session, study.id)
    return canonical.parties(lead.name if lead else "", study.organization_id, partners)


@dataclass(frozen=True, slots=True)
class Given:
    """A signature as the packet prints it, void or not."""

    party: str
    title: str
    authority: str
    conflicts: str
    signed_at: datetime
    void_at: datetime | None
    signer: str
    for_whom: str
    organization: str


def _of_study(session: Session, study: Study, *conditions: ColumnElement[bool]) -> list[Given]:
    signature = columns(Signature)
    rows = session.execute(
        select(*columns_of(Given, signature.id.table))
        .where(signature.study_id == study.id, *conditions)
        .order_by(signature.id)
    )
    return [Given(*row) for row in rows]


def _signatures(session: Session, study: Study, text_hash: str) -> list[Given]:
    """The signatures in force on one text."""
    on_it = col(Signature.text_hash) == text_hash
    return _of_study(session, study, on_it, col(Signature.void_at).is_(None))


def _void(session: Session, study: Study, before: datetime) -> list[Given]:
    return _of_study(session, study, col(Signature.void_at) <= before)


def _told(*pairs: tuple[str, str]) -> list[list[str]]:
    """The pairs that say something."""
    return [[name, value] for name, value in pairs if value]


def _signed(row: Given, zone: str) -> list[list[str]]:
    return _told(
        ("Signed by", row.signer),
        ("Title", row.title),
        ("Organization", row.organization if row.party == "lead" else ""),
        ("Authority", row.authority),
        ("Conflicts of interest", row.conflicts),
        ("Signed on", dates.stamp_in(row.signed_at, zone)),
    )


def _agreements(session: Session, study_id: int) -> list[Data]:
    papers = {
        row.agreement_id: row
        for row in session.execute(
            select(col(Attachment.agreement_id), col(Attachment.name), col(Attachment.sha256))
            .where(col(Attachment.study_id) == study_id)
        )
    }  # fmt: skip
    found = []
    for a in parts.agreements(session, study_id):
        paper = papers.get(a.id)
        until = dates.day(a.expires_on) if a.expires_on else "No end"
        rows = _told(
            ("Between whom, or by whom", a.parties),
            ("Signed on", dates.day(a.signed_on)),
            ("In force until", until),
            ("Basis under FERPA", BASES.get(a.basis, "")),
            ("Purpose", a.purpose),
            ("Scope", a.scope),
            ("Data that are shared", a.elements),
            ("Data are destroyed by", dates.day(a.destroy_on) if a.destroy_on else ""),
            ("Surveys (PPRA)", PPRA.get(a.ppra, "")),
            ("Attached document", f"{paper.name}, SHA-256 {paper.sha256}" if paper else ""),
        )
        found.append({"title": AGREEMENTS[a.type], "rows": rows})
    return found


def _schools(session: Session, study_id: int) -> list[Data]:
    rows = session.execute(
        select(SchoolAsk.__table__, col(Organization.name).label("district"))  # type: ignore[attr-defined]
        .join(Organization, col(Organization.id) == col(SchoolAsk.organization_id))
        .where(col(SchoolAsk.study_id) == study_id)
        .order_by(
            col(Organization.name), col(SchoolAsk.school), col(SchoolAsk.starts_on),
            col(SchoolAsk.id),
        )
    )  # fmt: skip
    found = []
    for district, group in groupby(rows, key=lambda row: row.district):
        asks = list(group)
        schools = len({ask.school for ask in asks})
        found.append(
            {
                "name": district,
                "sum": f"{_number(sum(a.staff_hours for a in asks))} staff hours, "
                f"{sum(a.minutes for a in asks):,} minutes of class and "
                f"{_several(sum(a.assessments for a in asks), 'test')}, in "
                f"{_several(schools, 'school')}.",
                "rows": [
                    [
                        ask.school,
                        ask.activity,
                        dates.span(ask.starts_on, ask.ends_on),
                        _number(ask.staff_hours),
                        f"{ask.minutes:,}",
                        f"{ask.assessments:,}",
                    ]
                    for ask in asks
                ],
            }
        )
    return found


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _number(value: float) -> str:
    return f"{round(value, 1):,g}" if abs(value) < 100_000 else f"{value:,.0f}"
