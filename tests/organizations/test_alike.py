"""How like districts are, by what the directory tells of them."""

import csv
from math import isnan, log10

import pytest

from rpp.organizations import alike as distances
from rpp.organizations.alike import ALIKE, POVERTY_RANGE, SIZE_RANGE, alike
from rpp.organizations.likeness import compare, degree, place
from rpp.organizations.profiles import FILE, Profile, directory

ALBERTVILLE, HERMISTON, CULLMAN, AGENCY = "0100005", "4106300", "0101020", "0100002"


def of(leaid: str) -> Profile:
    at = directory().place(leaid)
    assert at is not None
    return directory().profile(at)


def test_the_directory_is_that_of_the_seed() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = {row["leaid"]: row for row in csv.DictReader(file)}
    assert len(directory().leaids) == len(rows) == 19_840
    told, row = of(ALBERTVILLE), rows[ALBERTVILLE]
    assert (told.locale, told.enrollment) == (32, 5_821)
    assert told.poverty == pytest.approx(1_042 / 4_825)
    assert told.frl == pytest.approx(0.403)
    assert sum(told.groups.values()) == pytest.approx(1, abs=0.02)
    assert told.groups["hispanic"] == pytest.approx(float(row["hispanic"]))
    blank = sum(not row["enrollment"] for row in rows.values())
    assert sum(isnan(value) for value in directory().columns["enrollment"]) == blank == 6_829


def test_errors_of_the_source_are_not_known() -> None:
    """A share above one, and poverty of a place without children."""
    assert max(value for value in directory().columns["frl"] if not isnan(value)) <= 1
    assert not [value for value in directory().columns["poverty"] if value > 1]


@pytest.mark.parametrize("leaid", [None, "", "100005", "x100005", "9999999", "٠١٠٠٠٠٥", "-100005"])
def test_a_number_that_is_no_district_has_no_place(leaid: str | None) -> None:
    expected = directory().place(ALBERTVILLE) if leaid == "100005" else None
    assert directory().place(leaid) == expected


def test_a_distance_is_the_mean_of_four_parts() -> None:
    one, other = of(ALBERTVILLE), of(CULLMAN)
    assert one.enrollment
    assert other.enrollment
    assert one.poverty is not None
    assert other.poverty is not None
    groups = sum(abs(one.groups[name] - other.groups[name]) for name in one.groups) / 2
    parts = (
        1,  # a town and the countryside
        abs(log10(one.enrollment / other.enrollment)) / SIZE_RANGE,
        abs(one.poverty - other.poverty) / POVERTY_RANGE,
        groups,
    )
    assert alike(one)[CULLMAN] == pytest.approx(sum(parts) / 4, abs=1e-5)
    assert alike(other)[ALBERTVILLE] == pytest.approx(alike(one)[CULLMAN])


@pytest.mark.parametrize(("locale", "distance"), [(32, 0), (31, 0.25), (33, 0.25), (42, 0.5)])
def test_another_subtype_of_place_counts_half(locale: int, distance: float) -> None:
    found = alike(Profile("", locale=locale, enrollment=5_821))
    assert found[ALBERTVILLE] == pytest.approx(distance, abs=1e-6)


def test_the_nearest_are_the_most_alike_and_not_itself() -> None:
    found = alike(of(ALBERTVILLE))
    nearest = found.nearest(20)
    assert nearest[1] == HERMISTON
    assert ALBERTVILLE not in found
    assert [found[leaid] for leaid in nearest] == sorted(found.values())[:20]
    assert set(nearest) <= set(found.within())
    assert all(
        (found[leaid] <= ALIKE) == (leaid in found.within()) for leaid in [*nearest, CULLMAN]
    )


def test_what_is_not_known_is_never_taken_for_likeness() -> None:
    """A service agency has a kind of place alone: it is near to nobody, and nobody to it."""
    assert of(AGENCY).enrollment is None
    assert AGENCY not in alike(of(ALBERTVILLE))
    of_agency = alike(of(AGENCY))
    assert (len(of_agency), of_agency.nearest(5), of_agency.within()) == (0, [], [])
    assert of_agency.missing == ["Size", "Poverty", "Race and ethnicity"]


def test_a_district_is_compared_by_what_is_known_of_it() -> None:
    found = alike(Profile("", locale=32, enrollment=5_821))
    assert found.parts == ("place", "size")
    assert found.missing == ["Poverty", "Race and ethnicity"]
    # Those without a known size are left out, however like the rest of them is.
    assert len(found) == 13_011


def test_the_ranges_are_the_middle_of_the_directory() -> None:
    def middle(name: str) -> tuple[float, float]:
        held = sorted(value for value in directory().columns[name] if not isnan(value))
        return held[round(0.025 * len(held))], held[round(0.975 * len(held))]

    small, large = middle("enrollment")
    assert log10(large / small) == pytest.approx(SIZE_RANGE, abs=0.01)
    poorest, richest = middle("poverty")
    assert richest - poorest == pytest.approx(POVERTY_RANGE, abs=0.002)


def test_numbers_stand_beside_the_words() -> None:
    said = compare(of(HERMISTON), of(ALBERTVILLE)).sentence
    assert said == (
        "Same kind of place (town: distant), about the same size (5,420 students; yours 5,821), "
        "about as much poverty (18% of children; yours 22%), "
        "much the same by race and ethnicity (60% Hispanic; yours 59%)."
    )
    said = compare(of(CULLMAN), of(ALBERTVILLE), "Albertville City").sentence
    assert said == (
        "Another kind of place (rural: distant; Albertville City town: distant), "
        "larger (9,902 students; Albertville City 5,821), "
        "about as much poverty (20% of children; Albertville City 22%), "
        "more White students (84%; Albertville City 32%)."
    )


def test_what_is_not_known_is_said() -> None:
    said = compare(of(AGENCY), of(ALBERTVILLE))
    assert said.sentence.endswith(
        "size not known, poverty not known, race and ethnicity not known."
    )
    assert [part.same for part in said.parts] == [False, None, None, None]


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0.0, "Very much alike"),
        (0.1, "Very much alike"),
        (0.25, "Alike"),
        (0.26, "Somewhat alike"),
        (0.41, "Not much alike"),
        (1.0, "Not much alike"),
        (None, "Not comparable"),
    ],
)
def test_a_distance_has_a_name(distance: float | None, words: str) -> None:
    assert degree(distance) == words


def test_every_locale_of_nces_has_words() -> None:
    codes = {int(value) for value in directory().columns["locale"] if not isnan(value)}
    assert {place(code) for code in codes} >= {"city: large", "suburb: small", "rural: remote"}
    assert len({place(code) for code in codes}) == len(codes) == 12


def test_comparing_costs_no_copy_of_the_directory() -> None:
    columns = distances._columns()
    assert columns.locale.base is not None
