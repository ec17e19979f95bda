"""Nobody reads what a reviewer judged before both have sent: at no door, whoever they are."""

import re

import pytest

from rpp.evidence.ratings.models import Rating
from rpp.people.models import Person
from tests.evidence.ratings.conftest import OTHER, SECRET, Rated, reviewer
from tests.support.client import Browser
from tests.test_leaks import addresses

# What differs between two looks at one page, though nothing changed.
OWN = re.compile(r"""<input[^>]*name="(?:csrf_token|once|key)"[^>]*>|hx-headers='[^']*'""")
# Their answers hold a key or a moment of their own.
NEVER_ALIKE = ("/ask", "/feeds")
TIE = "We were at school together."
ANSWERS = ("Not by lot", "In another way, with a comparison group")


def people(rated: Rated) -> dict[str, Person | None]:
    return {
        "the other": rated.ben,
        "a reviewer": rated.cleo,
        "the administrator": rated.admin,
        "a steward": rated.steward,
        "anyone": None,
    }


def doors(rated: Rated, at: str) -> list[str]:
    """Pages, files, fragments, feeds and lists on which a judgment could come to light."""
    record = rated.record.id
    [number] = [one.id for one in rated.make.all(Rating)]
    places = [f"{at}/places/{one.id}/{do}" for one in rated.places() for do in DONE]
    return [
        # It leads back with a word, which the next page shows.
        f"/ratings/{number}/challenge",
        *(at, f"{at}.csv", f"{at}.json", f"{at}/settle", f"{at}/judge", f"{at}/ask", *places),
        *(f"/ratings/of/evidence/{record}", f"/evidence/{record}", "/ratings?state=review"),
        *("/ratings", "/me", "/notices", "/admin/events", "/me/unsaved", "/feeds/briefs.atom"),
        *("/search?q=students+drawn+by+lot", "/ask?q=were+students+drawn+by+lot", "/sitemap.xml"),
        *(f"/api/v1/evidence/{record}", "/api/v1/openapi.json"),
    ]


DONE = ("release", "set-aside", "remind")


def look(browser: Browser, paths: list[str]) -> dict[str, tuple[int, str, str]]:
    """What each address answers: status, ETag, and text without what is new each time."""
    found = {}
    for path in paths:
        answer = browser.get(path)
        text = OWN.sub("", answer.get_data(as_text=True))
        found[path] = (answer.status_code, answer.headers.get("ETag", ""), text)
    return found


@pytest.fixture
def half(rated: Rated) -> tuple[Rated, str]:
    """A rating of which Ada has judged and not sent, Ben neither."""
    at = rated.open()
    rated.take(rated.ada, at, may_name="name", interests=TIE)
    rated.take(rated.ben, at, may_name="name")
    rated.judge(rated.ada, at, send=False, q0="qed")
    return rated, at


def test_nothing_at_any_door_changes_when_one_of_two_sends(half: tuple[Rated, str]) -> None:
    rated, at = half
    paths = doors(rated, at)
    browsers = {name: rated.as_(person) for name, person in people(rated).items()}
    before = {name: look(browser, paths) for name, browser in browsers.items()}
    told = len(rated.make.notices())
    rated.judge(rated.ada, at, q0="qed")
    assert [one.status for one in rated.places()] == ["sent", "accepted"]
    after = {name: look(browser, paths) for name, browser in browsers.items()}
    assert len(rated.make.notices()) == told
    for name, seen in after.items():
        alike = [path for path in paths if not path.startswith(NEVER_ALIKE)]
        changed = {path for path in alike if seen[path] != before[name][path]}
        # Those who run it see who is still waited for, and what happened, not what was judged.
        allowed = {at, "/admin/events"} if name == "the administrator" else set()
        assert changed <= allowed, name
        for path, (_, _, text) in seen.items():
            for word in (SECRET, *ANSWERS):
                own_form = path == f"{at}/judge" or path.endswith("/challenge")
                assert word not in text or (own_form and word in ANSWERS), (name, path, word)
            if name != "the administrator":
                assert "Ada Quist" not in text, (name, path)
                assert TIE not in text, (name, path)
                assert name == "the other" or "Ben Lor" not in text, (name, path)
    assert "Has sent" in after["the administrator"][at][2]
    # The one who sent reads nothing of the other's either, and no more of the state.
    rated.judge(rated.ben, at, send=False, words=OTHER)
    for path, (_, _, text) in look(rated.as_(rated.ada), paths).items():
        assert OTHER not in text, path


def test_every_address_keeps_both_judgments_until_the_decision(half: tuple[Rated, str]) -> None:
    """Also of a token of programs: what both sent is for those who judge until it is settled."""
    rated, at = half
    rated.judge(rated.ada, at, q0="qed")
    rated.judge(rated.ben, at, words=OTHER)
    assert rated.rating.status == "adjudication"
    app = rated.make.app
    # Of each thing the first two: the tests of leaks ask for more.
    paths = [path for path in addresses(app) if not re.search(r"/[3-9]|/[12]\D.*/[2-9]", path)]
    for name in ("the administrator", "anyone"):
        browser = rated.as_(people(rated)[name])
        paths = paths if name == "the administrator" else doors(rated, at)
        for path, (_, _, text) in look(browser, paths).items():
            assert SECRET not in text, (name, path)
            assert OTHER not in text, (name, path)
    assert SECRET not in look(rated.as_(rated.cleo), [at])[at][2]
    rated.take(rated.cleo, at)
    for person in (rated.ada, rated.ben, rated.cleo):
        text = rated.as_(person).get(at).text
        assert SECRET in text
        assert OTHER in text
    for path in (f"{at}.csv", f"{at}.json"):
        assert SECRET not in rated.as_(rated.cleo).get(path).text, "files say what anyone reads"


def test_who_runs_a_rating_and_judges_it_does_not_see_who_else_does(rated: Rated) -> None:
    at = rated.open()
    judge_and_admin = rated.admin
    rated.as_(rated.admin).force(f"/admin/people/{judge_and_admin.id}/reviewer", {"reviewer": "1"})
    rated.take(judge_and_admin, at)
    rated.take(rated.ben, at)
    page = rated.as_(judge_and_admin).read(at)
    assert "Ben Lor" not in page.text
    assert "You (Reviewer A)" in page.text
    assert "Ask a reviewer" not in page.text
    [_, other] = rated.places()
    browser = rated.as_(judge_and_admin)
    for do in DONE:
        assert browser.force(f"{at}/places/{other.id}/{do}", {"reason": "Late."}).status_code == 404
    assert f"rating review {other.id}" not in browser.read("/admin/events").text
    # Who is missing from the list of those who can be asked would tell it as well.
    for do in ("ask", "withdraw"):
        assert browser.get(f"{at}/{do}").status_code == 403
    # Another administrator sees both, to remind them.
    assert "Ben Lor" in rated.as_(rated.make.admin()).read(at).text


def test_who_gives_a_place_back_leaves_nothing_and_cannot_come_back(
    half: tuple[Rated, str],
) -> None:
    rated, at = half
    rated.as_(rated.ada).send(f"{at}/give-back", {"reason": "A new job."})
    assert rated.rating.status == "open"
    [told] = [one for one in rated.make.notices() if "will not rate" in one.text]
    assert (told.person_id, "A new job." in told.text) == (rated.admin.id, True)
    assert rated.as_(rated.ada).force(f"{at}/judge", {"q0_answer": "qed"}).status_code == 403
    # Their own place has ended: nobody takes one twice.
    rated.as_(rated.ada).force(f"{at}/take", {"may_name": "name"})
    assert [one.status for one in rated.places()] == ["declined", "accepted"]
    rated.take(rated.cleo, at)
    page = rated.as_(rated.cleo).read(f"{at}/judge")
    assert SECRET not in page.text
    assert rated.rating.status == "in_review"
    for person in (rated.cleo, rated.ben):
        rated.judge(person, at, words=OTHER)
    decided = rated.as_().read(at)
    assert SECRET not in decided.text
    assert "Ada Quist" in decided.text, "she chose to be named: it is on the record that she left"


def test_a_new_reviewer_of_a_place_given_up_after_the_other_sent_stays_blind(
    rated: Rated,
) -> None:
    at = rated.open()
    dora = reviewer(rated.make, "Dora Ash")
    for person in (rated.ada, rated.ben):
        rated.take(person, at)
    rated.judge(rated.ada, at, q0="qed")
    [_, ben] = rated.places()
    browser = rated.as_(rated.admin)
    browser.send(f"{at}/places/{ben.id}/release", {"reason": "No answer for a month."})
    browser.send(f"{at}/ask", {"person": str(dora.id)})
    asked = rated.as_(dora)
    assert f"{at}/answer" in asked.read("/me").links
    asked.send(f"{at}/answer", {"may_name": "letter"})
    for path in doors(rated, at):
        assert SECRET not in asked.get(path).text, path
    rated.judge(dora, at, words=OTHER)
    assert rated.rating.status == "adjudication"
