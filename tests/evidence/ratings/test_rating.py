"""A rating from the first to the last step."""

from tests.evidence.ratings.conftest import Rated


def test_two_who_agree_decide_at_once(rated: Rated) -> None:
    at = rated.decided()
    page = rated.as_().read(at)
    assert rated.rating.status == "decided"
    print(page.text)
    assert "without reservations" in page.text
