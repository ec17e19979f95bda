"""How the text of a brief reads, beside the form in which it is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rpp import reading
from rpp.briefs.readable import ANSWER, by_section
from rpp.briefs.sections import Format, Section
from rpp.layout import several
from rpp.reading import Passage, Reading

MOST_SENTENCES = 2


class Sentence(NamedTuple):
    """A sentence, and whether it is marked as hard."""

    text: str
    is_hard: bool


@dataclass(frozen=True, slots=True)
class HardPart:
    """A section with hard sentences, in the paragraphs in which they stand."""

    title: str
    href: str
    grade: str
    passages: list[list[Sentence]]


@dataclass(frozen=True, slots=True)
class ReadingPanel:
    """The grade of the whole text, what to do about it, and where it is hard to read."""

    at: str
    grade: str
    words: str
    is_too_hard: bool
    answer: str
    parts: list[HardPart]


def reading_panel(
    href: str, answer: str, parts_html: Mapping[str, str], sections: Format
) -> ReadingPanel:
    """How a short answer and the sections below it read; `href` is the brief's page."""
    texts = by_section(answer, parts_html, sections)
    whole = reading.of([passage for found in texts.values() for passage in found])
    return ReadingPanel(
        at=f"{href}/reading",
        grade="" if whole.grade is None else f"Grade {whole.grade}",
        words=_words(whole),
        is_too_hard=whole.is_too_hard,
        answer=_answer(answer, sections),
        parts=list(_hard(texts, sections)),
    )


def _words(whole: Reading) -> str:
    if whole.grade is None:
        return "Nothing is written yet."
    if whole.is_too_hard:
        return (
            f"That is hard for most readers. Up to grade {reading.LIMIT} is fine; about 9 is "
            "best. Split long sentences, and use shorter words. You can publish it all the same."
        )
    return f"That is fine: up to grade {reading.LIMIT}, most readers in a school can follow."


def _answer(answer: str, sections: Format) -> str:
    number = len(list(reading.sentences(answer)))
    if number <= MOST_SENTENCES:
        return ""
    return f"“{sections.answer}” has {several(number, 'sentence')}. Two are enough."


def _hard(texts: Mapping[str, list[Passage]], sections: Format) -> Iterator[HardPart]:
    answer = Section(ANSWER, sections.answer, "")
    for section in (answer, *sections.sections):
        found = reading.of(texts.get(section.key, []))
        if found.hard:
            passages = [[Sentence(one, one.is_hard) for one in passage] for passage in found.hard]
            yield HardPart(section.title, f"#{section.key}", f"grade {found.grade}", passages)
