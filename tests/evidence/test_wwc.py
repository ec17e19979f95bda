"""Reading the exports: what each cell means, and what becomes of bad rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpp.evidence import topics
from rpp.evidence.wwc.cells import records, study_title
from rpp.evidence.wwc.files import parse
from rpp.evidence.wwc.words import EXPORTED
from tests.evidence import sample


def finding(**cells):
    parsed = parse("f.csv", sample.data("findings", cells))
    assert not parsed.problems, parsed.problems
    return parsed.findings[0]


def study(**cells):
    parsed = parse("s.csv", sample.data("studies", cells))
    assert not parsed.problems, parsed.problems
    return parsed.studies[0]


def problem(kind="findings", **cells):
    (found,) = parse("f.csv", sample.data(kind, cells)).problems
    return str(found)


def test_a_finding_is_read_as_it_stands():
    read = finding()
    assert (read.finding_id, read.intervention, read.comparison) == (
        501,
        "Word Club®",
        "Business as usual",
    )
    assert (read.effect_size, read.improvement_index, read.significant) == (0.25, 10, True)
    assert (read.rating, read.essa_tier) == (topics.WITHOUT_RESERVATIONS, 1)
    assert read.topic == "literacy"


def test_what_the_source_leaves_open_is_unknown():
    read = finding(
        Outcome_Sample_Size=0,
        Effect_Size_WWC="",
        ESSA_Rating="",
        Is_Statistically_Significant="",
        Finding_Rating="",
        Intervention_Name="(Not applicable)",
    )
    assert read.n_total is None
    assert read.effect_size is None
    assert read.essa_tier is None
    assert read.significant is None
    assert (read.rating, read.intervention) == ("", "")


def test_a_study_has_its_citation_and_no_comparison_name():
    read = study()
    assert read.title == "Words at work: A trial"
    assert (read.year, read.published, read.design) == (2015, "2015, May", "RCT")
    assert read.grades == ("06", "07", "08", "09")
    assert (read.settings, read.demographics) == (("urban",), {"female": 51})
    assert read.finding.comparison == ""  # that column holds the mean of the comparison group
    assert read.finding.effect_size == 0.04  # single precision: .039999999
    assert read.standards_version == "2.1"


def test_ratings_are_the_same_in_words_and_numbers():
    numbers = [finding(Finding_Rating=n).rating for n in (1, 2, 3)]
    words = [study(f_finding_rating=rating).finding.rating for rating in numbers]
    assert numbers == words == list(topics.RATINGS.values())


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"FindingID": ""}, "FindingID is missing"),
        ({"FindingID": "x7"}, "FindingID is not an identifier: 'x7'"),
        ({"FindingID": 2**63}, "FindingID is not an identifier"),
        ({"InterventionID": ""}, "InterventionID is missing"),
        ({"Effect_Size_WWC": "large"}, "Effect_Size_WWC is not a number: 'large'"),
        ({"Effect_Size_WWC": "nan"}, "Effect_Size_WWC is not a number"),
        ({"Effect_Size_WWC": "1e999"}, "Effect_Size_WWC is too large"),
        ({"Outcome_Sample_Size": -3}, "Outcome_Sample_Size is not a count"),
        ({"Outcome_Sample_Size": 2**40}, "Outcome_Sample_Size is not a count"),
        ({"Finding_Rating": "superb"}, "Finding_Rating is no rating that WWC gives"),
        ({"ESSA_Rating": "Tier 9"}, "ESSA_Rating is no ESSA tier"),
    ],
)
def test_a_bad_cell_is_named(cells, reason):
    assert f"f.csv:2: {reason}".lower() in problem(**cells).lower()


def test_a_bad_row_spoils_no_other():
    lines = sample.data("findings", *({"FindingID": n} for n in range(1, 8))).splitlines(
        keepends=True
    )
    lines[1] = lines[1].replace(b"Grade 6", b"Grade \xff")
    lines[2] = lines[2].replace(b"Grade 6", b"Grade \0")
    lines[3] = lines[3].replace(b"Grade 6", b'"Grade 6')  # never closed
    lines[4] = b"only,three,cells\n"
    lines[6] = lines[7]
    parsed = parse("f.csv", b"".join(lines))
    assert [(each.line, each.reason) for each in parsed.problems] == [
        (2, "it is not UTF-8 text"),
        (3, "it contains a NUL byte"),
        (4, "a quotation mark is never closed"),
        (5, f"{len(sample.columns('findings'))} columns expected, 3 found"),
        (8, "it repeats the key of line 7"),
    ]
    assert [row.finding_id for row in parsed.findings] == [5, 7]


def test_a_cell_may_hold_line_ends_and_quotes():
    read = finding(Sample_Description='Grade 6,\n"gifted"\r\nonly')
    assert read.sample == 'Grade 6, "gifted" only'


def test_files_are_known_by_their_header():
    kinds = {kind: parse("x", sample.data(kind, {})).kind for kind in sample._KINDS}
    assert kinds == {kind: kind for kind in kinds}
    marked = b"\xef\xbb\xbf" + sample.data("findings", {}).replace(b"FindingID", b" findingid ", 1)
    assert len(parse("x", marked).findings) == 1


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a,b\n1,2\n", b"\xff\xfe\0", b'"open'])
def test_an_unknown_file_is_refused_with_a_reason(data):
    parsed = parse("what.csv", data)
    assert parsed.kind is None
    (found,) = parsed.problems
    assert str(found).startswith("what.csv:1: the header")


def test_a_missing_column_is_named():
    (found,) = parse("f.csv", sample.data("findings", {}).replace(b"ESSA_Rating", b"x", 1)).problems
    assert found.reason == "the header lacks essa_rating"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    for line, _ in records(data):
        assert line >= 1
    parse("x", sample.data("findings", {}) + data)


@pytest.mark.parametrize(
    ("citation", "publication", "title"),
    [
        ("Doe, J. (2005b). One. Press.", "Press.", "One"),
        ("Doe, J. (in press). Two words. J Ed, 1.", "J Ed, 1", "Two words"),
        ("Doe, J. (2003). Report.. Retrieved from http://x", ". Retrieved from http://x", "Report"),
        ("A work without a year", "", "A work without a year"),
    ],
)
def test_a_title_stands_between_year_and_publication(citation, publication, title):
    assert study_title(citation, publication) == title


def test_every_domain_of_the_export_has_a_topic():
    read = parse("findings.csv", (sample.SEED / "findings.csv").read_bytes())
    general = {row.domain for row in read.findings if row.topic == "general"}
    assert all("academic" in domain.lower() for domain in general), general
    assert {row.topic for row in read.findings} <= set(topics.TOPICS)
    assert EXPORTED == "2020-04"
