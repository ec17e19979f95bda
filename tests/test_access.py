"""Every route says who may use it."""

import pytest
from flask import Flask

from rpp import create_app
from rpp.config import Settings
from rpp.policy import ANYONE, PERMISSIONS, may


def routes(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    return [(r.rule, r.endpoint, frozenset(r.methods or ())) for r in app.url_map.iter_rules()]


def test_every_route_declares_a_permission_or_that_it_is_public(one_app: Flask) -> None:
    silent = [
        rule
        for rule, endpoint, _ in routes(one_app)
        if not hasattr(one_app.view_functions[endpoint], "access")
    ]
    assert silent == []


def test_every_permission_a_route_names_is_in_the_policy(one_app: Flask) -> None:
    named = {f.access for f in one_app.view_functions.values()} - {"public"}
    assert named <= set(PERMISSIONS)


def test_every_permission_of_the_policy_is_used(one_app: Flask) -> None:
    import pathlib

    root = pathlib.Path(one_app.root_path)
    code = "".join(p.read_text() for p in root.rglob("*.py") if p.name != "policy.py")
    pages = "".join(p.read_text() for p in (root.parent / "templates").rglob("*.html"))
    unused = [name for name in PERMISSIONS if name not in code + pages]
    assert unused == []


def test_who_is_not_signed_in_has_no_permission_at_all() -> None:
    class Thing:
        """A thing whose every field could match a careless comparison with nobody."""

        def __getattr__(self, name: str):
            return frozenset() if name.endswith("ids") else None

    assert [name for name in PERMISSIONS if may(ANYONE, name, Thing())] == []


@pytest.mark.parametrize("demo", [False, True])
def test_the_demo_exists_only_where_it_is_asked_for(tmp_path, demo: bool) -> None:
    app = create_app(Settings(instance=tmp_path, secret_key="x", demo=demo))
    there = {rule for rule, _, _ in routes(app)}
    assert ("/demo" in there) is demo
    assert ("/demo/sign-in" in there) is demo
    assert ("/dev/mail" in there) is demo


# A question that is too long for an address, which changes nothing; a door that no cookie opens.
ASKED_BY_POST = frozenset({"/oai", "/api/v1/briefs"})


def test_only_reading_is_safe_without_a_token(one_app: Flask, browser_as) -> None:
    """A change without a token of the session is refused, whoever asks."""
    browser = browser_as()
    for rule, _, methods in routes(one_app):
        if "POST" not in methods or rule in ASKED_BY_POST:
            continue
        path = rule.replace("<slug:kind>", "problem").replace("<version>", "x")
        path = __import__("re").sub(r"<id:[^>]+>", "1", path)
        path = __import__("re").sub(r"<[^>]+>", "x", path)
        assert browser.post(path).status_code in (400, 404), path
