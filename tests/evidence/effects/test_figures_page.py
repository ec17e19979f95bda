"""What the figures of a finding say to those who decide."""

import pytest

from rpp.evidence.effects.computing import compute
from rpp.evidence.figures_page import FiguresShown, figures_shown
from rpp.evidence.figures_words import ordinal
from rpp.evidence.findings.contrast import Arm, Contrast, Reported

TREATED = Arm(n=151, mean=4.08, sd=0.58)
COMPARED = Arm(n=151, mean=3.77, sd=0.61)


def said(contrast: Contrast) -> str:
    return " ".join(figures_shown(contrast).meaning)


def worked(shown: FiguresShown, name: str) -> dict[str, str]:
    (one,) = (one for one in shown.worked if one.name.startswith(name))
    return {fact.term: fact.words for fact in one.facts}


def test_a_difference_is_told_as_a_move_of_someone_in_the_middle() -> None:
    words = said(Contrast(treated=TREATED, compared=COMPARED))
    assert "moved from the 50th to the 70th percentile. That is an effect size of 0.52." in words
    assert "chance alone would make a difference this large in fewer than 1 of 1,000" in words
    assert "An effect anywhere from 0.29 to 0.75 fits these numbers" in words


def test_where_lower_is_better_a_lower_mean_is_told_as_better() -> None:
    words = said(Contrast(treated=COMPARED, compared=TREATED, lower_is_better=True))
    assert "did better" in words
    assert "Lower is better here, so the sign is turned." in words
    wwc = Reported(by="wwc", effect_size=-0.5195)
    fewer = Contrast(treated=COMPARED, compared=TREATED, lower_is_better=True, reported=(wwc,))
    (beside,) = figures_shown(fewer).beside
    assert beside.name == "Effect size, with the sign of the recorded numbers"
    assert (beside.ours, beside.agrees) == ("−0.5195", True)


def test_chance_is_named_where_it_is_not_ruled_out() -> None:
    small = Contrast(treated=Arm(n=13, mean=4.56, sd=0.42), compared=Arm(n=11, mean=4.44, sd=0.51))
    assert "It may well be chance" in said(small)
    assert "It is not statistically significant" in said(small)


def test_loss_and_the_start_are_told_with_what_they_ask() -> None:
    words = said(
        Contrast(
            treated=Arm(n=180, n_assigned=200, baseline_mean=10.6, baseline_sd=5),
            compared=Arm(n=170, n_assigned=200, baseline_mean=10, baseline_sd=5),
            adjusts=False,
        )
    )
    assert "Of those assigned, 12.5 percent were lost" in words
    assert "one group lost 5 percentage points more" in words
    assert "That is low, even under cautious assumptions." in words
    assert "the analysis must adjust for that, and it does not." in words


def test_where_interval_and_p_disagree_p_decides_and_that_is_said() -> None:
    contrast = Contrast(treated=Arm(n=9, mean=1.08, sd=1), compared=Arm(n=9, mean=0, sd=1))
    found = compute(contrast)
    assert (found.significant, found.ci is not None and found.ci[0] < 0) == (True, True)
    assert any("At the border p decides" in note for note in found.notes)


def test_a_slip_of_the_source_is_not_put_into_words() -> None:
    contrast = Contrast(treated=TREATED, reported=(Reported(by="wwc", effect_size=207.7),))
    assert "too large to be true" in said(contrast)
    assert figures_shown(contrast).picture is None


def test_figures_of_others_stand_beside_ours_with_the_reason() -> None:
    wwc = Reported(by="wwc", effect_size=0.51954, improvement_index=12, p_value=0.5)
    authors = Reported(by="authors", effect_size=0.31, p_value=0.02)
    shown = figures_shown(Contrast(treated=TREATED, compared=COMPARED, reported=(wwc, authors)))
    by = {(one.by, one.name): one for one in shown.beside}
    assert by["The WWC", "Improvement index"].ours == "19.8"
    assert by["The WWC", "Improvement index"].theirs == "12"
    assert "rests it on the effect size that the authors report" in (
        by["The WWC", "Improvement index"].why
    )
    same = by["The WWC", "Effect size"]
    assert (same.ours, same.agrees) == ("0.5195", True)
    assert shown.differ.startswith("Of 5 figures that others published, 4 are not ours.")


def test_figures_of_others_are_kept_where_ours_cannot_be_computed() -> None:
    wwc = Reported(by="wwc", improvement_index=7, significant=True)
    (index, significant) = figures_shown(Contrast(reported=(wwc,))).beside
    assert (index.ours, index.theirs, index.why) == ("Not computed", "7", "")
    assert significant.theirs == "Yes"


def test_each_figure_shows_its_formula_its_source_and_what_went_into_it() -> None:
    shown = figures_shown(Contrast(treated=TREATED, compared=COMPARED))
    effect = worked(shown, "Effect size")
    assert effect["Formula"].startswith("g = ω × (mean of the intervention group")
    assert effect["With these numbers"] == "0.997498 × (4.08 − 3.77) ÷ 0.5952 = 0.5195"
    assert (effect["Mean of the intervention group"], effect["ω"]) == ("4.08", "0.997498")
    assert "Version 5.0" in effect["Source"]
    assert all("Source" in worked(shown, one.name) for one in shown.worked)


def test_what_is_missing_is_named() -> None:
    shown = figures_shown(Contrast(treated=Arm(n=20, mean=3), compared=Arm(n=20, mean=2)))
    effect = next(one for one in shown.worked if one.name == "Effect size")
    assert effect.is_missing
    assert effect.words == "Nobody recorded the standard deviation of each group."


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (53, "53rd"), (61, "61st"), (11, "11th"), (50, "50th")],
)
def test_percentiles_are_said_as_people_say_them(number: int, words: str) -> None:
    assert ordinal(number) == words
