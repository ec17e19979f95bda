"""What changed between two published versions of a brief."""

from dataclasses import dataclass

from rpp import dates
from rpp.briefs.comparing import differences
from rpp.briefs.pages.writing import crumbs
from rpp.briefs.queries import Seen
from rpp.briefs.texts import Draft
from rpp.briefs.versions import Version
from rpp.layout import Link
from rpp.studies.text import diff
from rpp.studies.text.diff import Span


@dataclass(frozen=True, slots=True)
class Changed:
    """A text that is not the same in both versions, word by word."""

    label: str
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Two versions of a brief, and how one became the other."""

    window: str
    heading: str
    title: str
    crumbs: list[Link]
    before: Link
    after: Link
    # What those who published the later one said of it, with its day.
    notes: list[tuple[str, str]]
    changes: list[Changed]


def versions_page(
    seen: Seen, before: Version, after: Version, notes: list[Version]
) -> VersionsPage:
    """The page of two versions; `notes` are those that were published on the way."""
    return VersionsPage(
        window=f"Version {before.number} and version {after.number}: {seen.title}",
        heading=f"From version {before.number} to version {after.number}",
        title=after.title,
        crumbs=crumbs(seen),
        before=_link(seen, before),
        after=_link(seen, after),
        notes=[
            (f"Version {one.number}, {dates.day_in(one.published_at, seen.zone)}", one.correction)
            for one in notes
        ],
        changes=[
            Changed(one.label, diff.words(one.before, one.after))
            for one in differences(_draft(before), _draft(after), _names(before) | _names(after))
        ],
    )


def _link(seen: Seen, version: Version) -> Link:
    return Link(f"Read version {version.number}", f"{seen.href}/v{version.number}")


def _draft(version: Version) -> Draft:
    return version.as_draft(not_a_student=True)


def _names(version: Version) -> dict[int, str]:
    ids = version.content.basis.people.authors
    return {id_: author.name for id_, author in zip(ids, version.authors, strict=False)}
