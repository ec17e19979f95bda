"""How effects are pooled, and what a reader may choose: nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple, cast, get_args
from urllib.parse import urlencode

from rpp.evidence.pooling.results import Method, Test

DEFAULT_METHOD: Method = "REML"
DEFAULT_TEST: Test = "hartung-knapp"

METHODS: Mapping[Method, str] = {
    "REML": "Random effects, REML (as in the version)",
    "DL": "Random effects, DerSimonian-Laird",
    "ML": "Random effects, maximum likelihood",
    "PM": "Random effects, Paule-Mandel",
    "EE": "One true effect for all studies",
}
TESTS: Mapping[Test, str] = {
    "hartung-knapp": "Hartung-Knapp (as in the version)",
    "modified": "Modified Hartung-Knapp, never narrower than Wald",
    "wald": "Wald",
}
# Only effects that …
TOGGLES: Mapping[str, str] = {
    "independent": "Only measures that are independent of the study",
    "low": "Only studies with low attrition",
    "mine": "Only studies in my kind of district",
}


class Moderator(NamedTuple):
    """What may explain why effects differ: its words, and whether it is a number."""

    label: str
    is_number: bool
    one_more: str = ""  # a unit of a number: "1 year later"


MODERATORS: Mapping[str, Moderator] = {
    "measure": Moderator("Who made the measure", False),
    "attrition": Moderator("Attrition", False),
    "place": Moderator("Kind of place", False),
    "domain": Moderator("Outcome", False),
    "year": Moderator("Year of publication", True, "year later"),
    "n": Moderator("Number of students", True, "hundred students more"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A method and a test, which effects count, and one moderator ("" for none)."""

    method: Method = DEFAULT_METHOD
    test: Test = DEFAULT_TEST
    independent: bool = False
    low: bool = False
    mine: bool = False
    by: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a reader's, and not the version's."""
        return self != Choice()

    @property
    def query(self) -> str:
        """The choice as the end of an address: "?method=DL&low=1"; "" for the version's."""
        plain, told = Choice(), {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value != getattr(plain, one.name):
                told[one.name] = "1" if value is True else str(value)
        return f"?{urlencode(told)}" if told else ""


def chosen(asked: Mapping[str, str]) -> Choice:
    """The choice of an address; what it does not know is the version's."""
    method, test, by = asked.get("method", ""), asked.get("test", ""), asked.get("by", "")
    return Choice(
        cast(Method, method) if method in get_args(Method) else DEFAULT_METHOD,
        cast(Test, test) if test in get_args(Test) else DEFAULT_TEST,
        independent=asked.get("independent") == "1",
        low=asked.get("low") == "1",
        mine=asked.get("mine") == "1",
        by=by if by in MODERATORS else "",
    )
