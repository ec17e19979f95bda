"""The packet says every word that was signed, with its numbers and sides; it is made once."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from rpp.documents import remembered
from rpp.documents.blocks import blocks, pieces
from rpp.studies.papers import packet, packet_data
from tests.studies.conftest import World
from tests.studies.papers.test_packet import AT, SAMPLE, fetched, signed_text, store
from tests.test_markup import TEXTS, seen

pytestmark = pytest.mark.usefixtures("nothing_remembered")


def said(value: Any) -> str:
    """All words of blocks, with the numbers of lists, in their order."""
    if isinstance(value, list):
        return "".join(map(said, value))
    if "t" in value:
        return value["t"]
    if value.get("k") in ("ol", "ul"):
        numbers = [f" {n}. " if value["k"] == "ol" else " " for n in value["numbers"]]
        return "".join(n + said(item) for n, item in zip(numbers, value["items"], strict=True))
    inner = (value.get(key, []) for key in ("x", "head", "rows", "blocks"))
    return "".join(f" {said(part)}" for part in inner)


def printed(text: str) -> str:
    """What the PDF says of a text, with single spaces."""
    sections = [{"title": "1. The joint question", "blocks": blocks(text)}]
    pdf = PdfReader(BytesIO(packet.render(SAMPLE | {"sections": sections}, AT)))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@settings(max_examples=300, deadline=None)
@given(TEXTS.map("".join))
def test_the_packet_says_what_the_page_says(text: str) -> None:
    page = "".join("".join(seen(text).said).split())
    paper = "".join(said(blocks(text)).split())
    # Where a link leads stands in brackets on paper.
    assert paper.replace("(", "").replace(")", "") == page.replace("(", "").replace(")", "")


def test_numbers_of_a_list_are_those_that_were_typed() -> None:
    text = "1. Ask\n\nIn between.\n\n2. Count\n3. Tell\n7. Rest\n\n100. End"
    assert "1. Ask In between. 2. Count 3. Tell 7. Rest 100. End" in printed(text)


def test_a_table_keeps_its_sides() -> None:
    [table] = blocks("| a | b | c |\n|:--|--:|:-:|\n| 1 | 2 | 3 | 4 |")
    assert table["sides"] == ["left", "right", "center", "left"]
    assert [len(row) for row in (table["head"], *table["rows"])] == [4, 4]


def test_words_are_printed_as_they_were_typed() -> None:
    text = "Dear <parent name>, n<m and rate>cut <!-- kept --> `x<y & z` &lt; 5 * 3 #1 priority"
    assert text.replace("`", "") in printed(text)


def test_it_is_printed_where_a_link_leads() -> None:
    text = "[the plan](https://a.example/p), https://b.example/x and [our brief](/briefs/3)"
    assert (
        "the plan (https://a.example/p), https://b.example/x and our brief (/briefs/3)"
        in printed(text)
    )


# --- work ----------------------------------------------------------------------------------


def test_sections_of_too_many_pieces_are_set_as_they_were_typed() -> None:
    words = "- a\n" * 1_000
    few, many = ({"sections": [{"title": "1", "words": words}] * n} for n in (2, 15))
    assert packet_data.set_out(few)["sections"][0]["blocks"][0]["k"] == "ul"
    made = packet_data.set_out(many)
    assert [s["blocks"] for s in made["sections"]] == [[{"k": "pre", "t": words}]] * 15
    assert pieces(made["sections"]) < 100


@pytest.fixture
def settings_of_typst(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the packets that were set."""
    done: list[str] = []
    real = packet.render

    def counted(data: Any, at: datetime) -> bytes:
        done.append(data["kind"])
        return real(data, at)

    monkeypatch.setattr(packet, "render", counted)
    return done


def test_a_packet_is_made_once_while_nothing_changes(
    browser_as: Any, world: World, settings_of_typst: list[str]
) -> None:
    study = world.study("frozen", "private")
    first = fetched(browser_as, world.lead, study).data
    assert fetched(browser_as, world.city_signer, study).data == first
    assert len(settings_of_typst) == 1
    world.sign(study, world.lead, "lead")
    assert fetched(browser_as, world.lead, study).data != first
    assert len(settings_of_typst) == 2


def test_a_remembered_packet_that_is_damaged_is_made_again(
    browser_as: Any, world: World, settings_of_typst: list[str], app: Any
) -> None:
    study = world.study("frozen", "private")
    first = fetched(browser_as, world.lead, study).data
    with app.app_context():
        newest = max(
            remembered.folder("packets").iterdir(), key=lambda file: file.stat().st_mtime_ns
        )
    newest.write_bytes(first[: len(first) // 2])
    assert fetched(browser_as, world.lead, study).data == first
    assert len(settings_of_typst) == 2


def test_another_packet_of_the_same_text_is_another(app: Any, settings_of_typst: list[str]) -> None:
    words = {"sections": [{"title": "1. The joint question", "words": "*Does* it work?"}]}
    said = SAMPLE | words | {"hash": "c" * 64}
    with app.app_context():
        first = packet.made(said | {"waiting": ["Albertville City"]}, AT)
        assert packet.made(said | {"waiting": ["Cullman County"]}, AT) != first
        assert packet.made(said | {"waiting": ["Albertville City"]}, AT) == first
    assert len(settings_of_typst) == 2


def test_only_so_many_packets_are_remembered(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet, "REMEMBERED", 3)
    monkeypatch.setattr(
        packet, "render", lambda data, at: b"%PDF-" + data["n"].encode() + b"\n%%EOF"
    )
    with app.app_context():
        for n in range(6):
            packet.made({"n": str(n), "sections": []}, datetime(2026, 3, 9, tzinfo=UTC))
        folder = remembered.folder("packets")
        assert len(list(folder.iterdir())) == 3
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_others_write_while_a_packet_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    study = world.study("signed")
    signed_text(world, study)
    real = packet.render

    def slow(data: Any, at: datetime) -> bytes:
        world.make.person("Renata Meanwhile")
        return real(data, at)

    monkeypatch.setattr(packet, "render", slow)
    assert store(world) == 1
