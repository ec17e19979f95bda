"""Schools call one thing by several names: each name finds it, and nothing else."""

from collections import Counter, defaultdict

import pytest

from rpp import synonyms
from rpp.evidence.sentence import text_of
from rpp.search import asked, terms
from tests.evidence import sample
from tests.support.client import Browser

TABLE = synonyms.table()


def test_the_list_is_long_and_says_where_each_name_is_from() -> None:
    names = Counter(term.concept for term in TABLE)
    assert len(names) >= 150
    assert min(names.values()) >= 2
    assert all(term.source for term in TABLE)
    wanted = (
        "ELL, multilingual learner, chronic absenteeism, MTSS, SEL, PBIS, IEP, FRPL, ESSA, RTI, "
        "PLC, NIC, LEA, SEA, CTE, AP, IB, GATE, SPED, FAPE, LRE, BIP, FBA, ELA, STEM, ECE, Pre-K, "
        "dual language, high-dosage tutoring, summer slide, drop-out, exclusionary discipline, "
        "para, sub, PD"
    )
    assert set(wanted.split(", ")) <= {term.name for term in TABLE}


def test_each_name_is_found_by_each_other_name_of_its_concept() -> None:
    for term in TABLE:
        assert synonyms.read(term.name) == ([term.concept], []), term.name
        if not term.ambiguous:
            assert synonyms.index_concepts(term.name)[0] == term.concept, term.name


def test_no_words_name_two_things() -> None:
    meant: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for term in TABLE:
        meant[term.stems].add(term.concept)
    assert [stems for stems, concepts in meant.items() if len(concepts) > 1] == []


def test_what_is_broader_is_found_at_every_height_and_never_in_a_circle() -> None:
    assert synonyms.index_concepts("dyslexic readers") == ["dyslexia", "sld", "sped"]
    assert ["dyslexia"] in synonyms.names(["sped"])
    for term in TABLE:
        assert len(synonyms.index_concepts(term.name)) < 5


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Cells and stem growth", []),
        ("A STEM night", ["stem"]),
        ("The bus sped past the gate", []),
        ("SPED and GATE teachers", ["sped", "gifted"]),
        ("It was an idea", []),
        ("Students who attended a public school", []),
        ("Attendance fell", ["attendance"]),
        ("A gift of a fraction of the cost", []),
        ("They redesigned the buses", []),
        ("Two IEPs and three SROs", ["iep", "sped", "safety"]),
        ("RTI International and the SAT down", ["entrance"]),
        ("He sat down to act", []),
        ("Para los padres", []),
        ("The Latin class", []),
    ],
)
def test_a_text_names_only_what_it_means(text: str, concepts: list[str]) -> None:
    assert synonyms.index_concepts(text) == concepts


def test_no_concept_is_in_everything() -> None:
    records = sample.all_records()[::4]  # each costs a millisecond
    named = Counter(
        concept
        for record in records
        for concept in synonyms.index_concepts(f"{record.title}\n{text_of(record.sentences)}")
    )
    # A third of the records measure mathematics.
    (first, most), (second, next_most) = named.most_common(2)
    assert (first, most < len(records) / 3) == ("math", True)
    assert next_most < len(records) / 4, second
    assert len(named) > 90


def test_texts_and_questions_meet_in_the_index() -> None:
    title, body, _ = terms.of_document("Fewer missed days", "Truancy fell.", "").split("\n")
    assert "concept:attendance" in body.split()
    assert "concept:attendance" not in title.split()


def test_a_text_that_names_a_thing_often_tells_more_of_it() -> None:
    often = terms.of_document("", "Tutors met. The tutoring helped. IEPs too.", "").split()
    once = terms.of_document("", "Tutors met.", "").split()
    assert (often.count("concept:tutoring"), once.count("concept:tutoring")) == (2, 1)
    assert "concept:sped" in often


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("teaching writing in grade 6", ("writing",)),
        ("reading fluency", ("fluency",)),
        ("English language learners", ("learner",)),
        ("free and reduced-price lunch", ("reduced", "price", "lunch")),
        ("MTSS", ()),
        ("tutoring", ()),
    ],
)
def test_who_types_a_long_name_also_finds_texts_that_have_its_telling_words_elsewhere(
    query: str, named: tuple[str, ...]
) -> None:
    made = asked.parse(query)
    assert made.named == named
    assert {terms.term(word) for word in named} <= made.terms.keys()
    assert len(made.concepts) == 1


def test_readers_see_the_names_and_order_them(anyone: Browser) -> None:
    page = anyone.read("/vocabulary/abbreviations")
    assert f"{len(TABLE):,} names for" in page.text
    assert "In questions: EL, LEP, MLL, DLL" in page.text
    # The wider thing first, and what is part of nothing last.
    by_name = anyone.get("/vocabulary/abbreviations?by=nonsense").get_data(as_text=True)
    by_wider = anyone.get("/vocabulary/abbreviations?by=wider").get_data(as_text=True)
    first, last = 'id="charter"', 'id="kipp"'
    assert by_name.index(first) < by_name.index(last)
    assert by_wider.index(last) < by_wider.index(first)
    assert 'aria-sort="ascending"><a href="/vocabulary/abbreviations?by=wider' in by_wider
    table = anyone.get("/vocabulary/abbreviations.csv").get_data(as_text=True)
    assert table.startswith("concept,term,ambiguous,broader,source\n")
    for place in ("/vocabulary", "/search"):
        assert 'href="/vocabulary/abbreviations"' in anyone.get(place).get_data(as_text=True)
