"""What was measured of answers, for the page that says how well they do: `seed/ask/measured.json`.

`flask --app app ask evaluate FILE --keep` writes it.
"""

from dataclasses import asdict, dataclass
from functools import cache

from pydantic import TypeAdapter

from rpp.ask.alike import FOLDER
from rpp.ask.evaluating import Report

FILE = FOLDER / "measured.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of the questions of a file, by words and meaning, and by words alone.

    `on` is the day, ISO 8601; `fused` is None where there was no model to read meaning.
    """

    file: str
    on: str
    questions: int
    unanswerable: int
    words: Report
    fused: Report | None = None


_ADAPTER: TypeAdapter[Measured] = TypeAdapter(Measured)


@cache
def measured() -> Measured | None:
    """What was measured last, and kept; None where nothing was."""
    return _ADAPTER.validate_json(FILE.read_bytes()) if FILE.exists() else None


def keep(found: Measured) -> None:
    """Keep what was measured."""
    FILE.write_bytes(_ADAPTER.dump_json(found, indent=1) + b"\n")
    measured.cache_clear()


def as_json(found: Measured) -> dict[str, object]:
    """The same for machines."""
    return asdict(found)
