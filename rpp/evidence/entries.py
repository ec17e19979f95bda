"""Records as lists show them."""

from collections.abc import Mapping, Sequence

from flask import url_for

from rpp.evidence.queries import Listed
from rpp.evidence.rules.essa_2023 import TIERS
from rpp.evidence.tiers.queries import NONE, Best, notes
from rpp.evidence.topics import SOURCES
from rpp.shelf import Row
from rpp.vocabulary import grades_in_words

NO_TIERS: Mapping[int, Best] = {}


def entries(records: Sequence[Listed], tiers: Mapping[int, Best] = NO_TIERS) -> list[Row]:
    """Records as a list shows them, with the best tier of each."""
    return [row_of(record, tiers.get(record.id, NONE)) for record in records]


def row_of(record: Listed, best: Best = NONE) -> Row:
    """A record as a list shows it."""
    if record.form == "reference":
        return _publication(record)
    is_study = record.form == "study"
    details = (
        str(record.year or ""),
        record.rating,
        findings_counted(record.finding_count) if record.finding_count else "No findings listed",
        "" if is_study else grades(record.grades),
        *notes(best),
    )
    return Row(
        record.title,
        url_for("evidence.record", record_id=record.id),
        record.sentence,
        [words for words in details if words],
        tier=str(best.tier) if best.tier else None,
        tier_words=f"{TIERS[best.tier]} on {best.domain.lower()}" if best.tier else "",
        elsewhere=SOURCES.get(record.source, "another source"),
        written=is_study,
    )


def _publication(record: Listed) -> Row:
    """One that nobody reviewed: no tier, and no word on why there is none."""
    details = (str(record.year or ""), record.publication, "Imported, not reviewed")
    return Row(
        record.title,
        url_for("evidence.record", record_id=record.id),
        record.sentence,
        [words for words in details if words],
        elsewhere="a catalog",
    )


def findings_counted(count: int) -> str:
    """How many findings there are: "1 finding", "1,204 findings"."""
    return f"{count:,} finding{'' if count == 1 else 's'}"


def grades(codes: Sequence[str]) -> str:
    """Grades in words, those after high school too."""
    words = (grades_in_words(codes), "postsecondary" if "PS" in codes else "")
    return " and ".join(filter(None, words))
