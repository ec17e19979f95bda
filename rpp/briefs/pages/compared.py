"""Up to four briefs side by side: what they found, for whom, what it took, what is not known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from rpp import dates, vocabulary
from rpp.briefs.compared import MOST, Compared
from rpp.briefs.sections import NEWEST, told
from rpp.layout import Link, several
from rpp.studies.models import DESIGNS
from rpp.vocabulary import SUBJECTS


class Cell(NamedTuple):
    """What one brief says; `label` is its title, for narrow screens."""

    label: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the briefs are compared by."""

    title: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The briefs beside each other; `missing` says that some asked for are not shown."""

    briefs: list[Link]
    lines: list[Line]
    missing: str


def compare_page(found: Sequence[Compared], asked: int) -> ComparePage:
    """The page that lays briefs side by side; `asked` is how many were asked for."""
    return ComparePage(
        [Link(one.version.title, f"/briefs/{one.id}") for one in found],
        [
            Line(title, [Cell(one.version.title, say(one)) for one in found])
            for title, say in LINES.items()
        ],
        _missing(min(asked, MOST) - len(found), too_many=asked > MOST),
    )


def _missing(gone: int, *, too_many: bool) -> str:
    """What is said of briefs that were asked for and are not shown."""
    said = []
    if too_many:
        said.append("Four briefs fit beside each other. The first four are shown.")
    if gone:
        said.append(
            f"{several(gone, 'brief')} you asked for cannot be shown: withdrawn, not published "
            "yet, or not there."
        )
    return " ".join(said)


def _words(text: str) -> Markup:
    return escape(text or "Not said")


def _part(key: str) -> Callable[[Compared], Markup]:
    # Cleaned by rpp.markup when it was written.
    return lambda one: Markup(told(one.version.parts_html, key) or "Not said")  # noqa: S704


def _figures(one: Compared) -> Markup:
    said = (
        Markup("<b>{}</b> {}").format(figure.value, figure.label)
        for figure in one.version.content.figures
        if not figure.is_empty
    )
    return Markup("<br>").join(said) or _words("")


def _grades(one: Compared) -> Markup:
    return _words(vocabulary.grades_in_words(one.tags.get("grade", ())))


def _subject(one: Compared) -> Markup:
    codes = one.tags.get("subject", ())
    return _words(", ".join(SUBJECTS[code] for code in codes if code in SUBJECTS))


def _districts(one: Compared) -> Markup:
    return _words("; ".join(each.full_name for each in one.version.content.basis.districts))


def _design(one: Compared) -> Markup:
    return _words(DESIGNS.get(one.version.content.basis.design, ""))


def _sample(one: Compared) -> Markup:
    sample = one.version.content.basis.sample
    return _words(f"{sample:,}" if sample else "")


def _dissent(one: Compared) -> Markup:
    voices = one.version.content.dissent
    return _words(f"{several(len(voices), 'partner sees', 'partners see')} it differently"
                  if voices else "No partner printed any")  # fmt: skip


def _published(one: Compared) -> Markup:
    day = dates.day_in(one.version.published_at, one.zone)
    since = ", replaced by a newer brief since" if one.status == "superseded" else ""
    return _words(f"{day}, version {one.version.number}{since}")


# The sections that are laid side by side.
ASKED = ("where", "did", "cost", "limits", "sure")
LINES: dict[str, Callable[[Compared], Markup]] = {
    NEWEST.answer: lambda one: _words(one.version.bottom_line),
    "In numbers": _figures,
    "Strength": lambda _one: _words("Not rated yet"),
    "Kind of study": _design,
    "Largest sample": _sample,
    "Grades": _grades,
    "Subject": _subject,
    "Districts": _districts,
    **{section.title: _part(section.key) for section in NEWEST.sections if section.key in ASKED},
    "Dissent": _dissent,
    "Published": _published,
}
