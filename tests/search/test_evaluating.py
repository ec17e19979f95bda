"""The command that measures the search, on a collection of four documents."""

import json
from pathlib import Path

import pytest
from flask import Flask

from rpp.search import evaluating
from tests.support.meaning import FakeMeaning

CORPUS = {
    "late": ("Late buses", "In winter the buses come late."),
    "gates": ("Gates", "The gates are of iron, and the bus stops there."),
    "lamps": ("Lanterns", "They glow in the hall."),
    "books": ("Books", "Nobody reads them."),
}
QUERIES = {"1": "buses that come late", "2": "lamps", "3": "nothing that anyone judged"}
RELEVANT = [("1", "late", 2), ("1", "gates", 1), ("2", "lamps", 1), ("2", "books", 0)]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "collection"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": id_, "title": one, "text": two} for id_, (one, two) in CORPUS.items()]
    queries = [{"_id": id_, "text": one} for id_, one in QUERIES.items()]
    for name, lines in (("corpus", documents), ("queries", queries)):
        told = "\n".join(json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(told + "\n", encoding="utf-8")
    rows = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in RELEVANT)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_it_says_how_well_words_do_and_how_well_words_and_meaning(
    app: Flask, collection: Path, fake_meaning: FakeMeaning, monkeypatch: pytest.MonkeyPatch,
    database_url: str,
) -> None:  # fmt: skip
    told = app.extensions["rpp.settings"].model_copy(update={"database_url": database_url})
    monkeypatch.setitem(app.extensions, "rpp.settings", told)
    fake_meaning.alike = {"lamps": "lanterns"}
    engine = app.extensions["rpp.engine"]
    done = app.test_cli_runner().invoke(args=["search", "evaluate", str(collection), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    # One of two questions is answered by words, and both with meaning.
    assert found["words"] == {"ndcg@10": 0.5, "recall@100": 0.5, "ms": found["words"]["ms"]}
    assert found["fused"] == {"ndcg@10": 1, "recall@100": 1, "ms": found["fused"]["ms"]}
    assert app.extensions["rpp.engine"] is engine
    said = app.test_cli_runner().invoke(args=["search", "evaluate", str(collection)]).output
    assert "words: ndcg@10 0.5, recall@100 0.5" in said
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            rows = connection.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars()
            assert not [name for name in rows if name.startswith("evaluate")]
        count = connection.exec_driver_sql("SELECT count(*) FROM search_document").scalar()
    assert count == 0, "what it indexes stands nowhere else"


@pytest.mark.parametrize(
    ("best", "value"),
    [
        (["late", "gates"], 1),
        (["gates", "late"], (1 + 2 / 1.584962) / (2 + 1 / 1.584962)),
        (["x", "late"], (2 / 1.584962) / (2 + 1 / 1.584962)),
        (["x"], 0),
    ],
)
def test_gain_is_discounted_by_the_place_it_comes_at(best: list[str], value: float) -> None:
    found = evaluating._ndcg(best, {"late": 2, "gates": 1, "books": 0})
    assert found == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("corpus.jsonl", None, "corpus.jsonl cannot be read"),
        ("corpus.jsonl", "no JSON\n", "is no collection as BEIR has it"),
        ("queries.jsonl", '{"_id": "1"}\n', "is no collection as BEIR has it"),
        ("qrels/test.tsv", "a\tb\n1\t2\n", "is no collection as BEIR has it"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n", "No query of the collection"),
    ],
)
def test_what_is_no_collection_is_said_to_be_none(
    app: Flask, collection: Path, file: str, text: str | None, says: str
) -> None:
    path = collection / file
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["search", "evaluate", str(collection)])
    assert done.exit_code == 1
    assert says in done.output
    assert "Traceback" not in done.output
