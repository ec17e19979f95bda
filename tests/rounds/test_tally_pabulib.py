"""Pabulib files: what can be read is read, and what cannot says its line and why."""

import json
from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rpp.rounds.tally import Project
from rpp.rounds.tally.pabulib import File, Malformed, amount, read, write, written

PLAIN = """META
key;value
description;Two parks
num_projects;2
num_votes;2
budget;10
vote_type;approval
PROJECTS
project_id;cost;name;selected
1;4;Park Ä;1
2;7.5;Pond;0
VOTES
voter_id;vote
v1;1,2
v2;2
"""
POINTS = (
    PLAIN.replace("approval", "cumulative")
    .replace("voter_id;vote", "voter_id;vote;points")
    .replace("v1;1,2", "v1;1,2;3,1")
    .replace("v2;2", "v2;2;2.5")
)
RANKED = PLAIN.replace("approval", "ordinal").replace("v1;1,2", "v1;2,1")


def reading(text: str) -> File:
    return read(text.encode())


def refused(text: str | bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read(text.encode() if isinstance(text, str) else text)
    return caught.value


def tried(data: bytes) -> File | Malformed:
    try:
        return read(data)
    except Malformed as error:
        return error


# --- what is read --------------------------------------------------------------------------


def test_a_plain_file():
    file = reading(PLAIN)
    assert file.projects == (Project("1", F(4), "Park Ä"), Project("2", F(15, 2), "Pond"))
    assert (file.capacity, file.tie_order) == (10, ("1", "2"))
    assert file.ballots == (("1", "2"), ("2",))
    assert file.published == {"1"}
    assert file.notes == ()
    assert file.election().total == {"1": 4, "2": 15}
    assert file.election("cardinality").total == {"1": 1, "2": 2}


def test_points_and_rankings():
    points = reading(POINTS)
    assert points.ballots == ({"1": 3, "2": 1}, {"2": F(5, 2)})
    assert points.election().total == {"1": 3, "2": F(7, 2)}
    assert points.election("cardinality").total == {"1": 1, "2": 2}
    assert points.election("cost").total == {"1": 4, "2": 15}
    assert reading(POINTS.replace("cumulative", "scoring")).ballots == points.ballots
    ranked = reading(RANKED)
    assert ranked.ballots == (("2", "1"), ("2",))
    assert ranked.election().total == {"1": 0, "2": 1}
    assert ranked.election("cardinality").total == {"1": 1, "2": 2}
    with pytest.raises(ValueError, match="borda"):
        points.election("borda")


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip("\n").encode(),
        ("\n\n" + PLAIN.replace("PROJECTS", "\n;;\nPROJECTS")).encode(),
        PLAIN.replace("META", "meta;;").replace("VOTES", " Votes ; ; ").encode(),
        PLAIN.replace("key;value\n", "").encode(),
        PLAIN.replace("project_id;cost", "Project_ID; Cost ").encode(),
        PLAIN.replace("v1;1,2", " v1 ; 1 , 2, ").encode(),
        PLAIN.replace("7.5", "7,5").replace("budget;10", "budget;10.00").encode(),
        PLAIN.replace("7.5", "15/2").replace("budget;10", "budget;1e+01").encode(),
        PLAIN.replace("Park Ä", '"Park Ä"').encode(),
    ],
)
def test_encodings_line_ends_and_habits_of_spreadsheets_change_nothing(data: bytes):
    file = read(data)
    assert file.election() == reading(PLAIN).election()
    assert file.projects == reading(PLAIN).projects
    assert file.notes == ()


def test_sections_and_columns_may_stand_in_another_order():
    text = "VOTES\nvote;voter_id\n2;x\nPROJECTS\nname;cost;project_id\nPond;3;2\nMETA\nbudget;5\n"
    file = reading(text.replace("META\n", "META\nvote_type;choose-1\n"))
    assert file.projects == (Project("2", F(3), "Pond"),)
    assert file.ballots == (("2",),)


def test_other_encodings_are_read_with_a_note():
    file = read(PLAIN.encode("latin-1"))
    assert file.projects[0].name == "Park Ä"
    assert "Latin-1" in file.notes[0]
    polish = read(PLAIN.replace("Ä", "Ł").encode("cp1250"))
    assert polish.election().groups == file.election().groups


def test_quoted_fields_hold_semicolons_quotation_marks_and_lines():
    text = PLAIN.replace("Park Ä", '"Park; ""old""\nnorth"').replace("Pond", '12" Pond')
    first, second = reading(text).projects
    assert first.name == 'Park; "old"\nnorth'
    assert second.name == '12" Pond'
    # Lines are counted as an editor shows them.
    assert refused(text.replace("v2;2", "v2;3")).line == 16


def test_a_name_may_be_that_of_a_section():
    assert reading(PLAIN.replace("Pond", "VOTES")).projects[1].name == "VOTES"


def test_thousands_may_be_parted_by_blanks():
    for blank in (" ", "\u00a0", "\u202f"):
        assert reading(PLAIN.replace("budget;10", f"budget;1{blank}200{blank}000")).capacity == (
            1_200_000
        )


def test_missing_fields_are_made_up_for():
    text = "META\nbudget;10\nPROJECTS\nproject_id;cost\n1;4\nVOTES\nvote\n1\n"
    file = reading(text)
    assert file.ballots == (("1",),)
    assert file.published is None
    assert "vote_type" in file.notes[0]
    points = "META\nbudget;10\nPROJECTS\nproject_id;cost\n1;4\nVOTES\nvote;points\n1;6\n"
    assert reading(points).ballots == ({"1": 6},)


def test_empty_votes_are_votes():
    file = reading(PLAIN.replace("v2;2", "v2;"))
    assert file.ballots == (("1", "2"), ())
    assert file.election().voters == 2
    assert reading(PLAIN.replace("v2;2", "v2;None")).ballots[1] == ()
    assert reading(POINTS.replace("v2;2;2.5", "v2;;")).ballots[1] == {}


def test_zero_budget_zero_cost_and_no_votes_are_read():
    file = reading(PLAIN.replace("budget;10", "budget;0").replace("1;4", "1;0"))
    assert (file.capacity, file.projects[0].cost) == (0, 0)
    none = reading(PLAIN.replace("num_votes;2", "num_votes;0").split("v1")[0])
    assert none.ballots == ()


def test_a_score_that_stands_for_what_is_not_named():
    text = POINTS.replace("cumulative", "scoring\ndefault_score;-1")
    assert reading(text).ballots == ({"1": 3, "2": 1}, {"1": -1, "2": F(5, 2)})


def test_the_tie_order_of_a_round_is_obeyed():
    def order(ids: str) -> tuple[str, ...]:
        return reading(PLAIN.replace("budget", f"tie_order;{ids}\nbudget")).election().tie_order

    assert order("2,1") == ("2", "1")
    assert order("2") == ("2", "1")
    assert order("") == ("1", "2")


def test_what_is_odd_but_can_be_counted_is_noted():
    (note,) = reading(PLAIN.replace("v2;2", "v2;2\nv3;1")).notes
    assert "2 votes, the file has 3" in note
    (note,) = reading(PLAIN.replace("v2;2", "v1;2")).notes
    assert "voter_id" in note
    file = reading(PLAIN.replace("v2;2", "v2;2,2"))
    assert file.ballots[1] == ("2",)
    assert "Line 15 approves" in file.notes[0]


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("\n \n", 1, "empty"),
        ("hello", 1, "begin with META"),
        ("<html>\n<body>", 1, "begin with META"),
        (PLAIN.replace("META\nkey;value\n", ""), 1, "begin with META"),
        # cut off
        (PLAIN.split("PROJECTS")[0], 7, "without a section PROJECTS"),
        (PLAIN.split("VOTES")[0], 11, "without a section VOTES"),
        (PLAIN.split("voter_id")[0], 12, "no column “vote”"),
        (PLAIN.split("v2;2")[0], 14, "2 votes, and they end here after 1"),
        (PLAIN[:-3], 15, "ends before the vote"),
        (PLAIN.replace("2;7.5;Pond;0\n", ""), 10, "2 projects, and they end here after 1"),
        # sections
        (PLAIN.replace("VOTES", "VOTERS"), 12, "“VOTERS” is no section"),
        (PLAIN + "EXTRA\n", 16, "“EXTRA” is no section"),
        (PLAIN + "META\n", 16, "META begins a second time"),
        # META
        (PLAIN.replace("budget;10\n", ""), 1, "no budget"),
        (PLAIN.replace("budget;10", "budget;"), 6, "no budget"),
        (PLAIN.replace("budget;10", "budget;ten"), 6, "“ten” is no amount"),
        (PLAIN.replace("budget;10", "budget;-1"), 6, "“-1” is no amount"),
        (PLAIN.replace("budget;10", "budget"), 6, "stands alone"),
        (PLAIN.replace("budget;10", "budget;10\nbudget;11"), 7, "twice"),
        (PLAIN.replace("approval", "guessing"), 7, "“guessing” is none of approval"),
        (PLAIN.replace("budget", "tie_order;2,3\nbudget"), 6, "“3”"),
        (PLAIN.replace("budget", "tie_order;2,2\nbudget"), 6, "twice"),
        # PROJECTS
        (PLAIN.replace("project_id;cost", "project_id;price"), 9, "no column “cost”"),
        (PLAIN.replace("2;7.5", "1;7.5"), 11, "two projects with the id “1”"),
        (PLAIN.replace("2;7.5", "2;-7.5"), 11, "costs “-7.5”"),
        (PLAIN.replace("2;7.5", "2;"), 11, "costs “”"),
        (PLAIN.replace("2;7.5", "2;nan"), 11, "costs “nan”"),
        (PLAIN.replace("2;7.5", "2;inf"), 11, "costs “inf”"),
        (PLAIN.replace("2;7.5", "2;1/0"), 11, "costs “1/0”"),
        (PLAIN.replace("2;7.5", "2;1e999999999"), 11, "no amount"),
        (PLAIN.replace("2;7.5", "2;" + "9" * 5000), 11, "no amount"),
        (PLAIN.replace("2;7.5", ";7.5"), 11, "cannot be the id"),
        (PLAIN.replace("2;7.5", '"2,3";7.5'), 11, "cannot be the id"),
        (PLAIN.replace("Pond", "Pond; small"), 11, "5 fields, PROJECTS has 4 columns"),
        # VOTES
        (PLAIN.replace("v2;2", "v2;3"), 15, "“3”, which is no project"),
        (PLAIN.replace("v2;2", "v2"), 15, "ends before the vote"),
        (PLAIN.replace("v2;2", "v2;2;1"), 15, "3 fields, VOTES has 2 columns"),
        (PLAIN.replace("voter_id;vote", "voter_id;choice"), 13, "no column “vote”"),
        (POINTS.replace("vote;points", "vote;score"), 13, "no column “points”"),
        (POINTS.replace("3,1", "3"), 14, "2 projects and 1 numbers"),
        (POINTS.replace("3,1", "3,x"), 14, "“x” is no number"),
        (POINTS.replace("1,2;3,1", "1,1;3,1"), 14, "project 1 twice"),
        (RANKED.replace("2,1", "2,2"), 14, "project 2 twice"),
        (POINTS.replace("budget", "default_score;x\nbudget"), 6, "“x” is no number"),
        # quotation marks that swallow what follows
        (PLAIN.replace("Pond", '"Pond'), 11, "is not closed"),
        (PLAIN.replace("v1;1,2", 'v1;"1,2'), 14, "is not closed"),
        (PLAIN.replace("Pond", "P" * 200_000), 11, "cannot be split"),
    ],
)
def test_a_malformed_file_gets_its_line_and_reason(text: str, line: int, reason: str):
    error = refused(text)
    assert reason in error.reason
    assert error.line == line
    assert str(error) == f"Line {line}: {error.reason}"
    assert error.reason[0].isupper() or error.reason[0] == "“"
    assert error.reason.endswith(".")


def test_a_refusal_quotes_no_more_than_can_be_read():
    error = refused(PLAIN.replace("v2;2", "v2;" + "\x1b[2J\u202e" * 1000))
    assert error.reason.isprintable()
    assert len(error.reason) < 120


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"META\x00;\n")
def test_any_bytes_are_read_or_refused(data: bytes):
    found = tried(data)
    assert isinstance(found, File) or found.line >= 1


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([PLAIN, POINTS, RANKED]),
    st.integers(0, 300),
    st.integers(0, 12),
    st.text(alphabet='1234,;\n\r"-./eMETAVOS\x00\ud7ff', max_size=6),
)
def test_a_damaged_file_is_counted_or_refused(text: str, at: int, less: int, more: str):
    damaged = text[:at] + more + text[at + less :]
    found = tried(damaged.encode("utf-8", "surrogatepass"))
    if isinstance(found, Malformed):
        assert 1 <= found.line <= damaged.count("\n") + damaged.count("\r") + 1
        return
    for utility in found.utilities:
        assert found.election(utility).voters == len(found.ballots)


# --- what is written -----------------------------------------------------------------------

ids = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=',;"'),
    min_size=1,
    max_size=6,
).filter(lambda id: id == id.strip() and id.lower() != "none")
numbers = st.builds(F, st.integers(0, 10**6), st.integers(1, 60))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_is_written_is_read_again(data: st.DataObject):
    known = data.draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    projects = tuple(
        Project(id, data.draw(numbers), data.draw(st.text(max_size=9))) for id in known
    )
    vote_type = data.draw(st.sampled_from(["approval", "cumulative", "ordinal"]))
    named = st.lists(st.sampled_from(known), unique=True)
    given_ = st.dictionaries(st.sampled_from(known), numbers)
    ballots = data.draw(st.lists(given_ if vote_type == "cumulative" else named, max_size=6))
    order = tuple(data.draw(st.permutations(known)))
    text = write(
        projects,
        data.draw(numbers),
        ballots,
        vote_type=vote_type,
        meta={"description": data.draw(st.text(max_size=20)), "rule": "greedy"},
        tie_order=order,
    )
    file = reading(text)
    assert file.notes == ()
    assert file.tie_order == order
    assert [(p.id, p.cost) for p in file.projects] == [(p.id, p.cost) for p in projects]
    assert [p.name for p in file.projects] == [" ".join(p.name.split()) for p in projects]

    def plain(ballot: object) -> object:
        if isinstance(ballot, dict):
            return sorted((id, F(points)) for id, points in ballot.items())
        assert isinstance(ballot, list | tuple)
        return sorted(ballot) if vote_type == "approval" else list(ballot)

    assert sorted(map(repr, map(plain, file.ballots))) == sorted(map(repr, map(plain, ballots)))


def test_the_file_does_not_say_who_voted_when():
    projects = [Project("1", F(1)), Project("2", F(2))]
    ballots = [{"2": 1}, {"1": 3, "2": 1}, {"1": 3}]
    text = write(projects, 3, ballots)
    assert text == write(projects, 3, ballots[::-1])
    assert text.splitlines()[-3:] == ["1;1;3", "2;1,2;3,1", "3;2;1"]


def test_voters_may_carry_codes_and_projects_say_whether_they_won():
    text = write(
        [Project("1", F(1), "Bus; late")],
        F(1, 3),
        [["1"], []],
        vote_type="approval",
        voters=["zz", "aa"],
        selected={"1"},
    )
    assert 'project_id;cost;votes;name;selected\n1;1;1;"Bus; late";1' in text
    assert text.endswith("VOTES\nvoter_id;vote\naa;\nzz;1\n")
    assert reading(text).published == {"1"}


@pytest.mark.parametrize("id", ["", "a,b", "a;b", " a", 'a"', "a\nb"])
def test_an_id_that_a_file_cannot_hold_is_refused(id: str):
    with pytest.raises(ValueError, match="cannot be an id"):
        write([Project(id, F(1))], 1, [])


def test_names_that_break_software_come_back_as_they_were(check_data: Path):
    strings = json.loads((check_data / "security" / "blns.json").read_text())
    projects = [Project(str(n), F(1), text) for n, text in enumerate(strings)]
    file = reading(write(projects, 1, []))
    for project, text in zip(file.projects, strings, strict=True):
        assert project.name == " ".join(text.split())


@given(st.fractions())
def test_numbers_are_written_exactly(number: F):
    assert amount(written(number)) == number or len(written(number)) > 40


def test_numbers_are_written_as_people_do():
    assert [written(n) for n in (3, F(-5, 2), F(1, 3), F(1, 8), F(0), F(12_300))] == [
        "3",
        "-2.5",
        "1/3",
        "0.125",
        "0",
        "12300",
    ]
