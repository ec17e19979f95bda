"""What is said of tiers: on pages, in lists and in the history."""

from collections.abc import Callable, Mapping

from rpp.evidence.rules.essa_2023 import TIERS
from rpp.verbs import Facts, Verb, verb


def named(tier: int | None) -> str:
    """A tier with its name, never a bare number: "Tier 2 Moderate", "no tier"."""
    return f"Tier {tier} {TIERS.get(tier, '')}".strip() if tier else "no tier"


def on(domain: str) -> str:
    """On which outcome: "on reading achievement"; "" for a study as a whole."""
    return f"on {domain[0].lower()}{domain[1:]}" if domain else ""


def tier_changed() -> Verb:
    """What the history of a subject says of a tier that stands otherwise than before."""
    return verb(
        "computed another tier {on_what}: {now_it_is}, where it was {it_was}{by_whom}",
        *("domain", "before", "after", "reviewed"),
    )


def _by_whom(facts: Facts) -> str:
    return ", after reviewers decided" if facts["reviewed"] else ""


WORDS: Mapping[str, Callable[[Facts], object]] = {
    "on_what": lambda facts: on(facts["domain"]) or "for the study",
    "now_it_is": lambda facts: named(facts["after"]),
    "it_was": lambda facts: named(facts["before"]),
    "by_whom": _by_whom,
}
