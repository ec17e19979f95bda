"""What a rule set asks of reviewers, and what it would answer by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rpp.evidence import rules
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.ratings.judgments import Key
from rpp.evidence.rules import Criterion, Reason, RuleSet, essa_2023, wwc_5_0

RULE_SET = "wwc-5.0"
# What every criterion can be answered as well; neither is an answer to the rule set.
OPEN_ANSWERS: Mapping[str, str] = {
    "unclear": "The study does not say",
    "na": "It does not apply here",
}
# What the tiers ask besides, and only people can answer: of studies without assigned groups, and
# of studies in which no finding makes a tier.
_CONTROLS, _RATIONALE = "controls", ("logic-model", "effort")
# Criteria that are asked of one design only.
_OF_DESIGN = {"rdd": "rdd", "scd": "scd"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a reviewer: a criterion, of the study ("") or of one outcome domain.

    `computed` is what the rule set says of it by the recorded facts alone; None for nothing.
    """

    criterion: Criterion
    domain: str
    computed: Reason | None

    @property
    def key(self) -> Key:
        return self.criterion.code, self.domain

    @property
    def answers(self) -> dict[str, str]:
        """What can be answered, by code."""
        return {**self.criterion.answers, **OPEN_ANSWERS}

    @property
    def title(self) -> str:
        """What it is about: "Few were lost: Reading achievement"."""
        return f"{self.criterion.title}: {self.domain}" if self.domain else self.criterion.title


def rule_set(code: str) -> RuleSet:
    """The rule set by which something is rated; a LookupError for one that is not known."""
    found = rules.get(code)
    if found is None:
        raise LookupError(code)
    return found


def criterion(code: str, name: str) -> Criterion | None:
    """A criterion by which a study is rated, or of the tiers that follow."""
    return rule_set(code).criterion(name) or essa_2023.RULES.criterion(name)


def asked(code: str, contrasts: Sequence[Contrast]) -> list[Asked]:
    """The questions to each reviewer: of the study first, then domain by domain."""
    computed = {(one.criterion, one.domain): one for one in _by_facts(contrasts)}
    return [
        Asked(criterion, domain, computed.get((criterion.code, domain)))
        for criterion, domain in _questions(rule_set(code), contrasts)
    ]


def ordered(code: str, keys: Iterable[Key]) -> list[Key]:
    """Keys in the order in which they are asked: of the study first, then domain by domain."""
    criteria = (*rule_set(code).criteria, *essa_2023.RULES.criteria)
    place = {one.code: at for at, one in enumerate(criteria)}
    return sorted(set(keys), key=lambda key: (key[1], place.get(key[0], len(place))))


def of_keys(code: str, keys: Sequence[Key]) -> list[Asked]:
    """The questions of these keys, in their order, without what is computed."""
    return [Asked(found, domain, None) for one, domain in keys if (found := criterion(code, one))]


def _questions(by: RuleSet, contrasts: Sequence[Contrast]) -> Iterator[tuple[Criterion, str]]:
    designs = {one.design for one in contrasts}
    fitting = [
        one
        for one in by.criteria
        if one.code not in _OF_DESIGN or {_OF_DESIGN[one.code], ""} & designs
    ]
    of_tiers = _of_tiers(contrasts)
    fitting += [one for one in essa_2023.RULES.criteria if one.code in of_tiers]
    yield from ((one, "") for one in fitting if one.scope == "study")
    for domain in dict.fromkeys(one.domain for one in contrasts):
        yield from ((one, domain) for one in fitting if one.scope == "domain")


def _of_tiers(contrasts: Sequence[Contrast]) -> set[str]:
    found = set[str]()
    if any(one.design in essa_2023.CONTROLLED for one in contrasts):
        found.add(_CONTROLS)
    if contrasts and not any(
        one.favorable for one in essa_2023.tiers(contrasts, wwc_5_0.rate(contrasts))
    ):
        found.update(_RATIONALE)
    return found


def _by_facts(contrasts: Sequence[Contrast]) -> tuple[Reason, ...]:
    """What the rules say of the facts, without what other reviewers made of them."""
    return wwc_5_0.rate([replace(one, reported=()) for one in contrasts]).why


def is_answer(code: str, name: str, answer: str) -> bool:
    """Whether something is an answer to a criterion."""
    found = criterion(code, name)
    return found is not None and answer in {*found.answers, *OPEN_ANSWERS}


def answer_words(code: str, name: str, answer: str) -> str:
    """An answer as people read it; what is not known any more stands as it is."""
    found = criterion(code, name)
    known = {**(found.answers if found else {}), **OPEN_ANSWERS, "": "Not judged"}
    return known.get(answer, answer)


def criterion_words(code: str, name: str, domain: str) -> str:
    """What a criterion is called, with its domain."""
    found = criterion(code, name)
    title = found.title if found else name
    return f"{title}: {domain}" if domain else title
