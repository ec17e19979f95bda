"""Records as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from rpp.evidence.queries import Listed
from rpp.vocabulary import grades_in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in a list, with the words of its quiet line."""

    title: str
    href: str
    sentence: str
    is_study: bool
    tier: str
    tier_words: str
    details: list[str]


def entries(records: Sequence[Listed]) -> list[Entry]:
    """Records as a list shows them."""
    return [_entry(record) for record in records]


def _entry(record: Listed) -> Entry:
    if record.form == "reference":
        return _publication(record)
    is_study = record.form == "study"
    domain = record.outcomes[0].domain.lower() if record.outcomes else "one outcome"
    details = (
        str(record.year or ""),
        record.rating,
        findings_counted(record.finding_count) if record.finding_count else "No findings listed",
        "" if is_study else grades(record.grades),
    )
    return Entry(
        record.title,
        url_for("evidence.record", record_id=record.id),
        record.sentence,
        is_study,
        str(record.essa_tier or ""),
        f"on {domain}",
        [words for words in details if words],
    )


def _publication(record: Listed) -> Entry:
    """One that nobody reviewed: no tier, and no word on why there is none."""
    details = (str(record.year or ""), record.publication, "Imported, not reviewed")
    return Entry(
        record.title,
        url_for("evidence.record", record_id=record.id),
        record.sentence,
        True,
        "",
        "",
        [words for words in details if words],
    )


def findings_counted(count: int) -> str:
    """How many findings there are: "1 finding", "1,204 findings"."""
    return f"{count:,} finding{'' if count == 1 else 's'}"


def grades(codes: Sequence[str]) -> str:
    """Grades in words, those after high school too."""
    words = (grades_in_words(codes), "postsecondary" if "PS" in codes else "")
    return " and ".join(filter(None, words))
