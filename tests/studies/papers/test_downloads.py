"""Downloads reach people through a real server, whatever the name of the file holds."""

import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, Response

from rpp.config import ROOT, Settings
from rpp.files.names import checked_name
from rpp.files.pdf import Paper
from rpp.studies.papers import attachments
from rpp.web import download
from tests.studies.conftest import World
from tests.support import pdfs

NAMES = ("日本.pdf", "a\u2028b.pdf", "Acuerdo año “final”.pdf", "a'b%41;x=1.pdf", "Plain.pdf")
PLAIN = re.compile(
    r'(attachment|inline); filename="([A-Za-z0-9 ._()-]+)"' r"(; filename\*=UTF-8''(\S+))?"
)


@pytest.fixture
def server(app: Flask, settings: Settings, make: Any) -> Iterator[int]:
    """gunicorn before the database and the folder of this test; its port."""
    make.starts.share()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "RPP_DATABASE_URL": app.extensions["rpp.engine"].url.render_as_string(False),
        "RPP_SECRET_KEY": settings.key(),
        "RPP_INSTANCE": str(settings.instance),
    }
    line = ("gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", "--log-level", "info")
    process = subprocess.Popen(
        [sys.executable, "-m", *line], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while "Booting worker" not in (said := process.stderr.readline()):
        assert said, "it ended before it began"
    yield port
    process.terminate()
    process.communicate(timeout=60)


def get(port: int, path: str, cookie: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse()


def given_name(header: str) -> str:
    """The name under which a browser saves it."""
    found = PLAIN.fullmatch(header)
    assert found is not None, header
    return unquote(found[4]) if found[4] else found[2]


def test_every_download_arrives_under_the_name_it_was_given(
    browser_as: Any, world: World, server: int
) -> None:
    study = world.study("signed")
    world.agree(study)
    papers = {}
    with world.make.writing() as session:
        for name in NAMES:
            kept = attachments.keep(
                session, Paper(checked_name(name, ("pdf",), ""), pdfs.honest()), study.id or 0
            )
            kept.agreement_id = 1
            session.flush()
            papers[name] = kept.id
    client = browser_as(world.lead)
    client.get("/me")
    cookie = f"rpp={client.get_cookie('rpp').value}"
    for name, number in papers.items():
        answer = get(server, f"/studies/{study.id}/attachments/{number}", cookie)
        assert answer.status == 200, name
        assert answer.read() == pdfs.honest()
        assert given_name(answer.headers["Content-Disposition"]) == name.replace("\u2028", " ")
    for path, name in (
        (f"/studies/{study.id}/packet.pdf", f"study-{study.id}-packet.pdf"),
        (f"/studies/{study.id}/calendar.ics", f"study-{study.id}.ics"),
    ):
        answer = get(server, path, cookie)
        assert (answer.status, given_name(answer.headers["Content-Disposition"])) == (200, name)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("日本.pdf", "file.pdf"),
        ("Año 1.pdf", "Ano 1.pdf"),
        ("a\r\nX-Evil: 1.pdf", "a  X-Evil_ 1.pdf"),
        ('a"; b\\.pdf', "a__ b_.pdf"),
        ("", "file"),
        ("日本", "file"),
    ],
)
def test_a_name_that_no_header_holds_has_a_plain_one_beside_it(name: str, plain: str) -> None:
    header = download(Response(), name).headers["Content-Disposition"]
    found = PLAIN.fullmatch(header)
    assert found is not None, header
    assert found[2] == plain
    assert header.isascii()


def test_only_one_place_writes_names_of_files_into_headers() -> None:
    for path in (ROOT / "rpp").rglob("*.py"):
        if path.parts[-2:] != ("web", "answers.py"):
            assert "Content-Disposition" not in path.read_text(), path
