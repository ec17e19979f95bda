"""The rules of a synthesis in words."""

from collections.abc import Mapping

from rpp.evidence.findings.contrast import DESIGNS
from rpp.syntheses.plan import Rules
from rpp.vocabulary import SUBJECTS, grades_in_words


def in_words_of(rules: Rules) -> list[tuple[str, str]]:
    """Each rule with its title; "" where it takes all."""
    searched = "; ".join(line.strip() for line in rules.words.splitlines() if line.strip())
    return [
        ("Searched for", searched),
        ("Subjects", _named(rules.subjects, SUBJECTS)),
        ("Grades", grades_in_words(rules.grades)),
        ("Outcome domains", ", ".join(rules.domains)),
        ("Settings", ", ".join(rules.settings).capitalize()),
        ("Designs", _named(rules.designs, DESIGNS)),
        ("Published", f"{rules.since} or later" if rules.since else ""),
    ]


def _named(codes: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(code, code) for code in codes)
