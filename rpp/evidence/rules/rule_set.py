"""What a rule set is made of: criteria with their sources, and how it reads what is disputed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Scope = Literal["study", "domain"]
Verdict = Literal["met", "not met", "unknown"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of a rule set, asked of a study or of each of its outcome domains.

    `answers` are the codes that a reviewer may give, with their words; `source` says where the
    rule stands. One that `needs_review` cannot be answered from recorded facts: a rating that is
    computed leaves it open and says so.
    """

    code: str
    scope: Scope
    title: str
    question: str
    answers: Mapping[str, str]
    source: str
    help: str
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Where official sources disagree or are silent: the question, what is taken, and why."""

    question: str
    sources: str
    taken: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Criteria with a version: what was judged by one is never judged again by another."""

    code: str
    title: str
    version: str
    source: str
    url: str
    criteria: tuple[Criterion, ...]
    readings: tuple[Reading, ...]

    def criterion(self, code: str) -> Criterion | None:
        """Its criterion with this code."""
        return next((one for one in self.criteria if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one criterion comes to, in words that name the facts, and where the rule stands."""

    criterion: str
    verdict: Verdict
    words: str
    source: str
    title: str = ""
    domain: str = field(default="", kw_only=True)


# What reviewers decided: an answer by criterion and outcome domain ("" of the whole study).
Judged = Mapping[tuple[str, str], str]
NOTHING_JUDGED: Judged = {}
