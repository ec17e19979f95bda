"""The reference data that comes with the portal."""

import csv
import subprocess
import sys
from pathlib import Path

from rpp.config import ROOT

SEED = ROOT / "seed"
SHIPPED = (
    "lea_directory.csv",
    "lea_aliases.csv",
    "research_organizations.csv",
    "ceds_options.csv",
    "grade_bands.csv",
    "wwc/findings.csv",
    "wwc/intervention_reports.csv",
    "wwc/reviewed_studies.csv",
)


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_districts_are_all_there_and_rightly_spelled():
    leas = rows("lea_directory.csv")
    assert len(leas) == len({row["leaid"] for row in leas}) == 19_840
    assert all(len(row["leaid"]) == 7 and row["leaid"].isdigit() for row in leas)
    assert sum(row["county"] == "Doña Ana County" for row in leas) == 9
    assert not any("Ã" in value for row in leas for value in row.values())


def test_aliases_name_districts_of_the_directory():
    names = {row["leaid"]: row["name"] for row in rows("lea_directory.csv")}
    aliases = [(row["leaid"], row["alias"]) for row in rows("lea_aliases.csv")]
    assert len(aliases) == len(set(aliases))
    assert all(leaid in names and alias != names[leaid] for leaid, alias in aliases)
    assert ("3620580", "New York City Public Schools") in aliases


def test_withdrawn_organizations_are_left_out():
    organizations = rows("research_organizations.csv")
    assert len({row["ror_id"] for row in organizations}) == len(organizations) == 4_131
    assert {row["status"] for row in organizations} == {"active", "inactive"}


def test_grade_bands_use_ceds_grades_once():
    options = rows("ceds_options.csv")
    grades = {row["code"] for row in options if row["element_id"] == "002175"}
    banded = [code for row in rows("grade_bands.csv") for code in row["grades"].split(" | ")]
    assert len(banded) == len(set(banded))
    assert set(banded) <= grades


def test_files_are_plain_and_trimming_makes_them_again(check_data: Path, tmp_path: Path):
    for name in SHIPPED:
        assert b"\r" not in (SEED / name).read_bytes()
    for name in ("trim.py", "lea_aliases.csv"):
        (tmp_path / name).write_bytes((SEED / name).read_bytes())
    subprocess.run([sys.executable, tmp_path / "trim.py", check_data], check=True)
    for name in SHIPPED:
        assert (tmp_path / name).read_bytes() == (SEED / name).read_bytes(), name
