"""What a steward plans of a round."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rpp.rounds.models import Round

# What a plan says of the round itself, by column.
COLUMNS = (
    *("title", "purpose", "ballot", "points", "capacity", "rule", "quorum", "secret"),
    *("opens_at", "closes_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A round as it is planned; `options` are ids of open problems of its network.

    `efforts` says what each problem takes, 1 where nothing is said; `capacity` is how much of
    that can be taken up: where every effort is 1, how many problems can win.
    """

    title: str
    purpose: str = ""
    ballot: str = "points"
    points: int = 10
    capacity: int = 3
    rule: str = "equal-shares-grow"
    quorum: int = 0
    secret: bool = True
    # "" for the zone that the round has, at first its network's.
    timezone: str = ""
    opens_at: datetime
    closes_at: datetime
    options: Collection[int] = ()
    efforts: Mapping[int, int] = field(default_factory=dict)

    def write(self, round_: Round) -> None:
        """Put it into the columns of a round."""
        for name in COLUMNS:
            setattr(round_, name, getattr(self, name))
        round_.timezone = self.timezone or round_.timezone
