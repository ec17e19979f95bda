"""Pictures and appendices of a brief: private in the draft, for good in a version."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from rpp import clock
from rpp.briefs import operations, publishing, retiring
from rpp.briefs.files.models import BriefFile
from rpp.briefs.models import BriefVersion
from rpp.files import store
from rpp.files.pdf import Paper
from rpp.studies.models import Attachment
from rpp.studies.papers import attachments
from tests.briefs.conftest import World
from tests.support import files, pdfs
from tests.support.client import Browser
from tests.support.reviews import review

BrowserAs = Callable[..., Browser]
ALT = "Riders were present for 89 of 100 first periods in January and 86 in February."
PICTURE = {"title": "First periods with riders present", "alt": ALT, "section": "found"}
TABLE = {"title": "Presence by month", "alt": "For two months, the share of first periods."}
MEANINGS = {"c0_meaning": "Month of the year", "c1_meaning": "Share of riders",
            "c1_unit": "percent", "c2_meaning": "What happened", "c2_missing": "empty"}  # fmt: skip


def add(
    browser: Browser, brief: Any, data: bytes, name: str, about: dict[str, Any], status: int = 200
) -> Any:
    form, path = {**about, "file": (BytesIO(data), name)}, f"/briefs/{brief.id}/files"
    return browser.send(path, form, action=path, status=status)


def illustrated(world: World, browser: Browser) -> Any:
    """A draft with a drawing in its text, and a table whose columns are explained."""
    brief = world.complete()
    add(browser, brief, files.SVG, "presence.svg", PICTURE)
    add(browser, brief, files.CSV, "months.csv", TABLE)
    table = world.make.all(BriefFile)[-1]
    browser.send(f"/briefs/{brief.id}/files/{table.id}/describe", MEANINGS)
    return brief


def published(world: World, browser: Browser) -> Any:
    brief = illustrated(world, browser)
    world.act(operations.send_to_review, world.lead, brief.id)
    review(world.make, brief.id)
    return world.act(publishing.publish_brief, world.lead, brief.id)


def test_files_are_read_with_the_brief_and_found_by_machines(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = published(world, browser_as(world.lead))
    drawing, table = world.make.all(BriefFile)
    base = f"/briefs/{brief.id}/v1/files"
    answer = anyone.get(f"/briefs/{brief.id}")
    page = anyone.read(f"/briefs/{brief.id}")
    assert f'src="{base}/{drawing.id}" alt="{ALT}"' in answer.text
    assert PICTURE["title"] in page.text
    assert {f"{base}/{table.id}", f"{base}/{table.id}/table"} <= set(page.links)
    for row, type_ in ((drawing, "image/svg+xml"), (table, "text/csv")):
        href = f"http://localhost{base}/{row.id}"
        assert f'<{href}>; rel="item"; type="{type_}"' in answer.headers["Link"]
    [told] = anyone.get(f"/briefs/{brief.id}/v1.linkset.json").get_json(force=True)["linkset"]
    assert len(told["item"]) == 4
    sent = anyone.get(f"{base}/{drawing.id}")
    assert hashlib.sha256(sent.data).hexdigest() == drawing.sha256
    headers = sent.headers
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"].startswith("image/svg+xml")
    assert headers["Content-Disposition"] == 'attachment; filename="presence.svg"'
    preview = anyone.read(f"{base}/{table.id}/table").text
    for words in ("All rows", "Share of riders", "percent", "snow day", "86.2", "Number"):
        assert words in preview
    stated = anyone.get(f"/briefs/{brief.id}/v1/text.json").text
    assert drawing.sha256 in stated
    assert ALT in stated
    printed = pdfs.opened(anyone.get(f"/briefs/{brief.id}.pdf").data)
    assert ALT in pdfs.alts(printed.trailer["/Root"]["/StructTreeRoot"])


def test_files_of_a_draft_are_for_those_who_read_it(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    brief = illustrated(world, browser_as(world.lead))
    drawing, table = world.make.all(BriefFile)
    paths = [f"/briefs/{brief.id}/files/{drawing.id}", f"/briefs/{brief.id}/files/{table.id}/table"]
    for person in (world.lead, world.observer):
        for path in paths:
            assert browser_as(person).get(path).status_code == 200
    for path in (*paths, f"/briefs/{brief.id}/v1/files/{drawing.id}", f"/briefs/{brief.id}/files"):
        assert browser_as(world.stranger).get(path).status_code == 404
        assert anyone.get(path).status_code == 404
    assert browser_as(world.observer).get(f"/briefs/{brief.id}/files").status_code == 403
    for verb in ("", f"/{drawing.id}/describe", f"/{drawing.id}/remove"):
        path = f"/briefs/{brief.id}/files{verb}"
        assert browser_as(world.stranger).force(path).status_code == 404
        assert browser_as(world.observer).force(path).status_code == 403
    assert len(world.make.all(BriefFile)) == 2


def test_a_file_of_another_brief_is_not_found_under_this_one(
    worlds: Callable[..., World], anyone: Browser, browser_as: BrowserAs
) -> None:
    one, other = worlds(), worlds()
    brief = published(one, browser_as(one.lead))
    theirs = illustrated(other, browser_as(other.lead))
    secret = max(row.id for row in other.make.all(BriefFile) if row.brief_id == theirs.id)
    assert anyone.get(f"/briefs/{brief.id}/v1/files/{secret}").status_code == 404
    assert browser_as(one.lead).get(f"/briefs/{brief.id}/files/{secret}").status_code == 404


def test_a_version_keeps_its_files_whatever_the_draft_becomes(
    world: World, anyone: Browser, browser_as: BrowserAs
) -> None:
    lead = browser_as(world.lead)
    brief = published(world, lead)
    drawing, table = world.make.all(BriefFile)
    first = anyone.get(f"/briefs/{brief.id}/v1.pdf").data
    lead.force(f"/briefs/{brief.id}/files/{drawing.id}/remove")
    lead.send(f"/briefs/{brief.id}/files/{table.id}/describe", {"title": "Presence, corrected"})
    add(lead, brief, files.png(), "new.png", PICTURE)
    new = world.make.all(BriefFile)[-1]
    base = f"/briefs/{brief.id}"
    assert anyone.get(f"{base}/v1/files/{new.id}").status_code == 404
    # A correction that is being prepared is for those who write it.
    for reader in (anyone, browser_as(world.stranger), browser_as(world.observer)):
        assert reader.get(f"{base}/files/{new.id}").status_code in (302, 404)
    assert browser_as(world.practitioner).get(f"{base}/files/{new.id}").status_code == 200
    assert "Presence, corrected" not in anyone.get(base).text
    assert "Presence, corrected" in lead.get(f"{base}/next").text
    compared = lead.read(f"{base}/correct").text
    assert "new.png" in compared
    assert "Pictures and appendices" in compared
    world.act(publishing.correct_brief, world.lead, brief.id, "A better picture.")
    assert anyone.get(f"{base}/v1/files/{drawing.id}").status_code == 200
    assert anyone.get(f"{base}/v2/files/{drawing.id}").status_code == 404
    assert anyone.get(f"{base}/v2/files/{new.id}").mimetype == "image/png"
    assert "Presence, corrected" in anyone.get(f"{base}/v2").text
    assert anyone.get(f"{base}/v1.pdf").data == first
    world.act(retiring.withdraw_brief, world.lead, brief.id, "An error in the data.")
    for path in (f"{base}/v1/files/{drawing.id}", f"{base}/v2/files/{table.id}/table"):
        assert anyone.get(path).status_code == 410


def test_what_no_version_holds_goes_with_the_draft_or_the_correction(
    world: World, browser_as: BrowserAs
) -> None:
    lead = browser_as(world.lead)
    brief = published(world, lead)
    kept = {row.stored for row in world.make.all(BriefFile)}
    add(lead, brief, files.png(), "new.png", PICTURE)
    gone = ({row.stored for row in world.make.all(BriefFile)} - kept).pop()
    with lead.application.app_context():
        where = store.folder()
    assert (where / gone).exists()
    lead.force(f"/briefs/{brief.id}/drop-correction")
    assert {row.stored for row in world.make.all(BriefFile)} == kept
    assert not (where / gone).exists()
    assert all((where / name).exists() for name in kept)


def test_a_deleted_draft_leaves_no_file(world: World, browser_as: BrowserAs) -> None:
    brief = illustrated(world, browser_as(world.lead))
    stored = [row.stored for row in world.make.all(BriefFile)]
    browser_as(world.lead).force(f"/briefs/{brief.id}/delete")
    assert world.make.all(BriefFile) == []
    with browser_as(world.lead).application.app_context():
        assert not any((store.folder() / name).exists() for name in stored)


def test_files_of_briefs_and_papers_of_studies_are_not_taken_for_left_behind(
    world: World, browser_as: BrowserAs
) -> None:
    illustrated(world, browser_as(world.lead))
    with world.make.writing() as session:
        paper = Paper("Approval.pdf", pdfs.honest())
        attachments.keep(session, paper, world.study.id or 0)
    stored = [row.stored for model in (BriefFile, Attachment) for row in world.make.all(model)]
    with world.make.writing() as session:
        left = store.put(b"of nobody")
        with clock.at(clock.now() + timedelta(days=1)):
            assert store.remove_orphans(session) >= 1
        assert [(store.folder() / name).exists() for name in (*stored, left)] == [
            *([True] * 3),
            False,
        ]
        assert store.missing(session) == []
        (store.folder() / stored[0]).unlink()
        assert [(one.name, one.of) for one in store.missing(session)] == [("presence.svg", "brief")]


def test_a_table_must_explain_its_columns_before_the_brief_is_read(
    world: World, browser_as: BrowserAs
) -> None:
    lead, brief = browser_as(world.lead), world.complete()
    add(lead, brief, files.CSV, "months.csv", TABLE)
    assert "3 columns not explained yet" in lead.read(f"/briefs/{brief.id}/files").text
    lead.force(f"/briefs/{brief.id}/review")
    assert world.now(brief).status == "draft"
    [table] = world.make.all(BriefFile)
    lead.send(f"/briefs/{brief.id}/files/{table.id}/describe", MEANINGS)
    lead.force(f"/briefs/{brief.id}/review")
    assert world.now(brief).status == "in_review"
    # What is read must be what is published.
    lead.force(f"/briefs/{brief.id}/files/{table.id}/remove")
    assert len(world.now(brief).draft.files) == 1


REFUSALS: list[tuple[bytes, str, dict[str, Any], str]] = [
    (files.SVG, "presence.svg", {"alt": ""}, "Say what it shows"),
    (files.SVG, "presence.svg", {"alt": PICTURE["title"]}, "does not tell"),
    (files.SVG, "presence.svg", {"alt": "see the file presence.svg"}, "does not tell"),
    (files.SVG, "presence.exe", {}, "Choose a PNG or SVG"),
    (files.SVG, "presence.png", {}, "not a PNG"),
    (b"a,b\n1,2\n", "months.csv", {}, "Only a picture can stand in the text"),
    (b"student id,b\n1,2\n", "months.csv", {"section": ""}, "data of single students"),
    (b"", "presence.svg", {}, "not an SVG"),
]


@pytest.mark.parametrize(("data", "name", "about", "says"), REFUSALS)
def test_a_file_without_words_or_of_another_kind_is_refused_beside_its_field(
    world: World, browser_as: BrowserAs, data: bytes, name: str, about: dict[str, Any], says: str
) -> None:
    lead, brief = browser_as(world.lead), world.complete()
    answer = add(lead, brief, data, name, PICTURE | about, status=422)
    assert says in answer.text
    assert PICTURE["title"] in answer.text
    assert world.make.all(BriefFile) == []


def test_a_name_of_any_language_is_that_of_the_download(
    world: World, browser_as: BrowserAs
) -> None:
    lead, brief = browser_as(world.lead), world.complete()
    add(lead, brief, files.png(), "Präsenz 2026.png", PICTURE)
    [row] = world.make.all(BriefFile)
    said = lead.get(f"/briefs/{brief.id}/files/{row.id}").headers["Content-Disposition"]
    assert said.startswith('attachment; filename="Prasenz 2026.png"')
    assert said.endswith("filename*=UTF-8''Pr%C3%A4senz%202026.png")


def test_the_same_file_is_in_a_draft_once_and_what_was_left_out_is_said(
    world: World, browser_as: BrowserAs
) -> None:
    lead, brief = browser_as(world.lead), world.complete()
    scripted = files.SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>")
    assert "left out: script" in add(lead, brief, scripted, "presence.svg", PICTURE).text
    again = add(lead, brief, files.SVG, "again.svg", PICTURE, status=422)
    assert "in the draft already" in again.text
    assert [row.name for row in world.make.all(BriefFile)] == ["presence.svg"]


def test_a_version_from_before_there_were_files_is_read_and_keeps_its_hash(
    world: World, anyone: Browser
) -> None:
    brief = world.published()
    with world.make.writing() as session:
        from sqlalchemy import text

        [version] = world.make.all(BriefVersion)
        session.execute(
            text("UPDATE brief_version SET content = :content"),
            {"content": _without_files(session)},
        )
        assert version.content.files == []
    assert anyone.get(f"/briefs/{brief.id}").status_code == 200
    assert '"files"' not in anyone.get(f"/briefs/{brief.id}/v1/text.json").text


def _without_files(session: Any) -> str:
    import json

    from sqlalchemy import JSON, select, type_coerce

    from rpp.briefs.models import VERSIONS

    content = session.execute(select(type_coerce(VERSIONS.c.content, JSON))).scalar_one()
    return json.dumps({name: value for name, value in content.items() if name != "files"})
