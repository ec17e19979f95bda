"""The check of claims beside labels that were computed from the export's files."""

from flask import Flask

from rpp import db
from rpp.claims.check import evaluating
from rpp.config import ROOT

# What is promised; docs/claims.md has what was measured.
AT_LEAST = 0.95


def test_the_check_agrees_with_the_right_verdicts(demo: Flask) -> None:
    for name, parts in (("develop", 92), ("held_out", 100)):
        claims = evaluating.read(ROOT / "seed" / "claims" / f"{name}.jsonl")
        with demo.app_context():
            found = evaluating.evaluate(db.session(), claims)
        assert (found.claims, found.parts) == (26, parts)
        assert found.right >= AT_LEAST * parts, [one.labelled for one in found.wrong]
