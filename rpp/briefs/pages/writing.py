"""The pages on which a brief is begun, written, compared and published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpp import dates, policy
from rpp.briefs import types
from rpp.briefs.checks import Check
from rpp.briefs.comparing import Difference
from rpp.briefs.details.facts import license_words
from rpp.briefs.makers import Makers
from rpp.briefs.pages.reading import ReadingPanel
from rpp.briefs.queries import Seen
from rpp.briefs.review.shown import Reviewed
from rpp.briefs.sections import NEWEST, Section
from rpp.briefs.sheet import Sheet
from rpp.briefs.texts import FIGURES, Draft
from rpp.layout import Fact, Link, several
from rpp.policy import Viewer
from rpp.studies import lists
from rpp.studies import queries as studies


def crumbs(seen: Seen) -> list[Link]:
    """Where one is on a page about one brief."""
    return [Link(f"Brief {seen.id}", seen.href)]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What a study offers to its brief; no facts where it is too early for one."""

    study: Link
    lead: str
    facts: list[Fact]


def new_page(study: studies.Seen, draft: Draft | None) -> NewPage:
    """The page on which a brief is begun; `draft` is what it would be filled with."""
    told = (
        "The draft starts with what the partners have already written. You then make it short "
        "enough for a busy reader."
        if draft
        else "A brief is drafted after sensemaking. First record the meeting in which the "
        "partners interpreted the findings."
    )
    return NewPage(
        Link(f"Study {study.id}", f"/studies/{study.id}"),
        f"For “{study.title}”. {told}",
        list(_copied(draft)) if draft else [],
    )


def _copied(draft: Draft) -> Iterator[Fact]:
    yield _excerpt(draft.sections.answer, draft.bottom_line)
    for section in draft.sections.sections:
        yield _excerpt(section.title, draft.parts[section.key])
    yield _taken("Figures", "; ".join(figure.value for figure in draft.figures if figure.value))
    yield _taken("Chart", draft.chart.title)
    dissent = (
        f"{len(draft.dissent)}, word for word" if draft.dissent else "No one recorded a dissent"
    )
    yield Fact("What partners see differently", dissent)
    yield Fact("Who made it", several(len(draft.authors), "person", "people"))


def _excerpt(term: str, text: str) -> Fact:
    return _taken(term, lists.first_words(text) if text else "")


def _taken(term: str, words: str) -> Fact:
    return Fact(term, words or "Nothing yet; you write it.", quiet=not words)


@dataclass(frozen=True, slots=True)
class EditPage:
    """A draft, or a correction, that is being written."""

    href: str
    crumbs: list[Link]
    heading: str
    window: str
    lead: str
    answer_help: str
    # The question stands before the short answer, the others after it.
    question: Section | None
    sections: list[Section]
    # The sections are those of before: a button moves the text to the newest.
    is_old: bool
    figures: list[str]
    stands_at: str
    saved: str
    may_delete: bool
    checks: Sequence[Check]
    dissent: list[str]
    reading: ReadingPanel


def edit_page(
    seen: Seen, viewer: Viewer, people: Makers, checks: Sequence[Check], reading: ReadingPanel
) -> EditPage:
    """The page on which a brief is written; `people` are its makers."""
    corrects = bool(seen.current)
    return EditPage(
        href=seen.href,
        crumbs=crumbs(seen),
        heading="Prepare a correction" if corrects else "Write the brief",
        window=f"{'Correct' if corrects else 'Edit'}: {seen.title}",
        lead=_correcting(seen) if corrects else f"{types.of(seen).words.drafting} {_DRAFTING}",
        answer_help=seen.draft.sections.answer_help,
        question=next(iter(_sections(seen, asking=True)), None),
        sections=_sections(seen, asking=False),
        is_old=seen.draft.format != NEWEST.number,
        figures=[f"figure{n}" for n in range(1, FIGURES + 1)],
        stands_at=f"{seen.href}/next" if corrects else seen.href,
        saved=_saved(seen, people),
        may_delete=seen.status == "draft" and policy.may(viewer, "brief.delete", seen),
        checks=checks,
        dissent=[voice.text for voice in seen.draft.dissent],
        reading=reading,
    )


def _sections(seen: Seen, *, asking: bool) -> list[Section]:
    return [one for one in seen.draft.sections.sections if (one.key == "question") is asking]


_DRAFTING = (
    "Keep it short: a principal should read it in four "
    "minutes. Your text is kept as you type; only you see it until you save it."
)


def _correcting(seen: Seen) -> str:
    return (
        f"Version {seen.current} stays as it is, at its own address. What you change here becomes "
        f"version {seen.current + 1} once {types.of(seen).words.leader} publishes it."
    )


def _saved(seen: Seen, people: Makers) -> str:
    if seen.draft_at is None:
        return ""
    writer = people.get(seen.draft_by) if seen.draft_by else None
    by = f" by {writer.name}" if writer else ""
    return f"Saved {dates.day_in(seen.draft_at, seen.zone)}{by}."


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """A correction beside the version that it corrects."""

    href: str
    crumbs: list[Link]
    window: str
    before: str
    after: str
    changes: Sequence[Difference]
    checks: Sequence[Check]


def correct_page(seen: Seen, changes: Sequence[Difference], checks: Sequence[Check]) -> CorrectPage:
    """The page on which a correction is published."""
    return CorrectPage(
        seen.href,
        crumbs(seen),
        f"Publish a correction: {seen.title}",
        f"version {seen.current}",
        f"version {seen.current + 1}",
        changes,
        checks,
    )


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What publishing would make public, and what it still needs."""

    href: str
    crumbs: list[Link]
    window: str
    lead: str
    facts: list[Fact]
    checks: Sequence[Check]
    # What is printed of its review; None where it may not be published yet.
    review: Reviewed | None


def publish_page(
    seen: Seen, sheet: Sheet, checks: Sequence[Check], review: Reviewed | None
) -> PublishPage:
    """The page on which version 1 is published."""
    made = (", ".join(filter(None, (one.name, one.organization))) for one in sheet.authors)
    facts = [
        Fact("Title", sheet.title),
        Fact(sheet.answer, sheet.bottom_line),
        Fact("Who made it", "; ".join(made) or "No one is named yet"),
        Fact("Who sees it differently", "; ".join(one.name for one in sheet.dissent) or "No one"),
        Fact("License", license_words(sheet.licence)),
    ]
    permanent = "Version 1 is permanent: it never changes, and its address always works."
    lead = f"{permanent} {types.of(seen).words.publishing}".strip()
    return PublishPage(
        seen.href, crumbs(seen), f"Publish: {seen.title}", lead, facts, checks, review
    )
