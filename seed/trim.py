# ruff: noqa: SIM905 (columns read better as words than as quoted strings)
"""Trim the public source files to what RPP Commons ships in `seed/`.

    python seed/trim.py SOURCE_FOLDER

SOURCE_FOLDER holds `lea_directory.csv`, `organizations/ror_us.csv`, `ceds_v13/elements.csv`,
`ceds_v13/options.csv` and `wwc/*.csv`. The result is the same for the same sources: UTF-8, LF,
rows in the order of a stable key. `lea_aliases.csv` is written by hand and only checked here.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from pathlib import Path

SEED = Path(__file__).resolve().parent

Row = dict[str, str]

LEA_COLUMNS = {  # ours: the source's
    "leaid": "leaid",
    "name": "name",
    "city": "city",
    "state": "state",
    "county": "county",
    "locale_code": "locale_code",
    "latitude": "latitude",
    "longitude": "longitude",
    "enrollment": "enrollment_2023_24",
    "frl_share": "pct_frl",
    "children_5_17": "population_5_17_2023",
    "children_5_17_in_poverty": "poor_5_17_2023",
    "american_indian": "pct_american_indian",
    "asian": "pct_asian",
    "black": "pct_black",
    "hispanic": "pct_hispanic",
    "pacific_islander": "pct_pacific_islander",
    "two_or_more": "pct_two_or_more",
    "white": "pct_white",
}

ROR_COLUMNS = (
    "ror_id",
    "name",
    "aliases",
    "acronyms",
    "city",
    "state",
    "domains",
    "website",
    "status",
)

# The option sets that describe a problem, a brief, or the students they are about.
CEDS_ELEMENTS = (
    "002175",  # grade level
    "000021",  # academic subject
    "001518",  # course subject area
    "002130",  # locale
    "000241",  # school level
    "000242",  # school type
    "000225",  # program type
    "000285",  # Title I status
    "000180",  # English learner
    "000086",  # economic disadvantage
    "000151",  # IDEA
    "001733",  # disability type
    "000249",  # Section 504
    "000149",  # homelessness
    "000189",  # migrant
    "001576",  # military connected
    "000122",  # gifted and talented
    "001943",  # race and ethnicity
    "000255",  # sex
    "002022",  # chronic absenteeism
    "000923",  # intended end user
    "000928",  # learning resource type
)

# CEDS v13 has no grade bands; these group its grade levels the way schools do.
GRADE_BANDS = {
    "Early grades (PK–2)": ("PR", "PK", "TK", "KG", "01", "02"),
    "Upper elementary (3–5)": ("03", "04", "05"),
    "Middle grades (6–8)": ("06", "07", "08"),
    "High school (9–12)": ("09", "10", "11", "12"),
    "Postsecondary and adult": ("13", "PS", "AE"),
}

WWC_STUDY_COLUMNS = """
    f_findingid s_studyid s_ericid reviewid s_interventionid s_intervention_name s_citation
    s_publication s_publication_date s_purpose_of_review s_study_page_url s_protocol
    s_standards_version s_study_design s_study_rating s_rating_reason s_ell s_frpl s_international
    s_gender_female s_gender_male s_ethnicity_hispanic s_race_asian s_race_black
    s_race_native_american s_race_other s_race_pacific_islander s_race_white
    s_school_type_charter s_school_type_parochial s_school_type_private s_school_type_public
    s_urbanicity_rural s_urbanicity_suburban s_urbanicity_urban
    s_delivery_method_individual s_delivery_method_school s_delivery_method_small_group
    s_delivery_method_whole_class
    f_outcome_domain f_outcome_measure f_period f_sample_description f_is_subgroup
    f_ss f_t_ss f_c_ss f_t_cluster_ss f_c_cluster_ss f_t_mean f_c_mean f_t_sd f_c_sd
    f_effect_size_study f_effect_size_wwc f_improvement_index f_p_value_study f_p_value_wwc
    f_icc f_is_stat_sig f_finding_rating f_essa_rating f_l1_unit_of_analysis s_multisite
    grade_band topic category
""".split()

WWC_REPORT_COLUMNS = """
    InterventionID Intervention_Name Protocol Protocol_Version Outcome_Domain
    NumStudiesMeetingStandards NumStudiesEligible
    Delivery_Method_Individual Delivery_Method_School Delivery_Method_Small_Group
    Delivery_Method_Whole_Class
    Demographics_of_Study_Sample_English_language_learners
    Demographics_of_Study_Sample_Free_or_reduced_price_lunch
    Demographics_of_Study_Sample_International
    Ethnicity_Hispanic Gender_Female Gender_Male
    Grade_PK Grade_K Grade_1 Grade_2 Grade_3 Grade_4 Grade_5 Grade_6 Grade_7 Grade_8 Grade_9
    Grade_10 Grade_11 Grade_12 Grade_PS
    Race_Asian Race_Black Race_Native_American Race_Other Race_Pacific_Islander Race_White
    School_type_Charter School_type_Parochial School_type_Private School_type_Public
    Urbanicity_Rural Urbanicity_Suburban Urbanicity_Urban
    Intervention_Page_URL Sample_Size_Intervention Effectiveness_Rating
""".split()


def read(path: Path) -> list[Row]:
    """All rows of a UTF-8 CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write `rows` to `seed/<name>` and say how large it became."""
    path = SEED / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {path.stat().st_size:,} bytes")


def repaired(text: str) -> str:
    """Text that was UTF-8 read as Latin-1, read rightly; any other text as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def trim_leas(source: Path) -> None:
    rows = [
        {ours: repaired(row[theirs]) for ours, theirs in LEA_COLUMNS.items()}
        for row in read(source / "lea_directory.csv")
    ]
    write("lea_directory.csv", LEA_COLUMNS, sorted(rows, key=lambda row: row["leaid"]))
    known = {row["leaid"] for row in rows}
    strays = [alias for alias in read(SEED / "lea_aliases.csv") if alias["leaid"] not in known]
    if strays:
        sys.exit(f"lea_aliases.csv names LEAs that the directory does not hold: {strays}")


def trim_organizations(source: Path) -> None:
    rows = [r for r in read(source / "organizations" / "ror_us.csv") if r["status"] != "withdrawn"]
    write("research_organizations.csv", ROR_COLUMNS, sorted(rows, key=lambda row: row["ror_id"]))


def trim_ceds(source: Path) -> None:
    labels = {
        row["global_id"]: row["label"].removeprefix("Has ")
        for row in read(source / "ceds_v13" / "elements.csv")
    }
    options = [
        {
            "element_id": row["scheme_global_id"],
            "element_label": labels[row["scheme_global_id"]],
            "code": row["code"],
            "label": row["label"],
            "iri": row["option_iri"],
        }
        for row in read(source / "ceds_v13" / "options.csv")
        if row["scheme_global_id"] in CEDS_ELEMENTS
    ]
    options.sort(key=lambda row: (CEDS_ELEMENTS.index(row["element_id"]), row["iri"]))
    write("ceds_options.csv", ("element_id", "element_label", "code", "label", "iri"), options)

    grades = {row["code"] for row in options if row["element_id"] == "002175"}
    unknown = {code for band in GRADE_BANDS.values() for code in band} - grades
    if unknown:
        sys.exit(f"grade bands use codes that CEDS does not have: {sorted(unknown)}")
    bands = [{"band": band, "grades": " | ".join(codes)} for band, codes in GRADE_BANDS.items()]
    write("grade_bands.csv", ("band", "grades"), bands)


def trim_wwc(source: Path) -> None:
    """Keep the original header names, so that one importer reads both."""
    folder = source / "wwc"
    studies = sorted(read(folder / "reviewed_studies.csv"), key=lambda row: int(row["f_findingid"]))
    write("wwc/reviewed_studies.csv", WWC_STUDY_COLUMNS, studies)

    findings = sorted(read(folder / "findings.csv"), key=lambda row: int(row["FindingID"]))
    # Clusters_Total is empty in every row of the export.
    columns = [column for column in findings[0] if column != "Clusters_Total"]
    write("wwc/findings.csv", columns, findings)

    reports = sorted(
        read(folder / "intervention_reports.csv"),
        key=lambda row: (int(row["InterventionID"]), row["Protocol"], row["Outcome_Domain"]),
    )
    write("wwc/intervention_reports.csv", WWC_REPORT_COLUMNS, reports)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="the folder with the untrimmed source files")
    source = parser.parse_args().source
    for trim in (trim_leas, trim_organizations, trim_ceds, trim_wwc):
        trim(source)


if __name__ == "__main__":
    main()
