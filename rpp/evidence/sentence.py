"""What a record says, in one sentence made of its facts alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from rpp.evidence.topics import DESIGNS, EFFECTIVENESS
from rpp.vocabulary import grades_in_words

Values = dict[str, Any]

MOST = 3  # outcomes that a sentence names
# What says the most comes first; "no discernible effects" last.
RATED = [rating for code, rating in EFFECTIVENESS.items() if code != "no-discernible"]
_PROPER = ("English",)


def outcomes(findings: Iterable[Values]) -> list[Values]:
    """What findings add up to in each outcome domain, what says the most first.

    For each domain: how many `findings`, how many are significant `for` and `against` the
    intervention by the source's direction, how many `say` whether they are, and the best `tier`
    that the source gives one of them (None: none).
    """
    groups: dict[str, list[Values]] = {}
    for finding in findings:
        groups.setdefault(finding["domain"], []).append(finding)
    rows = [_outcome(domain, group) for domain, group in groups.items()]
    return sorted(
        rows, key=lambda row: (row["tier"] or 9, -row["for"], -row["against"], row["domain"])
    )


def _outcome(domain: str, findings: Sequence[Values]) -> Values:
    significant = [finding["direction"] for finding in findings if finding["significant"]]
    return {
        "domain": domain,
        "findings": len(findings),
        "say": sum(finding["significant"] is not None for finding in findings),
        "for": significant.count("intervention"),
        "against": significant.count("comparison"),
        "tier": min((f["essa_tier"] for f in findings if f["essa_tier"]), default=None),
    }


def of_record(record: Values) -> str:
    """One sentence for one record, from its columns and `outcomes`."""
    rated = [report for report in record["effectiveness"] if report["rating"]]
    title = record["title"]
    if record["form"] == "study":
        return f"{_study(record)}: {_found(record['outcomes'])}."
    if rated:
        return f"The What Works Clearinghouse sees {_concluded(rated, title)}."
    if record["outcomes"]:
        count = f"{record['finding_count']:,} finding{'s' if record['finding_count'] > 1 else ''}"
        about = f" on {title}" if record["form"] == "intervention" else ""
        found = _found(record["outcomes"])
        return f"{count}{about} from studies that the export does not cite: {found}."
    under = f" under {record['protocols'][0]}" if record["protocols"] else ""
    return (
        f"The What Works Clearinghouse lists {title}{under}; "
        "its export gives neither findings nor a rating."
    )


def _study(record: Values) -> str:
    design = DESIGNS.get(record["design"], "study").lower()
    tested = f" of {in_line(record['interventions'][:MOST])}" if record["interventions"] else ""
    grades = [code for code in record["grades"] if code != "PS"]
    where = f" in {_small(grades_in_words(grades))}" if grades else ""
    size = record["sample_size"]
    people = f", {size:,} people in its largest sample" if size else ""
    return f"{'An' if design[0] in 'aeiou' else 'A'} {design}{tested}{where}{people}"


def _found(rows: Sequence[Values]) -> str:
    """What is significant, outcome by outcome, then where nothing is, then where nobody says."""
    telling = [row for row in rows if row["for"] or row["against"]]
    silent = [row for row in rows if not row["say"]]
    null = [row for row in rows if row["say"] and not (row["for"] or row["against"])]
    parts = [_clause(row) for row in telling[:MOST]]
    if len(telling) > MOST:
        parts.append(f"some on {_more(len(telling) - MOST)} are significant too")
    if null:
        parts.append(f"no finding on {_domains(null, 'or')} is significant")
    if silent:
        parts.append(
            f"on {_domains(silent)} the export does not say whether findings are significant"
        )
    return "; ".join(parts) or "no findings are listed"


def _clause(row: Values) -> str:
    count = row["findings"]
    several = f"{count:,} findings" if count > 1 else "the one finding"
    favors = [
        f"{f'{n:,} of {several}' if count > 1 else several} on {in_words(row['domain'])} "
        f"significantly favor{'s' if n == 1 else ''} {whom}"
        for n, whom in ((row["for"], "it"), (row["against"], "the comparison"))
        if n
    ]
    return " and ".join(favors)


def _concluded(rated: Sequence[Values], title: str) -> str:
    """Ratings with their outcomes: "positive effects of Word Club on comprehension, and …"."""
    groups: dict[str, list[Values]] = {}
    for report in sorted(rated, key=lambda report: _strength(report["rating"])):
        groups.setdefault(report["rating"], []).append(report)
    parts = [f"{rating.lower()} on {_domains(rows)}" for rating, rows in groups.items()]
    parts[0] = parts[0].replace(" on ", f" of {title} on ", 1)
    return ", and ".join(filter(None, ("; ".join(parts[:-1]), parts[-1])))


def _strength(rating: str) -> int:
    return RATED.index(rating) if rating in RATED else len(RATED)


def _domains(rows: Sequence[Values], join: str = "and") -> str:
    named = list(dict.fromkeys(in_words(row["domain"]) for row in rows))
    if len(named) > MOST + 1:
        named = [*named[:MOST], _more(len(named) - MOST)]
    return in_line(named, join)


def _more(n: int) -> str:
    return f"{n} more outcome{'s' if n > 1 else ''}"


def in_line(names: Sequence[str], join: str = "and") -> str:
    """Names as in a sentence: "a", "a and b", "a, b and c"."""
    return f" {join} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def in_words(domain: str) -> str:
    """An outcome domain as it stands within a sentence."""
    domain = domain.replace("/ ", "/").replace(", &", " and").replace("&", "and")
    return " ".join(word if word in _PROPER else word.lower() for word in domain.split()) or (
        "an outcome that is not named"
    )


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
