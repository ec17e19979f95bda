"""What stands first among the things that are found, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from rpp import consumers, synonyms
from rpp.cli import seed_folder
from rpp.config import ROOT
from rpp.db import create_engine
from rpp.evidence.operations import import_wwc
from rpp.search import operations
from tests.evidence import sample
from tests.support.world import World


def index(world: World) -> None:
    with world.make.writing() as session:
        operations.reindex(session)


def titles(page: str, *names: str) -> list[str]:
    """Those of the titles that the page shows, in its order."""
    return sorted((name for name in names if name in page), key=page.index)


def test_what_is_known_here_stands_before_what_others_list(browser_as, world: World) -> None:
    world.problem("answered", title="Lanterns at the gate", summary="Lanterns go out.")
    world.problem("open", title="Lanterns in the hall", summary="Lanterns go out.")
    with world.make.writing() as session:
        import_wwc(session, sorted((seed_folder() / "wwc").glob("*.csv")))
    for query, own in (("lanterns", "Lanterns at the gate"), ("attendance", "Days are missed")):
        if query == "attendance":
            world.problem("answered", title=own, summary="Attendance is low. We asked why.")
        index(world)
        page = browser_as().read(f"/search?q={query}").text
        shown = page[page.index("How to search more exactly") :]
        assert titles(shown, own, "in the hall", "What Works Clearinghouse")[0] == own
    for query in ("MTSS", "SEL", "chronic absenteeism", "PBIS", "english learner", "SPED"):
        page = browser_as().get("/search", query_string={"q": query, "kind": "evidence"})
        assert "/evidence/" in page.text, query


def test_an_abbreviation_finds_the_name_and_the_name_the_abbreviation(
    browser_as, world: World
) -> None:
    world.problem("open", title="Our MTSS teams meet rarely", summary="Nobody has the hour.")
    world.problem("open", title="Slow help", summary="Our multi-tiered system of supports stalls.")
    world.problem("open", title="A system of gates", summary="Nothing else here.")
    index(world)
    for query in ("MTSS", "mtss", "multi-tier system of supports"):
        page = browser_as().get("/search", query_string={"q": query}).text
        assert "teams meet rarely" in page, query
        assert "Slow help" in page, query
        assert "of gates" not in page, "a word of the name alone says nothing"


def test_a_wider_concept_holds_the_narrower_ones(browser_as, world: World) -> None:
    world.problem("open", title="Rules for the halls", summary="PBIS came and went.")
    index(world)
    assert "Rules for the halls" in browser_as().read("/search?q=MTSS").text
    assert "Rules for the halls" not in browser_as().read("/search?q=RTI").text


def test_what_holds_every_word_stands_before_what_holds_one(browser_as, world: World) -> None:
    world.problem("open", title="Gates", summary="Gates, gates and gates.")
    world.problem("open", title="Something", summary="The lanterns at the gates are out.")
    index(world)
    shown = browser_as().read("/search?q=gates+lanterns").text
    assert titles(shown, "The lanterns at the", "Gates, gates and")[0] == "The lanterns at the"


def test_excerpts_are_whole_sentences_with_the_words_marked(browser_as, world: World) -> None:
    world.problem(
        "open",
        title="Something else",
        summary="Rain falls. It never stops!\n\n- **The lanterns** went out in May. Nobody came.",
    )
    index(world)
    page = browser_as().get("/search?q=lanterns").text
    assert "The <mark>lanterns</mark> went out in May. Nobody came." in page
    assert "Rain falls" not in page
    assert "**" not in page


@pytest.mark.parametrize(
    ("query", "words", "concepts"),
    [
        ("SEL for ninth grade", ["for", "ninth", "grade"], ["sel"]),
        ("social and emotional learning", [], ["sel"]),
        ("English language learners", [], ["el"]),
        ("free and reduced-price lunch", [], ["frpl"]),
        ("chronically absent students", ["students"], ["attendance"]),
        ("RTI", [], ["rti"]),
        ("rti", [], ["rti"]),
        ("El Paso", ["El", "Paso"], []),
        ("EL students", ["students"], ["el"]),
        ("", [], []),
    ],
)
def test_a_question_is_read_for_its_concepts(
    query: str, words: list[str], concepts: list[str]
) -> None:
    assert synonyms.read(query) == (concepts, words)


def test_an_ambiguous_name_counts_in_questions_alone() -> None:
    assert synonyms.concepts_in("RTI International wrote of ELs and AP") == []
    assert synonyms.concepts_in("Response to intervention") == ["rti"]
    assert synonyms.index_concepts("An IEP") == ["iep", "sped"]


def test_each_name_has_one_meaning_and_a_source() -> None:
    names = [term.name for term in synonyms.table()]
    assert len(names) == len(set(names))
    concepts = {term.concept for term in synonyms.table()}
    assert {term.broader for term in synonyms.table()} - {""} <= concepts
    rows = synonyms.FILE.read_text(encoding="utf-8").splitlines()
    assert all(row.rsplit(",", 1)[1] for row in rows)


def test_an_upgrade_writes_the_index_and_the_sentences_anew(
    app, browser_as, world: World, tmp_path: Path
) -> None:
    with world.make.writing() as session:
        import_wwc(session, [sample.file(tmp_path, "findings", {})])
    with app.app_context():
        consumers.catch_up_all()
    with world.make.writing() as session:
        # As an earlier release left them.
        session.execute(text("UPDATE evidence_record SET sentences = '[]', sentences_form = 0"))
        session.execute(text("UPDATE search_document SET form = '', body = 'An earlier list'"))
    assert "An earlier list" in browser_as().read("/search?q=word+club").text
    done = app.test_cli_runner().invoke(args=["upgrade"])
    assert done.exit_code == 0, done.output
    told = browser_as().read("/search?q=word+club").text
    assert "from studies not cited there, compared with usual practice" in told


class TestWhatIsKnown:
    def test_another_name_of_the_same_thing_is_close(self, browser_as, world: World) -> None:
        mine = world.problem("draft", title="Truancy", summary="Every Monday.")
        world.problem("open", title="Monday and chronic absenteeism", summary="It rises.")
        index(world)
        page = browser_as(world.author).read(f"/problems/{mine.id}/known").text
        assert "Monday and chronic absenteeism" in page
        assert "words in common: attendance, monday" in page


def test_rows_of_an_earlier_release_are_found_after_the_upgrade(
    app, browser_as, world: World, database_url: str
) -> None:
    world.problem("open", title="Lanterns", summary="They go out.")
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = database_url
    command.downgrade(config, "0026")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO search_document (kind, subject_id, title, body, line) "
                "VALUES ('problem', 1, 'Lanterns', 'They go out.', '')"
            )
        )
    engine.dispose()
    command.upgrade(config, "head")
    done = app.test_cli_runner().invoke(args=["upgrade"])
    assert done.exit_code == 0, done.output
    assert "They go out." in browser_as().read("/search?q=lantern").text
