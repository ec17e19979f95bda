"""The effects and results of a version as files, so that anyone can compute them again."""

import csv
import io
import json
from dataclasses import asdict
from importlib import metadata

from rpp.sheets import harmless
from rpp.syntheses.analysis.analyzing import VERSION, analyze
from rpp.syntheses.analysis.queries import Version
from rpp.syntheses.analysis.results import Average
from rpp.syntheses.published import LICENCE

SOFTWARE = ("numpy", "scipy")
Plain = dict[str, object]
COLUMNS = (
    *("key", "study", "title", "year", "outcome", "domain", "yi", "vi", "cluster", "n"),
    *("measured_by", "attrition", "settings", "grades", "states"),
)


def as_csv(version: Version) -> str:
    """One row for each effect; `flask evidence synthesize` and metafor read it as it is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in version.held.effects:
        writer.writerow([_cell(getattr(one, name)) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    text = " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return harmless(text)


def as_json(version: Version) -> str:
    """One object: what was stored, how it was computed, and with which software."""
    analysis = analyze(version.held.effects, VERSION)
    average = analysis.average
    told: Plain = {
        "title": version.title,
        "version": version.number,
        "published": version.held.published_at.isoformat(),
        "license": LICENCE,
        "hash": version.held.text_hash,
        "effect": "Hedges' g in standard deviations; above zero favors the program",
        "method": average.how if isinstance(average, Average) else None,
        "level": average.level if isinstance(average, Average) else None,
        "results": asdict(version.held.results),
        "ci": _pair(version.held.results.low, version.held.results.high),
        "prediction": _pair(version.held.results.expect_low, version.held.results.expect_high),
        "computed_again": asdict(average),
        "software": {name: metadata.version(name) for name in SOFTWARE},
        # In the order of the weights.
        "effects": [asdict(one) for one in analysis.effects],
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _pair(low: float | None, high: float | None) -> list[float] | None:
    return None if low is None or high is None else [low, high]
