"""Our tiers beside those of the What Works Clearinghouse, on the studies it reviewed."""

from collections import defaultdict

import pytest

from rpp.config import ROOT
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.of_wwc import of_rows
from rpp.evidence.rules import essa_2023, wwc_5_0
from rpp.evidence.rules.essa_2023 import DomainTier
from rpp.evidence.wwc.files import parse

# The findings on which we differ, by the class of docs/evidence.md.
DIFFERENT = {
    "fewer than 350 students are recorded": (1877, 1885, 1886, 1887, 2864, 2865, 4362, 8512),
    "one site is recorded": (2643, 2644),
    "the number of students is not recorded": (13415, 13806),
    "a significant finding is not counted by the WWC": (29622, 29624, 29626),
    "the WWC gives a lower tier than its rating": (5734,),
}


@pytest.fixture(scope="module")
def found() -> list[tuple[Contrast, DomainTier]]:
    """Each finding whose multi-site fact is recorded, with the tier on its domain."""
    file = ROOT / "seed" / "wwc" / "reviewed_studies.csv"
    studies: dict[str, list[Contrast]] = defaultdict(list)
    for one in of_rows(parse(file.name, file.read_bytes()).studies):
        studies[one.study_key].append(one)
    return [
        (one, domain)
        for study in studies.values()
        for domain in essa_2023.tiers(study, wwc_5_0.rate(study))
        for one in study
        if one.domain == domain.domain and one.multisite is not None
    ]


def theirs(contrast: Contrast) -> int | None:
    said = contrast.said_by("wwc")
    return said.tier if said else None


def ours(contrast: Contrast, domain: DomainTier) -> int | None:
    """The tier that a finding supports; the WWC gives no others than 1 and 2."""
    tier = domain.by_finding.get(contrast.key)
    return tier if tier in (1, 2) else None


def test_tiers_agree_with_those_of_the_wwc_for_95_percent(
    found: list[tuple[Contrast, DomainTier]],
) -> None:
    same = sum(ours(*one) == theirs(one[0]) for one in found)
    assert (same, len(found)) == (318, 334)
    assert same / len(found) >= 0.95


def test_each_difference_is_known_with_its_class(found: list[tuple[Contrast, DomainTier]]) -> None:
    different = {
        int(one.key.rpartition(":")[2]): domain
        for one, domain in found
        if ours(one, domain) != theirs(one)
    }
    assert sorted(different) == sorted(sum(DIFFERENT.values(), ()))
    for number in DIFFERENT["fewer than 350 students are recorded"]:
        assert verdict(different[number], "sample") == "not met"
    for number in DIFFERENT["one site is recorded"]:
        assert verdict(different[number], "sites") == "not met"
        assert verdict(different[number], "sample") == "met"
    for number in DIFFERENT["the number of students is not recorded"]:
        assert different[number].missing == ("how many students were studied",)


def verdict(domain: DomainTier, criterion: str) -> str:
    return next(one.verdict for one in domain.why if one.criterion == criterion)
