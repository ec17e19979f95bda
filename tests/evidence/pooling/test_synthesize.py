"""`flask evidence synthesize` reads files as people save them, and answers as metafor does."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rpp.evidence.pooling.command import synthesize
from tests.evidence.pooling import data

BCG = "\n".join(["trial,yi,vi", *(f"{n},{y},{v}" for n, (y, v) in enumerate(data.BCG))])


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(text: str | bytes, *options: str) -> Result:
        file = tmp_path / "effects.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(synthesize, [str(file), *options])

    return run


def answered(result: Result) -> dict:  # type: ignore[type-arg]
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_one_object_holds_what_metafor_prints(run) -> None:  # type: ignore[no-untyped-def]
    found = answered(run(BCG, "--json"))
    assert found["k"] == 13
    assert [round(found[name], 4) for name in ("estimate", "se", "tau2")] == [
        -0.7145,
        0.1798,
        0.3132,
    ]
    assert [round(end, 4) for end in found["ci"]] == [-1.0669, -0.3622]
    assert [round(end, 4) for end in found["prediction"]] == [-1.8667, 0.4376]
    assert (round(found["i2"], 2), round(found["h2"], 2), round(found["q"], 4)) == (
        92.22,
        12.86,
        152.2330,
    )
    assert (found["method"], found["test"], found["why"]) == ("REML", "wald", None)
    assert found["p"] < 0.001
    assert found["q_p"] < 1e-20


def test_method_and_test_can_be_chosen(run) -> None:  # type: ignore[no-untyped-def]
    found = answered(run(BCG, "--method", "DL", "--json"))
    assert (round(found["tau2"], 4), round(found["i2"], 4)) == (0.3088, 92.1173)
    found = answered(run(BCG, "--hartung-knapp", "--json"))
    assert (round(found["se"], 4), found["df"]) == (0.1808, 12)
    assert answered(run(BCG, "--modified", "--json"))["test"] == "modified"


def test_without_json_a_reader_gets_a_table_and_sentences(run) -> None:  # type: ignore[no-untyped-def]
    told = run(BCG).stdout
    assert "95% interval            −1.0669 to −0.3622" in told
    assert "On average the effect is −0.71 in the units of the file, with a 95% interval" in told
    assert "In a new district, expect between −1.87 and 0.44" in told


def test_counts_give_log_ratios(run) -> None:  # type: ignore[no-untyped-def]
    head = "tpos,tneg,cpos,cneg"
    text = "\n".join([head, *(",".join(map(str, row)) for row in data.BCG_COUNTS)])
    found = answered(run(text, "--measure", "RR", "--json"))
    assert (round(found["estimate"], 4), round(found["tau2"], 4)) == (-0.7145, 0.3132)
    # rma(measure = "OR", …, data = dat.bcg) of metafor
    found = answered(run(text, "--measure", "or", "--json"))
    assert (round(found["estimate"], 4), round(found["se"], 4)) == (-0.7452, 0.1860)
    cox = answered(run(text, "--measure", "SMD", "--json"))
    assert cox["estimate"] == pytest.approx(found["estimate"] / 1.65, rel=0.02)
    usual = answered(run(text, "--json"))
    assert (usual["measure"], round(usual["estimate"], 4)) == ("RR", -0.7145)
    assert "No measure was named" in usual["notes"][0]
    told = run(text, "--measure", "RR").stdout
    assert "0.49 as a risk ratio, with a 95% interval from 0.34 to 0.70" in told


def test_totals_and_a_group_without_any_event_are_read(run) -> None:  # type: ignore[no-untyped-def]
    found = run("ai,n1i,ci,n2i\n0,20,4,20\n3,30,9,30\n5,4,1,9\n0,0,2,9\n", "--measure=OR", "--json")
    assert answered(found)["k"] == 2
    assert "Line 4: a count must be a whole number of people: b is -1." in found.stderr
    assert "Line 5: a group has nobody in it." in found.stderr


def test_means_give_hedges_g(run) -> None:  # type: ignore[no-untyped-def]
    text = (
        "M1i,SD1i,N1i,M2i,SD2i,N2i\n4.08,0.58,151,3.77,0.61,151\n4.56,0.42,13,4.44,0.51,11\n"
        "4,0,10,3,1,10\n4,1,10.5,3,1,10\n"
    )
    found = run(text, "--json")
    assert answered(found)["k"] == 2
    assert 0.2502 < answered(found)["estimate"] < 0.5195
    assert "Line 4: a standard deviation must be above zero." in found.stderr
    assert "Line 5: n1i must be a whole number of people: 10.5." in found.stderr


def test_files_are_read_as_spreadsheets_save_them(run) -> None:  # type: ignore[no-untyped-def]
    for text in (
        "yi,vi\n0.2,0.04\n0.5,0.03\n",
        "\ufeffyi;vi\r\n\r\n0,2;0,04\r\n0,5;0,03\r\n",
        'YI , vi\n\n"0.2","0.04"\n 0.5 , 3e-2\n,\n',
        "yi\tvi\n0.2\t0.04\n0.5\t0.03",
        "yi,sei\n0.2,0.2\n0.5,0.17320508075688773\n",
    ):
        found = answered(run(text, "--json"))
        assert found["k"] == 2
        assert found["estimate"] == pytest.approx(0.36666667)
    assert answered(run('yi,vi\n"1,234","1,000"\n−0.5,0.03\n', "--json"))["k"] == 2


def test_rows_that_give_no_effect_are_named_by_their_line(run) -> None:  # type: ignore[no-untyped-def]
    text = "yi,vi\n0.2,0.04\n\nNA,0.04\n0.5,0.03\nabout 1,0.1\n0.4,-0.1\n0.4,0\n0.3\n0.1,inf\n"
    result = run(text, "--json")
    found = answered(result)
    assert found["k"] == 2
    assert found["left_out"] == [
        {"line": 4, "why": "yi is missing."},
        {"line": 6, "why": "yi is not a number: about 1."},
        {"line": 7, "why": "a variance must be above zero."},
        {"line": 8, "why": "a variance must be above zero."},
        {"line": 9, "why": "vi is missing."},
        {"line": 10, "why": "vi is not a number: inf."},
    ]
    assert "Line 6: yi is not a number: about 1. This row was left out." in result.stderr


def test_what_cannot_be_pooled_says_why_and_holds_no_number(run) -> None:  # type: ignore[no-untyped-def]
    found = answered(run("yi,vi\n0.2,0.04\n", "--json"))
    assert (found["k"], found["estimate"], found["ci"]) == (1, None, None)
    assert "at least two studies" in found["why"]
    assert "at least two studies" in run("yi,vi\n0.2,0.04\n").stdout
    assert answered(run("yi,vi\n", "--json"))["k"] == 0
    huge = answered(run("yi,vi\n1e300,1\n2,1\n0.1,1e-300\n", "--json"))
    assert [row["why"] for row in huge["left_out"]] == [
        "the effect is too large to be one: 1e+300.",
        "the variance is too small or too large to be one: 1e-300.",
    ]


def test_a_file_without_effects_is_refused_in_a_sentence(run) -> None:  # type: ignore[no-untyped-def]
    for text in ("", "a,b\n1,2\n", b"\x00\x01\x02"):
        result = run(text, "--json")
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: This")


def test_effects_in_clusters_are_pooled_three_ways(run) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(["yi,vi,cluster", *(",".join(map(str, row)) for row in data.CALENDAR)])
    found = answered(run(text, "--json"))
    assert round(found["estimate"], 4) == 0.1279
    assert (found["robust"]["clusters"], found["robust"]["kind"]) == (11, "CR2")
    assert "an interval from −0.06 to 0.31 (CR2)." in found["sentences"][-1]
    three = found["three_level"]
    assert [round(three[name], 3) for name in ("estimate", "se", "between", "within")] == [
        *(0.185, 0.085, 0.065, 0.033)
    ]
    named = answered(run(text.replace("cluster", "district"), "--cluster", "district", "--json"))
    assert named["three_level"] == three
    one = answered(run("yi,vi,cluster\n0.2,0.04,7\n0.3,0.04,7\n", "--json"))
    assert "All effects come from one cluster" in one["robust"]["words"]
