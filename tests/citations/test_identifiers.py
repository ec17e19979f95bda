"""Identifiers are read as people type them, and a wrong sign in one is found."""

import csv
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpp.citations import identifiers, partial_dates
from rpp.config import ROOT

CARBERRY = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("read", "typed", "found"),
    [
        (identifiers.orcid, f"https://orcid.org/{CARBERRY}", CARBERRY),
        (identifiers.orcid, " 0000 0002 1694 233x ", "0000-0002-1694-233X"),
        (identifiers.ror, "03yrm5c26", "https://ror.org/03yrm5c26"),
        (identifiers.ror, "HTTPS://ROR.ORG/03yrm5c26", "https://ror.org/03yrm5c26"),
        (identifiers.leaid, " 0101020 ", "0101020"),
        (identifiers.doi, "doi: 10.1000/ABC(1)", "10.1000/abc(1)"),
        (identifiers.link, "https://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        (identifiers.link, "https://a.example/x?a=1&b=(2)", "https://a.example/x?a=1&b=(2)"),
        (partial_dates.read, "2025", "2025"),
        (partial_dates.read, "Sept 2025", "2025-09"),
        (partial_dates.read, "September 1, 2025", "2025-09-01"),
        (partial_dates.read, "9/1/2025", "2025-09-01"),
        (partial_dates.read, "2025-9", "2025-09"),
    ],
)
def test_what_people_type_becomes_one_form(
    read: Callable[[str], str], typed: str, found: str
) -> None:
    assert read(typed) == found
    assert read(found) == found


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (identifiers.orcid, "0000-0002-1825-0079"),
        (identifiers.orcid, "٠٠٠٠-0002-1825-0097"),
        (identifiers.ror, "03yrm5c62"),
        (identifiers.ror, "https://ror.org.evil.example/03yrm5c26"),
        (identifiers.leaid, "101020"),
        (identifiers.leaid, "٠١٠١٠٢٠"),
        (identifiers.doi, "10.1000"),
        (identifiers.link, "javascript:alert(1)"),
        (identifiers.link, "https://user:secret@a.example/"),
        (identifiers.link, 'https://a.example/"><script>'),
        (identifiers.link, "https://[::1"),
        (partial_dates.read, "2025-02-30"),
        (partial_dates.read, "0025"),
        (partial_dates.read, "Sepper 2025"),
        (partial_dates.read, "13/2025"),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(read: Callable[[str], str], typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read(typed)


@given(st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_of_an_orcid_id_is_always_found(at: int, more: int) -> None:
    digits = [*CARBERRY.replace("-", "")]
    digits[at] = str((int(digits[at]) + more) % 10)
    with pytest.raises(ValueError, match="One of the digits"):
        identifiers.orcid("".join(digits))


def test_every_organization_of_ror_passes_its_check() -> None:
    file = ROOT / "seed" / "research_organizations.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            assert identifiers.ror(row["ror_id"]) == row["ror_id"]


def test_a_date_is_said_as_far_as_it_is_known() -> None:
    assert partial_dates.words("2025") == "2025"
    assert partial_dates.words("2025-09") == "Sep 2025"
    assert partial_dates.words("2025-09-01") == "Sep 1, 2025"
    assert partial_dates.span("2025", "2026-05") == "2025 to May 2026"
    assert partial_dates.span("2025", "2025") == "2025"
