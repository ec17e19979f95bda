"""What a record says in one sentence, as lists of records show it."""

from collections.abc import Sequence

from rpp.evidence.importing.values import RecordValues
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.sentences.found import strength
from rpp.evidence.sentences.names import design
from rpp.evidence.sentences.phrases import (
    WWC,
    capital,
    counted,
    in_line,
    in_words,
    named,
    small,
    some_of,
)
from rpp.vocabulary import grades_in_words

MOST = 3  # outcomes that a sentence names


def of_record(record: RecordValues) -> str:
    """One sentence for one record, from its columns and `outcomes`."""
    rated = [report for report in record.effectiveness if report.rating]
    it = named(record.title)
    if record.form == "study":
        return f"{_study(record)}: {_found(record.outcomes)}."
    if rated:
        return f"The {WWC} sees {_concluded(rated, it)}."
    if record.outcomes:
        count = counted(record.finding_count, "finding")
        about = f" on {it}" if record.form == "intervention" else ""
        found = _found(record.outcomes)
        return f"{count}{about} from studies that the export does not cite: {found}."
    under = f" under {record.protocols[0]}" if record.protocols else ""
    return f"The {WWC} lists {it}{under}; its export gives neither findings nor a rating."


def _study(record: RecordValues) -> str:
    tested = in_line([named(name) for name in record.interventions[:MOST]])
    grades = [code for code in record.grades if code != "PS"]
    where = f" in {small(grades_in_words(grades))}" if grades else ""
    size = record.sample_size
    people = f", {size:,} people in its largest sample" if size else ""
    return f"{capital(design(record))}{f' of {tested}' if tested else ''}{where}{people}"


def _found(rows: Sequence[Outcome]) -> str:
    """What is significant, outcome by outcome, then where nothing is, then where nobody says."""
    telling = [row for row in rows if row.favor or row.against]
    others = [row for row in rows if not (row.favor or row.against)]
    unclear = [row for row in others if row.unclear]
    null = [row for row in others if row.say and not row.unclear]
    silent = [row for row in others if not row.say]
    parts = [_clause(row) for row in telling[:MOST]]
    if len(telling) > MOST:
        more = counted(len(telling) - MOST, "more outcome")
        parts.append(f"some on {more} are significant too")
    if null:
        parts.append(f"no finding on {_domains(null, 'or')} is significant")
    if unclear:
        parts.append(f"findings on {_domains(unclear)} are significant without a clear direction")
    if silent:
        parts.append(
            f"on {_domains(silent)} the export does not say whether findings are significant"
        )
    return "; ".join(parts) or "no findings are listed"


def _clause(row: Outcome) -> str:
    count = row.findings
    several = f"{count:,} findings" if count > 1 else "the one finding"
    favors = [
        f"{f'{n:,} of {several}' if count > 1 else several} on {in_words(row.domain)} "
        f"significantly favor{'s' if n == 1 else ''} {whom}"
        for n, whom in ((row.favor, "the intervention"), (row.against, "the comparison"))
        if n
    ]
    return " and ".join(favors)


def _concluded(rated: Sequence[Conclusion], it: str) -> str:
    """Ratings with their outcomes: "positive effects of Word Club on comprehension, and …"."""
    groups: dict[str, list[Conclusion]] = {}
    for report in sorted(rated, key=lambda report: strength(report.rating)):
        groups.setdefault(report.rating, []).append(report)
    parts = [f"{rating.lower()} on {_domains(rows)}" for rating, rows in groups.items()]
    parts[0] = parts[0].replace(" on ", f" of {it} on ", 1)
    return ", and ".join(filter(None, ("; ".join(parts[:-1]), parts[-1])))


def _domains(rows: Sequence[Outcome | Conclusion], join: str = "and") -> str:
    return some_of([in_words(row.domain) for row in rows], MOST, "outcome", join)
