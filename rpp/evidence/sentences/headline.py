"""What a record says in one sentence, as lists of records show it."""

from collections.abc import Sequence

from rpp.evidence.importing.values import RecordValues
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.sentences.phrases import in_line, in_words, small
from rpp.evidence.topics import DESIGNS, EFFECTIVENESS
from rpp.vocabulary import grades_in_words

MOST = 3  # outcomes that a sentence names
# What says the most comes first; "no discernible effects" last.
RATED = [rating for code, rating in EFFECTIVENESS.items() if code != "no-discernible"]


def of_record(record: RecordValues) -> str:
    """One sentence for one record, from its columns and `outcomes`."""
    rated = [report for report in record.effectiveness if report.rating]
    title = record.title
    if record.form == "study":
        return f"{_study(record)}: {_found(record.outcomes)}."
    if rated:
        return f"The What Works Clearinghouse sees {_concluded(rated, title)}."
    if record.outcomes:
        count = f"{record.finding_count:,} finding{'s' if record.finding_count > 1 else ''}"
        about = f" on {title}" if record.form == "intervention" else ""
        found = _found(record.outcomes)
        return f"{count}{about} from studies that the export does not cite: {found}."
    under = f" under {record.protocols[0]}" if record.protocols else ""
    return (
        f"The What Works Clearinghouse lists {title}{under}; "
        "its export gives neither findings nor a rating."
    )


def _study(record: RecordValues) -> str:
    design = DESIGNS.get(record.design, "study").lower()
    tested = f" of {in_line(record.interventions[:MOST])}" if record.interventions else ""
    grades = [code for code in record.grades if code != "PS"]
    where = f" in {small(grades_in_words(grades))}" if grades else ""
    size = record.sample_size
    people = f", {size:,} people in its largest sample" if size else ""
    return f"{'An' if design[0] in 'aeiou' else 'A'} {design}{tested}{where}{people}"


def _found(rows: Sequence[Outcome]) -> str:
    """What is significant, outcome by outcome, then where nothing is, then where nobody says."""
    telling = [row for row in rows if row.favor or row.against]
    others = [row for row in rows if not (row.favor or row.against)]
    unclear = [row for row in others if row.unclear]
    null = [row for row in others if row.say and not row.unclear]
    silent = [row for row in others if not row.say]
    parts = [_clause(row) for row in telling[:MOST]]
    if len(telling) > MOST:
        parts.append(f"some on {_more(len(telling) - MOST)} are significant too")
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


def _concluded(rated: Sequence[Conclusion], title: str) -> str:
    """Ratings with their outcomes: "positive effects of Word Club on comprehension, and …"."""
    groups: dict[str, list[Conclusion]] = {}
    for report in sorted(rated, key=lambda report: _strength(report.rating)):
        groups.setdefault(report.rating, []).append(report)
    parts = [f"{rating.lower()} on {_domains(rows)}" for rating, rows in groups.items()]
    parts[0] = parts[0].replace(" on ", f" of {title} on ", 1)
    return ", and ".join(filter(None, ("; ".join(parts[:-1]), parts[-1])))


def _strength(rating: str) -> int:
    return RATED.index(rating) if rating in RATED else len(RATED)


def _domains(rows: Sequence[Outcome | Conclusion], join: str = "and") -> str:
    named = list(dict.fromkeys(in_words(row.domain) for row in rows))
    if len(named) > MOST + 1:
        named = [*named[:MOST], _more(len(named) - MOST)]
    return in_line(named, join)


def _more(n: int) -> str:
    return f"{n} more outcome{'s' if n > 1 else ''}"
