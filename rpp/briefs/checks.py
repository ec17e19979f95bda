"""What a brief needs before others read it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpp.briefs import bars
from rpp.briefs.details.schema import FIELDS, missing
from rpp.briefs.files.texts import Attached
from rpp.briefs.readable import whole
from rpp.briefs.texts import ChartText, Draft, Figure
from rpp.privacy import student_data
from rpp.reading import LIMIT

# Titles that name a topic and not what was found.
_TOPIC = re.compile(
    r"^(the )?(effects?|impacts?|evaluation|study|analysis|an? (study|evaluation|look)|brief|"
    r"practitioner brief|report|findings)\b",
    re.IGNORECASE,
)
_FEWER = re.compile(r"\s*(fewer|less|lower)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a brief must have: what it is, whether it is there, what to do if not."""

    field: str
    ok: bool
    title: str
    advice: str
    # What only warns keeps nobody from publishing.
    blocks: bool = True


def states_a_result(title: str, topics: Sequence[str]) -> bool:
    """Whether a title says what was found: no question, no topic, not the study's own title."""
    plain = title.strip().rstrip(".").casefold()
    return (
        len(plain.split()) >= 4
        and "?" not in title
        and not _TOPIC.match(plain)
        and plain not in {topic.strip().rstrip(".").casefold() for topic in topics}
    )


def doubled_sign(figure: Figure) -> bool:
    """Whether a figure says twice that something fell, as "−17 points" with "fewer"."""
    return figure.value.lstrip().startswith(("-", "−")) and bool(_FEWER.match(figure.label))


def checks(draft: Draft, topics: Sequence[str]) -> list[Check]:
    """What a brief needs before others read it; `topics` are titles that are not results."""
    return [
        Check(
            "title",
            states_a_result(draft.title, topics),
            "The title states the result",
            "Say what was found, in at least four words, for example “Text reminders alone did "
            "not raise attendance”. A question or a topic is not a result.",
        ),
        Check(
            "bottom_line",
            bool(draft.bottom_line.strip()),
            f"{draft.sections.answer} is written",
            f"Write “{draft.sections.answer}”: {draft.sections.answer_help}",
        ),
        _parts(draft),
        *_figures(draft.figures),
        _chart(draft.chart),
        _details(draft),
        _tables(draft.files),
        _no_student(draft),
    ]


def warnings(draft: Draft) -> list[Check]:
    """What is better mended, and keeps nobody from publishing."""
    read = whole(draft.bottom_line, draft.parts_html, draft.sections)
    return [
        Check(
            "bottom_line",
            not read.is_too_hard,
            "Most readers can follow it",
            f"It reads at grade {read.grade}. Above grade {LIMIT} it is hard for most readers. "
            "Split long sentences, and use shorter words. You can publish it all the same.",
            blocks=False,
        )
    ]


def _parts(draft: Draft) -> Check:
    needed = [section for section in draft.sections.sections if section.required]
    missing = {one.key: one.title for one in needed if not draft.parts.get(one.key, "").strip()}
    return Check(
        next(iter(missing), needed[0].key),
        not missing,
        f"The {len(needed)} sections that a brief must have are written",
        f"Still empty: {', '.join(f'“{title}”' for title in missing.values())}.",
    )


def unanswered(draft: Draft) -> str:
    """What “About this brief” still lacks, by the names of its questions; "" for nothing."""
    lacking = {name: FIELDS[name].title for name in missing(draft.details)}
    authors = draft.details.authors if draft.details else []
    if "authors" in lacking and authors:
        # All are named, and yet something is missing of them.
        without = [author.name for author in authors if not author.roles]
        lacking["authors"] = f"Roles of {', '.join(without)}"
    return "; ".join(lacking.values())


def _details(draft: Draft) -> Check:
    lacking = unanswered(draft)
    return Check(
        "details",
        not lacking,
        "“About this brief” is filled in",
        f"Fill in “About this brief”. Still missing: {lacking}."
        if draft.details
        else "Go to “About this brief”, check what is filled in, add the rest, and save it.",
    )


def _figures(figures: Sequence[Figure]) -> Iterator[Check]:
    cells = [cell.strip() for figure in figures for cell in (figure.value, figure.label)]
    yield Check(
        "figure1_value",
        all(cells) or not any(cells),
        "Three figures, or none",
        "Fill in all three figures with what they count, or clear them all.",
    )
    twice = next((n for n, figure in enumerate(figures, 1) if doubled_sign(figure)), 0)
    yield Check(
        f"figure{twice or 1}_label",
        not twice,
        "No figure says “less” twice",
        f"Figure {twice} has a minus sign and says “fewer” or “less” as well. Use only one.",
    )


def _chart(chart: ChartText) -> Check:
    advice = _advice_on(chart)
    return Check("chart_rows", not advice, "The chart can be drawn", advice)


def _advice_on(chart: ChartText) -> str:
    try:
        rows = bars.read(chart.rows)
    except bars.ChartError as error:
        return str(error)
    title, unit = chart.title.strip(), chart.unit.strip()
    if rows and not (title and unit):
        return "Give the chart a title and a unit, or remove its lines."
    if not rows and (title or unit):
        return "The chart has no lines yet. Add them, or clear its title and unit."
    return ""


def _tables(files: Sequence[Attached]) -> Check:
    open_ = next((file for file in files if file.unexplained), None)
    advice = f"Say what each column of “{open_.title}” means." if open_ else ""
    return Check("files", not advice, "Every table explains its columns", advice)


def _no_student(draft: Draft) -> Check:
    found = next((hit for text in draft.written if (hit := student_data(text))), None)
    return Check(
        "not_a_student",
        not found or draft.not_a_student,
        "No student’s data",
        f"“{found.passage}” looks like {found.looks_like}. Remove it." if found else "",
    )
