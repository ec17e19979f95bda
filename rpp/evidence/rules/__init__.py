"""By which published rules studies are rated and tiers are given: data with a version.

`wwc_5_0` rates a study, `essa_2023` gives tiers by outcome domain. Both are pure: recorded facts
and decided answers in, a verdict with its reasons out.
"""

from rpp.evidence.rules.rule_set import Criterion, Reading, Reason, RuleSet

__all__ = ["Criterion", "Reading", "Reason", "RuleSet", "all", "get"]


def all() -> tuple[RuleSet, ...]:
    """Every rule set, the one for studies first."""
    # What is computed of a finding reads the boundaries of attrition that stand beside it here.
    from rpp.evidence.rules import essa_2023, wwc_5_0

    return (wwc_5_0.RULES, essa_2023.RULES)


def get(code: str) -> RuleSet | None:
    """The rule set with this code, "wwc-5.0" or "essa-2023"."""
    return next((one for one in all() if one.code == code), None)
