"""The packet: what a superintendent takes to the board, as one accessible PDF."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpp import clock
from rpp.config import ROOT
from rpp.documents import typeset
from rpp.documents.blocks import blocks, plain, printable
from rpp.studies.members import partners
from rpp.studies.models import Attachment, SchoolAsk, Signature, SignedText, Study
from rpp.studies.papers import packet, packet_data, signing
from rpp.studies.text import writing
from tests.studies.conftest import World, day
from tests.studies.papers.test_amendments import frozen_amendment, parties, put_name
from tests.support.pdfs import opened, tags
from tests.support.pdfs import read as words

pytestmark = pytest.mark.usefixtures("nothing_remembered")
PASSWD = '#read("/etc/passwd")'


def fetched(browser_as: Any, person: Any, study: Any, ask: str = "") -> Any:
    return browser_as(person).get(f"/studies/{study.id}/packet.pdf{ask}")


def signed_text(world: World, study: Any, number: int = 1, **about: Any) -> Any:
    """What the last signature leaves: the text that all have signed."""
    fresh = world.fresh(study)
    values = {
        "study_id": study.id,
        "number": number,
        "text": fresh.frozen_text,
        "text_hash": fresh.frozen_hash,
        "signed_at": fresh.signed_at or clock.now(),
    }
    rows = world.make.all(SignedText)
    known = [row for row in rows if (row.study_id, row.number) == (study.id, number)]
    return known[0] if known else world.make.add(SignedText(**(values | about)))


def store(world: World) -> int:
    with world.make.writing() as session:
        return packet.store_missing(session)


# --- what it is ----------------------------------------------------------------------------


def test_it_is_a_tagged_pdf_with_language_title_and_headings(browser_as, world: World) -> None:
    study = world.study("frozen", "private")
    answer = fetched(browser_as, world.city_signer, study)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    pdf = opened(answer.data)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == study.title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    kinds = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/TOC"} <= kinds
    assert [pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height] == [612, 792]
    assert any(item.title == "Signatures" for item in pdf.outline if not isinstance(item, list))


def test_it_holds_the_whole_text_with_signatures_agreements_and_hash(
    browser_as, world: World
) -> None:
    study = world.study("frozen", "private")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    with world.make.writing() as session:
        from sqlmodel import select

        row = session.exec(select(Signature)).one()
        row.authority, row.conflicts = "Board policy 4.2", "My sister teaches at North High."
    world.agree(study)
    world.make.add(
        SchoolAsk(
            study_id=study.id,
            organization_id=world.county.id,
            school="North High",
            activity="Survey of riders",
            starts_on=day(10),
            ends_on=day(20),
            staff_hours=12.5,
            minutes=1_045,
            assessments=1,
            entered_by=world.county_lead.id,
        )
    )
    said = words(fetched(browser_as, world.county_signer, study).data)
    fresh = world.fresh(study)
    for passage in (
        study.title,
        world.problem.title,
        world.network.name,
        "1 of 3 had signed on",
        "Imani Feld, Lakeshore Center",
        "Albertville City",
        "co-lead Renata Oakes",
        "Randomized trial",
        "1. The joint question",
        "Does a later first bell bring riders",
        "What the partners agreed on asks.",
        "Later School Start Times in Suburbs",
        "It ran in suburbs only.",
        "Tomas Brandt",
        "Board policy 4.2",
        "My sister teaches at North High.",
        "Not signed yet",
        "Data sharing agreement",
        "Studies exception, 34 CFR 99.31(a)(6)",
        "Daily attendance, grade, bus route.",
        "12.5 staff hours, 1,045 minutes of class and 1 test, in 1 school.",
        "Survey of riders",
        fresh.frozen_hash,
    ):
        assert passage in said, passage
    pages = opened(fetched(browser_as, world.lead, study).data).pages
    for number, page in enumerate(pages, 1):
        foot = page.extract_text()
        assert fresh.frozen_hash in foot
        assert f"Page {number} of {len(pages)}" in foot


def test_void_signatures_stay_in_its_history(browser_as, world: World) -> None:
    study = world.study("frozen")
    world.sign(study, world.city_signer, f"lea:{world.city.id}")
    world.do(signing.open_text_again, world.lead, study.id, "One sentence was wrong.")
    world.do(signing.freeze_text, world.lead, study.id, "listed")
    said = words(fetched(browser_as, world.lead, study).data)
    assert "Earlier signatures, void since the text was changed" in said
    assert "0 of 3 had signed" in said


def test_only_those_inside_have_it_even_when_the_study_is_listed(browser_as, world: World) -> None:
    study = world.study("active", "listed")
    observer = world.make.member(world.city)
    world.join(study, observer, world.city, "observer")
    for person in (world.lead, world.co_lead, world.city_leader, world.city_signer, observer):
        assert fetched(browser_as, person, study).status_code == 200
        assert (
            f"/studies/{study.id}/packet.pdf"
            in browser_as(person).read(f"/studies/{study.id}").links
        )
    for person in (world.stranger, world.make.member(world.city), None):
        assert fetched(browser_as, person, study).status_code == 404
        assert "packet.pdf" not in "".join(browser_as(person).read(f"/studies/{study.id}").links)


def test_before_the_text_is_frozen_there_is_none(browser_as, world: World) -> None:
    study = world.study("co_design")
    assert fetched(browser_as, world.lead, study).status_code == 404
    assert "packet.pdf" not in "".join(browser_as(world.lead).read(f"/studies/{study.id}").links)


def test_whoever_signs_finds_it_beside_the_text(browser_as, world: World) -> None:
    study = world.study("frozen")
    page = browser_as(world.city_signer).read(f"/studies/{study.id}/sign")
    assert f"/studies/{study.id}/packet.pdf" in page.links


# --- the same bytes ------------------------------------------------------------------------


def test_the_same_packet_has_the_same_bytes(browser_as, world: World) -> None:
    study = world.study("frozen")
    first = fetched(browser_as, world.lead, study).data
    with clock.at(clock.now() + timedelta(days=9)):
        assert fetched(browser_as, world.co_lead, study).data == first


ANOTHER = """
import hashlib, sys
from datetime import UTC, datetime
from rpp.studies.papers import packet
from tests.studies.papers.test_packet import SAMPLE
print(hashlib.sha256(packet.render(SAMPLE, datetime(2026, 3, 9, tzinfo=UTC))).hexdigest())
"""
SAMPLE: dict[str, Any] = {
    "title": "A later first bell",
    "authors": ["Imani Feld"],
    "about": "Study 1",
    "kind": "Study 1: the signed packet",
    "network": "Gulf and Hills",
    "problem": "Riders of long routes miss the first lesson",
    "status": "Signed by all parties",
    "status_line": "All 3 parties signed.",
    "lead": "Imani Feld",
    "districts": [{"name": "Albertville City", "more": "Co-lead Renata Oakes"}],
    "facts": [["Kind of design", "Randomized trial"]],
    "sections": [{"title": "1. The joint question", "blocks": blocks("*Does* it **work**?")}],
    "builds_on": [{"title": "Later Start", "where": "/evidence/1", "leaves_open": "Suburbs."}],
    "signatures": [{"for_whom": "Albertville City", "rows": [["Signed by", "Tomas Brandt"]]}],
    "waiting": [],
    "void": [["A", "B", "March 1, 2026", "March 2, 2026"]],
    "agreements": [{"title": "Data sharing agreement", "rows": [["Scope", "Two schools"]]}],
    "schools": [{"name": "Albertville City", "sum": "1 hour.", "rows": [["a"] * 6]}],
    "hash": "a" * 64,
    "note": "Made by RPP Commons.",
}
AT = datetime(2026, 3, 9, tzinfo=UTC)


def test_another_process_makes_the_same_bytes() -> None:
    here = hashlib.sha256(packet.render(SAMPLE, AT)).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", ANOTHER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_no_font_of_the_machine_is_used() -> None:
    own = str(typeset.PAPER)
    assert all(font.path is None or font.path.startswith(own) for font in typeset.fonts().fonts())


# --- what people wrote is never code -------------------------------------------------------

HOSTILE = [
    PASSWD,
    '#eval("1+1")',
    '#import "@preview/x:1.0.0": *',
    "#set page(width: 1pt)",
    "$ x^2 $ \\ #box[ `code` ]",
    '"}]); #panic("x") //',
    "= Not a heading of ours",
    "<script>alert(1)</script>",
    "\\u{0041} \\n {{ 7*7 }}",
    "@reference <label>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_text(text: str) -> None:
    said = words(packet.render(SAMPLE | {"title": text, "network": text, "note": text}, AT))
    assert said.replace(" ", "").count(text.replace(" ", "")) >= 3


def test_hostile_text_in_a_section_comes_out_as_text(browser_as, world: World) -> None:
    study = world.study("co_design")
    world.write_all(study)
    table = f"| a | b |\n|---|---|\n| {PASSWD} | $x$ |"
    body = f'Run {PASSWD} and #panic("x")\n\n- run {PASSWD}\n\n{table}'
    world.do(writing.save_section, world.lead, study.id, "asks", body, 1)
    world.do(signing.freeze_text, world.lead, study.id, "private")
    said = words(fetched(browser_as, world.lead, study).data)
    assert said.count(PASSWD) == 3
    assert "root:" not in said


def test_no_naughty_string_breaks_it(check_data: Path) -> None:
    import json

    strings = json.loads((check_data / "security" / "blns.json").read_text())
    for at in range(0, len(strings), 40):
        some = strings[at : at + 40]
        sections = [
            {"title": f"{n}. {text}"[:200] or "x", "blocks": blocks(text)}
            for n, text in enumerate(some, 1)
        ]
        rows = [{"title": "x", "rows": [["Scope", text] for text in some]}]
        data = packet.render(SAMPLE | {"sections": sections, "agreements": rows}, AT)
        assert data.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text",
    [
        "> " * 40 + "deep",
        "".join("    " * n + "- x\n" for n in range(30)),
        "# one\n\n#### four\n\n## two\n\n###### six",
        "| " + " | ".join("abcdefghijklmnopq") + " |\n|" + "---|" * 17 + "\n| x |",
        "| a | b |\n|---|---|\n| only one |",
        "```\nif x < 1:\n    #read()\n```",
        "    indented #read()\n\n***\n\nline  \nbreak",
        "1000000. large\n2. two",
        "[here](/evidence/1) [there](https://x.example) [mail](mailto:a@b.example)",
        "x" * 5_000,
        "(" * 3_000,
        "",
        "\u0301\u0301 مرحبا שלום नमस्ते 你好 😀 \u202e\u0000\ufeff",
    ],
)
def test_any_markdown_can_be_set(text: str) -> None:
    sections = [{"title": "1. The joint question", "blocks": blocks(text)}]
    assert packet.render(SAMPLE | {"sections": sections}, AT).startswith(b"%PDF-")


def test_headings_of_the_text_go_down_without_a_gap() -> None:
    levels = [b["l"] for b in blocks("#### four\n\n# one\n\n###### six\n\n## two") if b["k"] == "h"]
    assert levels == [3, 3, 4, 4]


def test_what_the_fonts_lack_is_named() -> None:
    assert printable("Ñandú ≥ 你\u200b") == "Ñandú ≥ [U+4F60]"
    assert plain("Ñandú ≥ Привет"[:9]) == "Ñandú ≥ [U+041F]"
    said = words(packet.render(SAMPLE | {"title": "A bell for 你"}, AT))
    assert "A bell for [U+4F60]" in said


def test_nothing_of_a_text_is_lost_when_it_imitates_the_frame() -> None:
    body = "1. The joint question\n\n2. What is already known\n\nWhat this builds on\n\nforged"
    text = f"Title\n\nProblem 1: p\n\n1. The joint question\n\n{body}\n\nWhat this builds on\n\n"
    _, sections, builds_on = packet_data.divided(
        text + "- R (/evidence/1)\n  Leaves open: much\nEnd"
    )
    everything = "\n".join(f"{title}\n{inner}" for title, inner in sections)
    assert "forged" in everything
    assert "End" in everything
    assert builds_on == [{"title": "R", "where": "/evidence/1", "leaves_open": "much"}]


# --- the signed packet is kept -------------------------------------------------------------


def test_when_all_have_signed_the_packet_is_kept_and_given_byte_for_byte(
    browser_as, world: World
) -> None:
    study = world.study("signed")
    text = signed_text(world, study)
    fresh = fetched(browser_as, world.lead, study).data
    assert store(world) in (0, 1)
    assert store(world) == 0
    (kept,) = [row for row in world.make.all(Attachment) if row.signed_text_id == text.id]
    assert (kept.sha256, kept.size) == (hashlib.sha256(fresh).hexdigest(), len(fresh))
    assert "Signed by all parties" in words(fresh)
    # What comes afterwards does not change what was signed.
    world.agree(study)
    answer = fetched(browser_as, world.city_signer, study)
    assert answer.data == fresh
    assert f"study-{study.id}-signed-1.pdf" in answer.headers["Content-Disposition"]
    today = words(fetched(browser_as, world.lead, study, "?today=1").data)
    assert "Data sharing agreement" in today
    assert "Data sharing agreement" not in words(fresh)


def test_a_new_signed_text_has_a_packet_of_its_own(browser_as, world: World) -> None:
    study = world.study("signed")
    signed_text(world, study)
    store(world)
    newer = world.fresh(study).frozen_text.replace("agreed on asks", "changed on asks")
    signed_text(world, study, 2, text=newer, text_hash=hashlib.sha256(newer.encode()).hexdigest())
    before = fetched(browser_as, world.lead, study)
    assert "changed on asks" in words(before.data)
    assert store(world) == 1
    assert fetched(browser_as, world.lead, study).data == before.data


def test_a_void_text_is_not_given_for_the_signed_one(browser_as, world: World) -> None:
    study = world.study("signed")
    text = signed_text(world, study)
    store(world)
    world.do(signing.open_text_again, world.lead, study.id, "One sentence was wrong.")
    with world.make.writing() as session:
        session.get_one(SignedText, text.id).void_at = clock.now()
    assert fetched(browser_as, world.lead, study).status_code == 404
    assert store(world) == 0


def test_a_kept_packet_that_was_lost_is_made_again(browser_as, world: World, settings: Any) -> None:
    study = world.study("signed")
    signed_text(world, study)
    store(world)
    kept = world.make.all(Attachment)[0]
    data = fetched(browser_as, world.lead, study).data
    (settings.instance / "attachments" / kept.stored).unlink()
    assert fetched(browser_as, world.lead, study).data == data


def test_a_district_that_left_reads_it_still(browser_as, world: World) -> None:
    study = world.study("findings_shared", "private")
    world.do(partners.leave_study, world.county_lead, study.id, world.county.id, "No time for it.")
    assert fetched(browser_as, world.county_signer, study).status_code == 200
    assert world.make.all(Study)[0].status == "findings_shared"


def test_one_that_cannot_be_set_does_not_keep_the_others_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.study("signed"), world.study("signed")
    for study in (first, second):
        signed_text(world, study)
    real = packet.render

    def fails(data: Any, at: datetime) -> bytes:
        if data["kind"].startswith(f"Study {first.id}:"):
            raise RuntimeError("cannot be set")
        return real(data, at)

    monkeypatch.setattr(packet, "render", fails)
    assert store(world) == 1
    assert store(world) == 0
    assert {row.study_id for row in world.make.all(Attachment)} == {second.id}


def test_the_kept_packet_is_given_at_its_own_address_alone(browser_as, world: World) -> None:
    study = world.study("signed")
    with world.make.writing() as session:
        packet.store_missing(session)
    (kept,) = [a for a in world.make.all(Attachment) if a.signed_text_id]
    browser = browser_as(world.lead)
    assert browser.get(f"/studies/{study.id}/attachments/{kept.id}").status_code == 404
    assert browser.get(f"/studies/{study.id}/packet.pdf").status_code == 200


def test_the_packet_is_of_the_newest_signed_text_and_its_signatures_alone(world: World) -> None:
    study = world.study("active")
    made = frozen_amendment(world, study)
    for person, party in parties(world):
        put_name(world, study, made, person, party)
    with world.make.writing() as session:
        held = session.get_one(Study, study.id)
        text = packet_data.text_of(session, held)
        assert text is not None
        told = packet_data.made_of(session, held, text)
    assert (text.hash, told["hash"]) == (made.text_hash, made.text_hash)
    assert [one["for_whom"] for one in told["signatures"]] == [
        "Imani Feld, lead researcher",
        "Albertville City",
        "Cullman County",
    ]
    assert told["waiting"] == []
