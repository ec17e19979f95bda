"""A signed paper is kept as a file: checked for what it is, and for the partners alone."""

import hashlib
import os
import stat
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import NumberObject, TextStringObject

from rpp import clock
from rpp.config import Settings
from rpp.errors import DomainError
from rpp.files import pdf, store
from rpp.home import watch
from rpp.organizations.models import Membership
from rpp.studies.models import Agreement, Attachment
from rpp.studies.offers import proposing
from rpp.studies.papers import attachments
from tests.studies.conftest import World, day
from tests.support import pdfs

HONEST = pdfs.honest()


def board(data: bytes | None = None, name: str = "Signed agreement.pdf") -> dict[str, Any]:
    """A district approval with its paper, as the form sends it."""
    facts = {
        "type": "approval",
        "parties": "Cullman County board",
        "signed_on": day(-1).isoformat(),
    }
    return facts | ({} if data is None else {"file": (BytesIO(data), name)})


def folder(settings: Settings) -> Path:
    return settings.instance / "attachments"


def kept(world: World) -> list[Any]:
    return world.make.all(Attachment)


def attached(browser_as: Any, world: World, status: str = "co_design", **more: Any) -> Any:
    """A study with one agreement and its paper."""
    study = world.study(status, **more)
    browser_as(world.lead).send(f"/studies/{study.id}/agreements", board(HONEST))
    return study


# --- keeping and giving --------------------------------------------------------------------


def test_a_paper_comes_back_byte_for_byte_as_a_download(
    browser_as, world: World, settings: Settings
) -> None:
    study = attached(browser_as, world)
    one = kept(world)[0]
    page = browser_as(world.county_lead).read(f"/studies/{study.id}/agreements")
    assert f"/studies/{study.id}/attachments/{one.id}" in page.links
    answer = browser_as(world.county_lead).get(f"/studies/{study.id}/attachments/{one.id}")
    assert answer.data == HONEST
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="Signed agreement.pdf"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    path = folder(settings) / one.stored
    assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "Signed" not in one.stored


def test_only_those_who_take_part_may_have_it(browser_as, world: World) -> None:
    study = attached(browser_as, world, "active", listing="listed")
    path = f"/studies/{study.id}/attachments/{kept(world)[0].id}"
    reader = world.make.member(world.city)
    other = world.make.researcher(name="Rae Other")
    world.make.member(world.university, person=other)
    for person in (world.lead, world.co_lead, world.city_leader, world.city_signer):
        assert browser_as(person).get(path).status_code == 200
    for person in (world.stranger, reader, other):
        assert browser_as(person).get(path).status_code == 404
    # The study is listed, its papers are not.
    assert browser_as().get(path).status_code == 404


def test_an_observer_may_read_it_and_a_former_member_may_not(browser_as, world: World) -> None:
    study = attached(browser_as, world)
    path = f"/studies/{study.id}/attachments/{kept(world)[0].id}"
    observer = world.make.member(world.city)
    world.join(study, observer, world.city, "observer")
    assert browser_as(observer).get(path).status_code == 200
    from sqlmodel import select

    with world.make.writing() as session:
        own = select(Membership).where(Membership.person_id == observer.id)
        session.exec(own).one().status = "ended"
    assert browser_as(observer).get(path).status_code == 404


def test_the_right_number_under_another_study_finds_nothing(browser_as, world: World) -> None:
    attached(browser_as, world)
    outsider = world.make.researcher(world.university, name="Rae Other")
    own = world.do(
        proposing.propose_study,
        outsider,
        world.problem.id,
        title="Quite another study",
        question="Is there another question?",
        organization_id=world.university.id,
    )
    number = kept(world)[0].id
    browser = browser_as(outsider)
    assert browser.get(f"/studies/{own.id}/attachments/{number}").status_code == 404
    browser.force(f"/studies/{own.id}/agreements/{kept(world)[0].agreement_id}/paper/remove")
    assert len(kept(world)) == 1


def test_a_new_paper_takes_the_place_of_the_old(
    browser_as, world: World, settings: Settings
) -> None:
    study = attached(browser_as, world)
    old = kept(world)[0]
    newer = pdfs.honest(2)
    at = f"/studies/{study.id}/agreements/{old.agreement_id}"
    browser_as(world.co_lead).send(at, {"file": (BytesIO(newer), "Second.PDF")})
    (one,) = kept(world)
    assert (one.name, one.added_by) == ("Second.PDF", world.co_lead.id)
    assert not (folder(settings) / old.stored).exists()
    # A correction without a file leaves the paper as it is.
    browser_as(world.co_lead).send(at, {"scope": "Two schools."})
    assert [row.id for row in kept(world)] == [one.id]


def test_a_paper_is_taken_away_by_itself_and_with_its_agreement(
    browser_as, world: World, settings: Settings
) -> None:
    study = attached(browser_as, world)
    one = kept(world)[0]
    at = f"/studies/{study.id}/agreements/{one.agreement_id}"
    said = browser_as(world.lead).send(at, {}, action="/paper/remove").text
    assert "The document is removed" in said
    assert kept(world) == []
    assert not (folder(settings) / one.stored).exists()
    assert len(world.make.all(Agreement)) == 1
    browser_as(world.lead).send(at, {"file": (BytesIO(HONEST), "Again.pdf")})
    again = kept(world)[0]
    browser_as(world.lead).force(f"{at}/remove")
    assert kept(world) == []
    assert not (folder(settings) / again.stored).exists()
    assert "removed the document of" in browser_as(world.lead).read(f"/studies/{study.id}").text


def test_a_form_with_an_error_keeps_no_file(browser_as, world: World, settings: Settings) -> None:
    study = world.study("co_design")
    before = set(folder(settings).glob("*"))
    data = board(HONEST) | {"signed_on": day(3).isoformat()}
    browser_as(world.lead).send(f"/studies/{study.id}/agreements", data, status=422)
    # The day is checked after the file is written nowhere: no row, no file.
    assert kept(world) == []
    assert set(folder(settings).glob("*")) == before


def test_a_file_that_was_changed_on_the_disk_is_not_given(
    browser_as, world: World, settings: Settings
) -> None:
    study = attached(browser_as, world)
    one = kept(world)[0]
    path = folder(settings) / one.stored
    path.write_bytes(path.read_bytes() + b" ")
    at = f"/studies/{study.id}/attachments/{one.id}"
    assert browser_as(world.lead).get(at).status_code == 404
    path.unlink()
    assert browser_as(world.lead).get(at).status_code == 404


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "agreement.exe.pdf",
        "agreement.pdf.html",
        "agreement.pdf.pdf",
        "agreement.html.pdf",
        "agreement.pdf.exe",
        "agreement.sh.v2.pdf",
        "agreement. EXE .pdf",
        "agreement.docx.pdf",
        "agreement",
        "agreement.txt",
        ".pdf",
        "..pdf",
        " .pdf",
        "agreement .pdf",
        ".hidden.pdf",
        "../../etc/cron.pdf",
        "..\\..\\boot.pdf",
        "/etc/agreement.pdf",
        "C:\\agreement.pdf",
        "agreement.pdf\0.html",
        "agree\0ment.pdf",
        "agree\nment.pdf",
        "agree\u202efdp.exe.pdf",
        "agree\u202ement.pdf",
        "agree\u200bment.pdf",
        'agree"ment.pdf',
        "a" * 160 + ".pdf",
    ],
)
def test_a_name_that_hides_something_is_refused(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        pdf.checked(name, HONEST)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "name",
    [
        "Agreement.pdf",
        "Agreement.PDF",
        "DSA v1.2.pdf",
        "Board of 3.4.2026.pdf",
        "Acuerdo año 2026 (firmado).pdf",
        "St. Mary and Clinton.pdf",
        "MOU Dr. Kim.pdf",
        "MOU Dr.Kim, Ph.D., final.v2b.pdf",
        "U.S. Dept. of Ed. approval.pdf",
        "Signed.by.all.pdf",
        "日本.pdf",
    ],
)
def test_an_honest_name_is_kept(name: str) -> None:
    assert pdf.checked(name, HONEST).name == name


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def zip_at_the_end() -> bytes:
    """Opens as a PDF and as an archive, with the mark of the end where a PDF has it."""
    return HONEST + zipped() + b"\n%%EOF\n"


def zip_with_a_comment() -> bytes:
    end = zipped()
    comment = b"x" * 60_000 + b"\n%%EOF\n"
    return HONEST + end[:-2] + len(comment).to_bytes(2, "little") + comment


def tape() -> bytes:
    data = bytearray(HONEST.replace(b"\n", b"\n%" + b"t" * 400 + b"\n", 1))
    data[257:262] = b"ustar"
    return bytes(data)


PAGE = b"%PDF-1.7\n%<html><script>alert(1)</script>\n"
REFUSED = {
    "nothing": b"",
    "words": b"Dear board, here is our agreement.",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"x" * 100,
    "a picture that is a PDF too": b"GIF89a" + HONEST,
    "a page that is a PDF too": b"<html><body>" + HONEST,
    "a PDF that is a page too": PAGE + HONEST.split(b"\n", 1)[1],
    "space before": b"\n" + HONEST,
    "something after the end": HONEST + b"<script>alert(1)</script>",
    "an archive after the end": HONEST + zipped(),
    "an archive before a second end": zip_at_the_end(),
    "an archive whose comment ends as a PDF": zip_with_a_comment(),
    "an archive named a PDF": zipped(),
    "a tape archive": tape(),
    "another archive": HONEST.replace(b"\n", b"\n%Rar!\x1a\x07\n", 1),
    "a head and an end alone": b"%PDF-1.7\n%%EOF",
    "cut in the middle": HONEST[: len(HONEST) // 2],
    "cut in the middle, with an end": HONEST[: len(HONEST) // 4] + b"\n%%EOF\n",
    "locked": pdfs.locked(),
    "a file inside": pdfs.with_a_file_inside(),
    "a script": pdfs.with_a_script(),
    "a script under another spelling": pdfs.script_under_another_spelling(),
    "a script that no page leads to": pdfs.script_that_no_page_leads_to(),
    "starts a program": pdfs.launching(),
    "starts a program, said elsewhere": pdfs.kind_said_elsewhere("S", "Launch"),
    "a film, said elsewhere": pdfs.kind_said_elsewhere("Subtype", "RichMedia"),
    "a file pinned on, said elsewhere": pdfs.kind_said_elsewhere("Subtype", "FileAttachment"),
    "opens an address": pdfs.opening_an_address_from_elsewhere(),
    "acts on closing": pdfs.acting_on_close(),
    "a form of another kind": pdfs.with_root("XFA", TextStringObject("<xdp/>")),
    "a film": pdfs.with_page("Film", pdfs.action("Rendition")),
    "too deep": pdfs.deep(),
    "goes to a page and then to an address": pdfs.opening_at_a_page_and_then(
        pdfs.action("URI", URI=TextStringObject("https://x.example"))
    ),
    "opens another file": pdfs.with_page("Go", pdfs.action("GoToR", F=TextStringObject("x.pdf"))),
    "opens another file, said elsewhere": pdfs.kind_said_elsewhere("S", "GoToR"),
    "opens a file inside, said elsewhere": pdfs.kind_said_elsewhere("S", "GoToE"),
    "sends what is filled in, said elsewhere": pdfs.kind_said_elsewhere("S", "SubmitForm"),
    "reads data, said elsewhere": pdfs.kind_said_elsewhere("S", "ImportData"),
    "plays a sound, said elsewhere": pdfs.kind_said_elsewhere("S", "Sound"),
    "links to a share": pdfs.linking_to("\\\\share.example\\x"),
    "links to a share as to a site": pdfs.linking_to("//share.example/x"),
    "links to a file": pdfs.linking_to("FILE:///etc/passwd"),
    "links to a file, with a space before": pdfs.linking_to(" \tfile://share.example/x"),
    "links to a script": pdfs.linking_to("java\nscript:app.alert(1)"),
    "links to a program": pdfs.linking_to("ms-word:ofe|u|https://x.example/a.docx"),
    "links begin at a share": pdfs.with_base("file://share.example/"),
    "its data lie elsewhere": pdfs.with_data_elsewhere(),
    "shows a page of another file": pdfs.with_a_page_of_another_file(),
    "names another file": pdfs.naming_a_file(),
    "no page": pdfs.with_root("Pages", NumberObject(1)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_simply_a_pdf_is_refused(what: str) -> None:
    with pytest.raises(DomainError) as refused:
        pdf.checked("Agreement.pdf", REFUSED[what])
    assert refused.value.field == "file"


LINKS = ("https://ies.ed.gov/a?b=c:d", "mailto:a@b.example", "tel:+15550100", "www.ed.gov/x:1")


@pytest.mark.parametrize(
    "data",
    [
        HONEST,
        HONEST + b"\r\n \n",
        b"\xef\xbb\xbf" + HONEST,
        pdfs.opening_at_a_page(),
        pdfs.form(),
        *map(pdfs.linking_to, LINKS),
    ],
)
def test_an_honest_pdf_is_taken(data: bytes) -> None:
    assert pdf.checked("Agreement.pdf", data).data == data


SCRIPT = pdfs.action("JavaScript", JS=TextStringObject("AFNumber_Format(2)"))


@pytest.mark.parametrize(
    "data",
    [
        pdfs.form(field=SCRIPT),
        pdfs.form(field=pdfs.action("SubmitForm", F=TextStringObject("https://x.example"))),
        pdfs.form(XFA=TextStringObject("<xdp/>")),
    ],
)
def test_a_fillable_form_is_called_that_and_not_dangerous(data: bytes) -> None:
    with pytest.raises(DomainError, match="is a fillable form"):
        pdf.checked("Agreement.pdf", data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdfs.form(kind="Sig", field=SCRIPT), "contains a script"),
        (
            pdfs.form(field=pdfs.action("Launch", F=TextStringObject("calc.exe"))),
            "starts something",
        ),
        (pdfs.linking_to("file:///etc/passwd"), "links to a file"),
    ],
)
def test_what_is_dangerous_is_not_called_a_form(data: bytes, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        pdf.checked("Agreement.pdf", data)


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from subprocess import TimeoutExpired

    def never(*_about: Any, **_more: Any) -> None:
        raise TimeoutExpired("inspect", 1)

    monkeypatch.setattr("rpp.files.apart.subprocess.run", never)
    with pytest.raises(DomainError):
        pdf.checked("Agreement.pdf", HONEST)


def test_a_refusal_stands_beside_the_file_and_the_rest_is_kept(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/agreements"
    for data, name, said in (
        (pdfs.with_a_script(), "Agreement.pdf", "contains a script"),
        (pdfs.locked(), "Agreement.pdf", "is locked"),
        (HONEST, "agreement.exe.pdf", "only ending"),
        (b"GIF89a" + HONEST, "Agreement.pdf", "This is not a PDF."),
        (b"", "Agreement.pdf", "This file is empty."),
    ):
        answer = browser_as(world.lead).send(at, board(data, name), status=422)
        assert said in answer.text
        assert 'id="file-error"' in answer.text
        assert "Cullman County board" in answer.text
    assert world.make.all(Agreement) == []
    assert kept(world) == []


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(browser_as, world: World) -> None:
    study = world.study("co_design")
    at = f"/studies/{study.id}/agreements"
    largest = pdfs.padded(pdf.MOST)
    assert len(largest) == 10 * 1024**2
    browser_as(world.lead).send(at, board(largest))
    assert [row.size for row in kept(world)] == [pdf.MOST]
    for more in (1, 12_000_000):
        larger = board(pdfs.padded(pdf.MOST + more)) | {"parties": "The other board"}
        answer = browser_as(world.lead).send(at, larger, status=422)
        assert "larger than 10 MB" in answer.text
        assert "The other board" in answer.text
    assert len(kept(world)) == 1


def test_what_is_larger_still_is_refused_before_it_is_read(browser_as, world: World) -> None:
    study = world.study("co_design")
    browser = browser_as(world.lead)
    answer = browser.post(
        f"/studies/{study.id}/agreements",
        data=b"",
        headers={"Content-Length": str(2 * 1024**3), "Content-Type": "multipart/form-data; "
                 "boundary=x"},
    )  # fmt: skip
    assert answer.status_code in (400, 413)


def test_other_pages_take_no_more_than_before(browser_as, world: World) -> None:
    study = world.study("co_design")
    path = f"/studies/{study.id}/withdraw"
    assert browser_as(world.lead).force(path, {"reason": "x" * 1_100_000}).status_code == 413


# --- what was left behind ------------------------------------------------------------------


def test_files_that_no_row_names_are_removed_after_an_hour(
    browser_as, world: World, settings: Settings
) -> None:
    attached(browser_as, world)
    stored = folder(settings) / kept(world)[0].stored
    with world.make.writing():
        old, fresh = (folder(settings) / store.put(HONEST) for _ in range(2))
    theirs = folder(settings) / "README"
    theirs.write_text("Not the portal's.")
    now = clock.now()
    long_ago = (now - timedelta(hours=2)).timestamp()
    for path in (stored, old, theirs):
        os.utime(path, (long_ago, long_ago))
    with world.make.writing() as session:
        store.remove_orphans(session)
    assert [path.exists() for path in (stored, old, fresh, theirs)] == [True, False, True, True]
    with clock.at(now + timedelta(hours=2)), world.make.writing() as session:
        store.remove_orphans(session)
    assert [path.exists() for path in (stored, fresh, theirs)] == [True, False, True]


def test_the_worker_looks_for_them_now_and_then(world: World, settings: Settings) -> None:
    start = clock.now() + timedelta(days=3_000)
    with world.make.writing():
        first = folder(settings) / store.put(HONEST)
    with clock.at(start), world.make.writing() as session:
        assert store.tidy(session) >= 1
    assert not first.exists()
    with world.make.writing():
        second = folder(settings) / store.put(HONEST)
    with clock.at(start + timedelta(minutes=9)), world.make.writing() as session:
        assert store.tidy(session) == 0
    with clock.at(start + timedelta(minutes=11)), world.make.writing() as session:
        assert store.tidy(session) == 1
    assert not second.exists()


@pytest.mark.parametrize("left", [None, HONEST[:-1]])
def test_a_paper_whose_file_is_gone_or_cut_is_named_to_the_operator(
    browser_as, world: World, settings: Settings, left: bytes | None
) -> None:
    study = attached(browser_as, world)
    attached(browser_as, world)
    with world.make.writing() as session:
        assert store.missing(session) == []
    path = folder(settings) / kept(world)[0].stored
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with world.make.writing() as session:
        found = [one.sentence for one in watch.contents(session, settings) if one.wrong]
    (said,) = (sentence for sentence in found if "missing from" in sentence)
    assert f"1 attached document is missing from {folder(settings)}" in said
    assert f"Signed agreement.pdf (study {study.id})" in said


def test_a_change_that_was_rolled_back_leaves_the_paper(
    browser_as, world: World, settings: Settings
) -> None:
    study = attached(browser_as, world)
    one = kept(world)[0]

    def fail() -> None:
        with world.make.writing() as session:
            attachments.drop(session, one.agreement_id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    path = f"/studies/{study.id}/attachments/{one.id}"
    assert browser_as(world.lead).get(path).data == HONEST
    assert (folder(settings) / one.stored).exists()
