"""What the page of a record says of a district: whether sample and setting overlap with it."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import request, url_for

from rpp.evidence.models import EvidenceRecord
from rpp.evidence.studied import studied
from rpp.layout import Link
from rpp.organizations.overlap import Compared, Match, Verdict, overlap
from rpp.organizations.profiles import Profile

SIGNS: dict[Verdict, str] = {"yes": "done", "no": "ended", "unknown": "draft"}


class Part(NamedTuple):
    """The sample or the setting: its verdict, and what it comes from."""

    title: str
    sign: str
    label: str
    compared: list[Compared]


@dataclass(frozen=True, slots=True)
class OverlapPage:
    """A record beside a district; without one, the way to choose one."""

    title: str
    sentence: str
    parts: list[Part]
    choose: Link


def overlap_page(record: EvidenceRecord, district: Profile | None) -> OverlapPage:
    """Compare a record with a district, where there is one."""
    find = url_for("organizations.find", type="lea", like=request.path)
    if district is None:
        sentence = (
            "Strong evidence under ESSA is found with students and in settings like those it is "
            "meant for. Choose a district to compare its students and setting with this record."
        )
        choose = Link("Compare with a district", find)
        return OverlapPage("Does it overlap with your district?", sentence, [], choose)
    found = overlap(studied(record), district)
    parts = [_part("Sample", found.sample), _part("Setting", found.setting)]
    choose = Link("Compare with another district", find)
    return OverlapPage(f"Does it overlap with {found.district}?", found.sentence, parts, choose)


def _part(title: str, match: Match) -> Part:
    return Part(title, SIGNS[match.verdict], match.label, list(match.compared))
