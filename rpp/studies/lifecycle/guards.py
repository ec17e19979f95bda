"""What must be true before a study takes its next step, and who can bring it about."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from rpp.errors import DomainError
from rpp.studies import parts
from rpp.studies.lifecycle import known


class ToFreeze(known.Written, Protocol):
    """A section, as far as freezing asks about it."""

    @property
    def title(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def owner(self) -> str: ...
    @property
    def suggestions(self) -> int: ...


class Check(NamedTuple):
    """One condition: whether it holds, its short name, and what is missing and who can give it."""

    ok: bool
    title: str
    missing: str


def demand(checks: Iterable[Check]) -> None:
    """Refuse with what is missing, unless all hold."""
    if missing := [check.missing for check in checks if not check.ok]:
        raise DomainError(" ".join(missing))


def named(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def before_inviting(
    sections: Iterable[known.Written], references: Sequence[parts.Reference]
) -> Check:
    """No district is asked before the proposal says what is already known."""
    said = known.is_said(sections, references)
    return Check(said, "What is already known", "" if said else known.MISSING)


def before_freezing(
    design: str,
    partners: Sequence[parts.Partner],
    members: Sequence[parts.Member],
    sections: Sequence[ToFreeze],
    references: Sequence[parts.Reference],
) -> list[Check]:
    """The text is complete and every partner LEA has its co-lead."""
    asked = [section for section in sections if section.required]
    empty = [section for section in asked if not section.body.strip()]
    open_ones = [section for section in sections if section.suggestions]
    titles = [f"“{s.title}”{f' ({s.owner})' if s.owner else ''}" for s in empty]
    active = [p for p in partners if p.left_at is None]
    led = {m.organization_id for m in members if m.role == "co_lead"}
    alone = [p.name for p in active if p.id not in led]
    return [
        Check(
            not empty,
            f"{len(asked) - len(empty)} of {len(asked)} required sections written",
            f"Still empty: {named(titles)}. Any member of the study can write them."
            if empty
            else "",
        ),
        Check(
            not open_ones,
            "No suggested change is open",
            f"A suggested change is open in {named([f'“{s.title}”' for s in open_ones])}. The lead "
            "researcher or a district co-lead accepts or rejects it; the person who made it "
            "can withdraw it."
            if open_ones
            else "",
        ),
        before_inviting(sections, references),
        Check(
            bool(design),
            "Kind of design chosen",
            "Choose the kind of design. Any member of the study can.",
        ),
        Check(
            bool(active) and not alone,
            "A co-lead in every district",
            f"{named(alone)} has no co-lead yet. The lead researcher can invite one."
            if alone
            else "No district takes part yet. The lead researcher can invite a district co-lead.",
        ),
    ]


def before_running(design: str, agreements: Sequence[parts.Agreed], day: date) -> list[Check]:
    """The agreements that the design calls for are dated and have not run out on that day."""
    if design == "descriptive":
        return []
    held = {a.type for a in agreements if parts.in_force(a, day)}
    known = {a.type for a in agreements}

    def state(*types: str) -> str:
        return "has expired" if known & set(types) else "is not recorded"

    return [
        Check(
            bool(held & {"DSA", "MOU"}),
            "Data sharing agreement or memorandum",
            f"A data sharing agreement or a memorandum of understanding {state('DSA', 'MOU')}. "
            "The lead researcher, a district co-lead or a data steward can record it.",
        ),
        Check(
            "IRB" in held,
            "Ethics review",
            f"The ethics review (IRB determination) {state('IRB')}. The lead researcher, a "
            "district co-lead or a data steward can record it.",
        ),
    ]


def practitioners_of_each(
    partners: Sequence[parts.Partner], participants: Iterable[tuple[int, str]]
) -> list[Check]:
    """Every active LEA has a practitioner among `participants`: (organization id, part)."""
    heard = {organization_id for organization_id, part in participants if part == "practitioner"}
    return [
        Check(
            partner.id in heard,
            f"A practitioner from {partner.name}",
            f"No practitioner from {partner.name} took part. Its co-lead can join the meeting, or "
            "invite a practitioner to the study.",
        )
        for partner in partners
        if partner.left_at is None
    ]
