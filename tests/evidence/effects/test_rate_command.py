"""`flask evidence rate`: what the findings in a file come to, and what is said of bad files."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.evidence import sample

OF_FINDINGS = {
    "Outcome_Measure_Intervention_Sample_Size": 151,
    "Outcome_Measure_Comparison_Sample_Size": 151,
    "Intervention_Mean": 4.08,
    "Comparison_Mean": 3.77,
    "Intervention_Standard_Deviation": 0.58,
    "Comparison_Standard_Deviation": 0.61,
    "Effect_Size_WWC": "",
    "Improvement_Index": "",
}
SCHOOLS = {
    "FindingID": 6542,
    "Outcome_Measure_Intervention_Sample_Size": 205,
    "Outcome_Measure_Comparison_Sample_Size": 205,
    "Intervention_Clusters_Sample_Size": 5,
    "Comparison_Clusters_Sample_Size": 5,
    "ICC": 0.2,
    "Effect_Size_WWC": 0.481752827868631,
    "Improvement_Index": 19,
}


@pytest.fixture
def rate(one_app: Flask) -> Any:
    def run(path: Path, *options: str) -> Result:
        return one_app.test_cli_runner().invoke(args=["evidence", "rate", str(path), *options])

    return run


def test_findings_have_effect_index_and_p_and_no_tier_for_want_of_a_design(
    rate: Any, tmp_path: Path
) -> None:
    done = rate(sample.file(tmp_path, "findings", OF_FINDINGS, SCHOOLS), "--json")
    assert done.exit_code == 0, done.output
    skills, schools = json.loads(done.stdout)["findings"]
    assert skills["finding_id"] == 501
    assert skills["g"] == pytest.approx(0.5195397, abs=5e-8)
    assert round(skills["improvement_index"]) == 20
    assert (skills["essa_tier"], skills["g_from"]) == (None, "computed")
    assert "does not say how the groups were formed (the design)" in skills["why"]
    assert schools["p"] == pytest.approx(0.112884, abs=5e-7)
    assert "g is the WWC’s" in schools["why"]


def test_g_has_the_sign_of_the_means_and_the_index_that_of_what_is_better(
    rate: Any, tmp_path: Path
) -> None:
    fewer = {**OF_FINDINGS, "Intervention_Mean": 3.77, "Comparison_Mean": 4.08}
    turned = {**fewer, "Effect_Size_WWC": -0.5195397259, "Improvement_Index": 19}
    not_turned_by_authors = {"FindingID": 502, "Effect_Size_Study": -0.5, **turned}
    done = rate(sample.file(tmp_path, "findings", turned, not_turned_by_authors), "--json")
    one, other = json.loads(done.stdout)["findings"]
    assert one["g"] == other["g"] == pytest.approx(-0.5195397, abs=5e-8)
    assert round(one["improvement_index"]) == 20
    assert round(other["improvement_index"]) == 19
    assert other["index_rests_on"] == "authors"


def test_an_effect_that_only_the_authors_report_is_no_g(rate: Any, tmp_path: Path) -> None:
    alone = {"Effect_Size_WWC": "", "Effect_Size_Study": 0.3, "Improvement_Index": 12}
    (found,) = json.loads(rate(sample.file(tmp_path, "findings", alone), "--json").stdout)[
        "findings"
    ]
    assert (found["g"], found["g_from"]) == (None, "authors")
    assert round(found["improvement_index"]) == 12
    assert "No g: Nobody recorded" in found["why"]


def test_reviewed_studies_have_a_tier_with_its_reasons(rate: Any, tmp_path: Path) -> None:
    sizes = {"f_ss": 500, "f_t_ss": 250, "f_c_ss": 250}
    large = {**sizes, "s_multisite": "True", "f_is_stat_sig": "True", "f_essa_rating": ""}
    none = {"f_findingid": 9, "s_studyid": 77, "f_is_stat_sig": "False"}
    done = rate(sample.file(tmp_path, "studies", large, none), "--json")
    assert done.exit_code == 0, done.output
    strong, without = json.loads(done.stdout)["findings"]
    assert strong["essa_tier"] == 1
    assert "500 students were studied on this outcome" in strong["why"]
    assert without["essa_tier"] is None
    assert "not significant and favorable" in without["why"]


def test_a_tier_below_those_that_the_wwc_gives_stands_beside_none(
    rate: Any, tmp_path: Path
) -> None:
    small = {"f_ss": 90, "f_t_ss": 45, "f_c_ss": 45, "s_multisite": "True", "f_is_stat_sig": "True"}
    (found,) = json.loads(rate(sample.file(tmp_path, "studies", small), "--json").stdout)[
        "findings"
    ]
    assert (found["essa_tier"], found["tier_here"]) == (None, 3)
    assert "By 34 CFR 77.1(c) it is Tier 3" in found["why"]
    assert "90 students were studied on this outcome; 350 are needed" in found["why"]


def test_what_is_computed_need_not_be_a_column(rate: Any, tmp_path: Path) -> None:
    path = sample.file(tmp_path, "studies", {"s_multisite": "True", "f_ss": 500})
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [name for name in rows[0] if name not in ("f_essa_rating", "f_effect_size_wwc")]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    (found,) = json.loads(rate(path, "--json").stdout)["findings"]
    assert found["finding_id"] == 501
    assert found["g"] is None
    assert "No tier" in found["why"]


def test_the_table_is_read_by_people(rate: Any, tmp_path: Path) -> None:
    done = rate(sample.file(tmp_path, "findings", OF_FINDINGS))
    assert done.exit_code == 0, done.output
    header, row = done.stdout.splitlines()
    assert header.split() == ["finding", "g", "index", "p", "tier", "why"]
    assert row.split()[:4] == ["501", "0.5195", "+20", "<0.001"]


def test_bad_rows_are_named_by_line_and_spoil_no_other(rate: Any, tmp_path: Path) -> None:
    bad = {"FindingID": 502, "Intervention_Mean": "many"}
    done = rate(sample.file(tmp_path, "findings", OF_FINDINGS, bad), "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert [one["finding_id"] for one in found["findings"]] == [501]
    assert found["problems"] == [{"line": 3, "reason": "intervention_mean is not a number: 'many'"}]
    assert "findings.csv:3: intervention_mean is not a number" in done.stderr


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"yi,vi\n0.1,0.2\n"])
def test_a_file_of_another_kind_is_refused_in_a_sentence(
    rate: Any, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    done = rate(path, "--json")
    assert done.exit_code == 1
    assert "other.csv holds no findings" in done.stderr
    assert done.stdout == ""


def test_intervention_reports_hold_no_findings(rate: Any, tmp_path: Path) -> None:
    done = rate(sample.file(tmp_path, "reports", {}))
    assert done.exit_code == 1
    assert "it holds intervention reports" in done.stderr
