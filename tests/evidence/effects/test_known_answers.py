"""Known answers: what published figures say must come out, to the printed digits."""

import pytest

from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import Arm, Contrast, Reported


def of_means(treated: Arm, compared: Arm, **facts: bool) -> Contrast:
    return Contrast(treated=treated, compared=compared, **facts)  # type: ignore[arg-type]


def test_three_students_against_three() -> None:
    found = compute(of_means(Arm(n=3, mean=6, sd=1), Arm(n=3, mean=5, sd=1)))
    assert found.g == pytest.approx(0.8, abs=1e-12)


def test_a_study_of_perceptions_of_social_skills() -> None:
    found = compute(of_means(Arm(n=151, mean=4.08, sd=0.58), Arm(n=151, mean=3.77, sd=0.61)))
    assert found.g == pytest.approx(0.5195397, abs=5e-8)
    assert found.improvement_index is not None
    assert round(found.improvement_index) == 20
    assert found.p == pytest.approx(8.97592977211481e-06, rel=0.03)


def test_a_small_survey() -> None:
    found = compute(of_means(Arm(n=13, mean=4.56, sd=0.42), Arm(n=11, mean=4.44, sd=0.51)))
    assert found.g == pytest.approx(0.2501974, abs=5e-8)
    assert found.improvement_index is not None
    assert round(found.improvement_index) == 10


def test_schools_of_a_reading_program_make_five_times_less_sure() -> None:
    found = compute(
        Contrast(
            treated=Arm(n=205, clusters=5),
            compared=Arm(n=205, clusters=5),
            icc=0.2,
            reported=(Reported(by="wwc", effect_size=0.48175283),),
        )
    )
    plain = dict(found.figure("t").inputs)["t before clusters are taken into account"]  # type: ignore[union-attr]
    assert plain == "4.877376"
    assert found.t == pytest.approx(1.593595, abs=5e-7)
    assert found.df == pytest.approx(169.982, abs=5e-4)
    assert found.p == pytest.approx(0.112884, abs=5e-7)
    assert found.significant is False
