"""What machines do here is said in plain words, and is so."""

import pytest
from flask import Flask

from rpp import reading
from rpp.ask import ai_page
from rpp.ask.evaluating import Report
from rpp.ask.measured import Measured
from rpp.config import Settings
from rpp.home import watch
from rpp.search.meaning import encoder
from rpp.search.meaning.files import State
from tests.support.client import Browser


def finding(**settings: str) -> tuple[str, bool]:
    found = watch._summaries(Settings(**settings))
    return found.sentence, found.wrong


def test_by_default_nothing_is_generated_and_nothing_leaves(anyone: Browser) -> None:
    page = anyone.read("/ai").text
    assert "No text is generated here" in page
    assert "By default nothing you type leaves this portal" in page
    assert "bge-small-en-v1.5" in page
    assert "Nothing: none are written here." in page


def test_how_often_answers_are_wrong_is_what_was_measured(
    anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, fused = Report(66, 0.8421, 0.9091, 1.0), Report(66, 0.9, 0.95, 1.0)
    found = Measured("held_out.jsonl", "2026-11-30", 66, 22, words, fused)
    for is_ready, shares in ((False, ("84%", "91%", "100%")), (True, ("90%", "95%", "100%"))):
        monkeypatch.setattr(ai_page, "measured", lambda: found)
        monkeypatch.setattr(encoder, "state", lambda is_ready=is_ready: State(is_ready, ""))
        page = anyone.read("/ai").text
        assert "On November 30, 2026 we measured it on 66 questions" in page
        assert "22 of them have no answer here" in page
        for share in shares:
            assert share in page, share
    monkeypatch.setattr(ai_page, "measured", lambda: None)
    assert "How often it is wrong" not in anyone.read("/ai").text


def test_where_a_model_is_set_it_is_named_with_what_it_gets(
    app: Flask, anyone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"llm_url": "https://models.example/v1", "llm_model": "small-model", "llm_key": "secret"}
    settings = app.extensions["rpp.settings"].model_copy(update=told)
    monkeypatch.setitem(app.extensions, "rpp.settings", settings)
    page = anyone.read("/ai").text
    assert "small-model at models.example" in page
    assert "only if you agree in your browser" in page
    assert "secret" not in page


def test_check_names_settings_that_are_half_set() -> None:
    assert finding() == ("No text is generated: RPP_LLM_URL is not set.", False)
    said, wrong = finding(llm_url="https://models.example/v1")
    assert wrong
    assert "set RPP_LLM_MODEL as well" in said
    said, wrong = finding(llm_key="secret")
    assert wrong
    assert "set RPP_LLM_URL and RPP_LLM_MODEL as well" in said
    assert "secret" not in said
    said, wrong = finding(llm_url="http://models.example/v1", llm_model="m")
    assert wrong
    assert "unencrypted" in said
    assert finding(llm_url="http://127.0.0.1:11434/v1", llm_model="m")[1] is False
    assert finding(llm_url="https://models.example/v1", llm_model="m")[1] is False


@pytest.mark.parametrize("url", ["file:///etc/passwd", "models.example", "https://a:b@c.example"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="llm_url"):
        Settings(llm_url=url)


def test_the_key_is_in_no_picture_of_the_settings() -> None:
    assert "hidden word" not in repr(Settings(llm_key="hidden word"))


def test_the_page_is_easy_to_read(anyone: Browser) -> None:
    text = anyone.read("/ai").text
    told = text[text.index("Machines find") : text.index("without your name")]
    assert reading.of(reading.passages([told])).grade < 10
