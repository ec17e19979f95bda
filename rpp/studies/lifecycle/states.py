"""The states of a study in words: its sign, its name, and the stations of its way."""

from typing import NamedTuple


class Words(NamedTuple):
    """A sign (see components/signs.html) and what the state is called."""

    glyph: str
    label: str


STATES: dict[str, Words] = {
    "proposal": Words("draft", "Proposal"),
    "co_design": Words("current", "Co-design"),
    "frozen": Words("waiting", "Waiting for signatures"),
    "signed": Words("done", "Signed"),
    "active": Words("underway", "Under way"),
    "paused": Words("paused", "Paused"),
    "findings_shared": Words("underway", "Findings shared"),
    "interpreted": Words("underway", "Interpreted"),
    "published": Words("done", "Published"),
    "withdrawn": Words("ended", "Withdrawn"),
}

# The way of a study as its timeline shows it: the station, and the states that stand at it.
STATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Proposed", ("proposal",)),
    ("Co-design", ("co_design", "frozen")),
    ("Signed", ("signed",)),
    ("Under way", ("active", "paused")),
    ("Findings", ("findings_shared",)),
    ("Interpreted", ("interpreted",)),
    ("Brief", ("published",)),
)
