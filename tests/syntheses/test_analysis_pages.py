"""Plot, table, sentences and files of a version say the same, and readers may choose."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from rpp.evidence.pooling.command import synthesize
from rpp.evidence.pooling.wording import beside, between
from rpp.syntheses.models import Synthesis
from tests.support.client import Browser
from tests.syntheses.conftest import Desk
from tests.test_statements import statements

FIVE = (("Alpha", 0.42, 2015), ("Beta", 0.10, 2017), ("Gamma", -0.05, 2019), ("Delta", 0.22, 2021))


class Shown:
    """A page as it is read, and as it is sent."""

    def __init__(self, reader: Browser, path: str) -> None:
        self.text, self.html = reader.read(path).text, reader.get(path).text


@pytest.fixture
def living(desk: Desk) -> Synthesis:
    """Version 1, of five studies; one of them is a developer's own measure."""
    studies = [desk.study(name, g, n=150, year=year) for name, g, year in FIVE]
    own = desk.record("Epsilon", domains=["Completing school"], year=2023)
    desk.find(own, 0.9, n=60, measured_by="developer")
    return desk.published(*studies, own)


def test_the_interval_is_the_same_in_words_plot_table_and_files(
    anyone: Browser, living: Synthesis, tmp_path: Path
) -> None:
    href = f"/syntheses/{living.slug}"
    shown = Shown(anyone, href)
    stored = json.loads(anyone.get(f"{href}/v1.json").text)
    ci, expected = between(stored["ci"]), between(stored["prediction"])
    value = beside(stored["results"]["estimate"], stored["ci"])
    # The plot in both sizes, its description, the table, the sentence.
    assert f"(95% interval {ci})" in shown.text
    assert f"Average {value}. A new district can expect {expected}." in shown.text
    assert shown.html.count(f'text-anchor="end">{value}</text>') == 1
    assert f'data-label="95% interval">{ci}</td>' in shown.html
    assert f'data-label="95% interval">{expected}</td>' in shown.html
    again = stored["computed_again"]
    assert (again["ci"], again["prediction"]) == (stored["ci"], stored["prediction"])
    assert again["estimate"] == stored["results"]["estimate"]
    # Whoever pools the file again finds them too.
    file = tmp_path / "effects.csv"
    file.write_bytes(anyone.get(f"{href}/v1.csv").data)
    pooled = CliRunner().invoke(synthesize, [str(file), "--hartung-knapp", "--json"])
    assert json.loads(pooled.stdout)["ci"] == pytest.approx(stored["ci"])


def test_a_version_is_downloaded_with_its_method_and_software(
    anyone: Browser, living: Synthesis
) -> None:
    answer = anyone.get(f"/syntheses/{living.slug}/v1.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
    assert f"{living.slug}-v1.csv" in answer.headers["Content-Disposition"]
    stored = json.loads(anyone.get(f"/syntheses/{living.slug}/v1.json").text)
    assert (stored["version"], stored["license"], len(stored["effects"])) == (1, "CC BY 4.0", 5)
    assert set(stored["software"]) == {"numpy", "scipy"}
    assert "Hartung-Knapp" in stored["method"]
    assert anyone.get(f"/syntheses/{living.slug}/v2.csv").status_code == 404
    assert anyone.get("/syntheses/no-such-question/v1.json").status_code == 404


def test_readers_pool_their_own_way_and_are_told_that_it_is_theirs(
    anyone: Browser, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}"
    plain = Shown(anyone, href)
    assert "This is your own choice" not in plain.text
    assert "noindex" not in plain.html
    own = Shown(anyone, f"{href}/v1/analysis?independent=1&method=DL&test=modified&by=year")
    assert "This is your own choice, not version 1." in own.text
    assert '<meta name="robots" content="noindex">' in own.html
    assert f'{href}/v1">' in own.html
    assert "5 of 5 effects left out" in own.text
    assert "Its measure was made by the researchers or the developer." in own.text
    assert "No study gives an effect with its variance yet" in own.text
    by_year = anyone.read(f"{href}/v1/analysis?method=DL&by=year")
    assert "By year of publication" in by_year.text
    assert "For each year later" in by_year.text
    assert "DerSimonian and Laird, with the Hartung-Knapp interval" in by_year.text
    assert anyone.get(f"{href}/v1/analysis?method=DL").headers["X-Robots-Tag"] == "noindex"
    # What nobody offers is the version's.
    assert "This is your own choice" not in anyone.read(f"{href}/v1/analysis?method=%3Cb%3E").text
    part = anyone.get(f"{href}/v1/analysis?method=PM", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section class="section" id="analysis"')
    assert "your own choice" in part


def test_readers_ask_for_their_kind_of_district(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    href = f"/syntheses/{living.slug}/v1/analysis"
    assert "Choose a district first." in anyone.read(href).text
    like = desk.world.district
    own = Shown(anyone, f"{href}?mine=1&like={like.id}")
    assert f"Only studies in districts like {like.name}" in own.text
    assert "Too little is recorded to say whether it overlaps with" in own.text
    assert f'name="like" value="{like.id}"' in own.html


def test_an_own_choice_asks_the_database_little(
    anyone: Browser, desk: Desk, living: Synthesis
) -> None:
    for end in (f"analysis?mine=1&like={desk.world.district.id}", "checks"):
        with statements(desk.make.app) as asked:
            anyone.read(f"/syntheses/{living.slug}/v1/{end}")
        assert len(asked) <= 5


def test_readers_see_what_the_average_hangs_on(anyone: Browser, living: Synthesis) -> None:
    shown = Shown(anyone, f"/syntheses/{living.slug}/v1/checks")
    for words in (
        "Do small studies find more?",
        "With 5 effects this test can hardly tell; 10 or more are asked for.",
        "Without one study",
        "By 2017",
        "By 2023",
    ):
        assert words in shown.text
    assert 'content="noindex"' in shown.html
    assert "nan" not in re.findall(r"[a-z]+", shown.text.lower())
    assert "inf" not in re.findall(r"[a-z]+", shown.text.lower())


def test_a_study_that_gives_no_effect_is_named_with_why(anyone: Browser, desk: Desk) -> None:
    studies = [desk.study(name, g, n=150, year=year) for name, g, year in FIVE]
    silent, half = desk.record("Zeta"), desk.record("Eta")
    desk.find(half, 0.2, sd_intervention=None, sd_comparison=None)
    made = desk.published(*studies, silent, half)
    shown = anyone.read(f"/syntheses/{made.slug}")
    assert "2 findings that no effect can be computed of" in shown.text
    assert "No finding on this outcome is recorded of it." in shown.text
    assert "Nobody recorded the standard deviation of each group." in shown.text
    told = json.loads(anyone.get(f"/syntheses/{made.slug}/v1.json").text)
    assert [one["title"] for one in told["results"]["without"]] == ["Zeta", "Eta"]
    assert told["results"]["k"] == 4


def test_drafts_have_no_numbers_that_others_read(anyone: Browser, browser_as, desk: Desk) -> None:
    draft = desk.draft()
    for end in ("v1/analysis", "v1/checks", "v1.csv", "v1.json"):
        for reader in (anyone, browser_as(desk.broker)):
            assert reader.get(f"/syntheses/{draft.slug}/{end}").status_code == 404
