"""How strong the evidence is, as a page says it: for the reader's district first, with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask import request, url_for

from rpp import dates
from rpp.evidence.rules.essa_2023 import TIERS, DomainTier, for_district
from rpp.evidence.rules.rule_set import Reason, Verdict
from rpp.evidence.tiers.computing import Rated
from rpp.evidence.tiers.queries import NOT_REVIEWED
from rpp.evidence.tiers.words import named
from rpp.layout import Link, several
from rpp.organizations.profiles import Profile

SIGNS: dict[Verdict, str] = {"met": "done", "not met": "waiting", "unknown": "draft"}
SPOKEN: dict[Verdict, str] = {"met": "Met", "not met": "Not met", "unknown": "Not known"}
# What follows from students and settings, in the words of who asks for their own district.
MATCHES: dict[tuple[Verdict, Verdict], str] = {
    ("met", "met"): "{} students and {} settings match",
    ("met", "not met"): "{} students match, {} settings do not",
    ("not met", "met"): "{1} settings match, {0} students do not",
    ("not met", "not met"): "neither {} students nor {} settings match",
    ("met", "unknown"): "{} students match; whether {} settings do is not known",
    ("unknown", "met"): "{1} settings match; whether {0} students do is not known",
    ("not met", "unknown"): "{} students do not match; whether {} settings do is not known",
    ("unknown", "not met"): "{1} settings do not match; whether {0} students do is not known",
    ("unknown", "unknown"): "whether {} students and {} settings match is not known",
}
MOST_OPEN = 1


class Stands(NamedTuple):
    """The tier that stands on a domain before any district is asked, and whose it is."""

    tier: int
    whose: str


NO_TIERS: dict[str, Stands] = {}


def standing_tiers(rated: Rated) -> dict[str, Stands]:
    """What stands on each domain that has a tier."""
    found = {}
    for one in rated.tiers:
        given = None if rated.is_reviewed else rated.given.get(one.domain)
        if tier := given or one.general:
            whose = "given by the WWC" if given else NOT_REVIEWED
            found[one.domain] = Stands(tier, "reviewed here" if rated.is_reviewed else whose)
    return found


class Check(NamedTuple):
    """One criterion and what it came to: a sign, its word for who does not see it, and why."""

    sign: str
    spoken: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class OnDomain:
    """The tier on one outcome. `tier` is its code, "" for none; `words` its name, or why not."""

    name: str
    tier: str
    words: str
    sentences: list[str]
    against: str
    checks: list[Check]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class StrengthPage:
    """All that is said of how strong it is; `standing` is for the box beside the title."""

    title: str
    domains: list[OnDomain]
    rest: str
    status: str
    choose: Link
    rules: Link
    # In a column beside a text.
    is_narrow: bool = False

    @property
    def tiered(self) -> list[OnDomain]:
        return [one for one in self.domains if one.tier]


def strength_page(
    rated: Rated,
    district: Profile | None = None,
    *,
    own: bool = True,
    zone: str | None = None,
    is_narrow: bool = False,
) -> StrengthPage:
    """What is said of a subject; `own`: the district is the reader's.

    Days are said in `zone`, else in the portal's own.
    """
    whose = "your" if own else "its"
    told = [_on_domain(one, rated, whose) for one in _standing(rated)]
    shown = [one for one in told if one.tier or one.checks]
    shown.sort(key=lambda one: one.tier or "9")
    opened = [replace(one, is_open=at < MOST_OPEN) for at, one in enumerate(shown)]
    find = url_for("organizations.find", type="lea", like=request.path)
    choose = "Choose another district" if district else "See it for your district"
    title = f"How strong it is for {district.name}" if district else "How strong it is"
    return StrengthPage(
        title=title,
        domains=opened,
        rest=_rest([one.name for one in told if one not in shown]),
        status=_status(rated, zone or dates.site_zone()),
        choose=Link(choose, find),
        rules=Link("How this is decided", url_for("rules.show", code="essa-2023")),
        is_narrow=is_narrow,
    )


def _standing(rated: Rated) -> Iterator[tuple[DomainTier, DomainTier]]:
    """What stands on each domain, for the district where there is one, beside what is computed.

    A tier of the source stands until reviewers here have decided.
    """
    for computed in rated.tiers:
        given = None if rated.is_reviewed else rated.given.get(computed.domain)
        stands = computed
        if given and given != computed.general:
            stands = replace(computed, general=given, tier=given, missing=())
            if rated.overlap:
                stands = for_district(stands, rated.overlap)
        yield stands, computed


def _on_domain(pair: tuple[DomainTier, DomainTier], rated: Rated, whose: str) -> OnDomain:
    stands, computed = pair
    decided = bool(stands.favorable or stands.unfavorable or stands.tier)
    return OnDomain(
        name=stands.domain or "The study as a whole",
        tier=str(stands.tier or ""),
        words=TIERS[stands.tier] if stands.tier else "",
        sentences=list(_sentences(stands, computed, rated, whose)),
        against=_against(stands, rated),
        checks=[check(one) for one in stands.why] if decided or stands.missing else [],
    )


def _sentences(stands: DomainTier, computed: DomainTier, rated: Rated, whose: str) -> Iterator[str]:
    if rated.overlap and stands.general in (1, 2):
        found = tuple(one.verdict for one in stands.why[-2:])
        matches = MATCHES[found[0], found[1]].format(whose, whose)
        tier = f"Tier {stands.tier}" if stands.tier else "No tier"
        yield f"{tier} for {rated.overlap.district}: {matches}."
        yield f"{named(stands.general)} in general."
    elif stands.general == 3:
        yield "It asks for no overlap, so it is the same for every district."
    elif not stands.tier:
        yield _no_tier(stands)
    if given := rated.given.get(stands.domain):
        yield _beside(given, computed)


def _no_tier(one: DomainTier) -> str:
    """Why there is no tier: the facts that nobody recorded, or what does not hold."""
    if one.missing:
        return f"No tier. Not recorded: {'; '.join(one.missing)}."
    failed = [reason.words for reason in one.why if reason.verdict == "not met"]
    return f"No tier. {' '.join(failed)}".strip()


def _beside(given: int, computed: DomainTier) -> str:
    """What the source gives, beside what the recorded facts come to."""
    if computed.general == given:
        return f"The WWC gives {named(given)}, and the recorded facts agree."
    if computed.missing:
        missing = "; ".join(computed.missing)
        return f"The WWC gives {named(given)}. It cannot be computed here. Not recorded: {missing}."
    failed = [one.words for one in computed.why if one.verdict == "not met"]
    because = f" {' '.join(failed[:2])}" if failed else ""
    return (
        f"The WWC gives {named(given)}. By the recorded facts it would be "
        f"{named(computed.general)}.{because}"
    )


def _against(one: DomainTier, rated: Rated) -> str:
    """The significant unfavorable findings on this outcome, by what they measured."""
    if not one.unfavorable:
        return ""
    outcomes = dict.fromkeys(
        f"{each.outcome or 'one outcome'}{' (a subgroup)' if each.is_subgroup else ''}"
        for each in rated.contrasts
        if each.key in one.unfavorable
    )
    count = len(one.unfavorable)
    some = "A significant finding is" if count == 1 else f"{count} significant findings are"
    return (
        f"{some} unfavorable: {'; '.join(list(outcomes)[:3])}{'; …' if len(outcomes) > 3 else ''}."
    )


def check(reason: Reason) -> Check:
    """One reason as a page lists it."""
    return Check(SIGNS[reason.verdict], SPOKEN[reason.verdict], reason.title, reason.words)


def _rest(names: Sequence[str]) -> str:
    if not names:
        return ""
    listed = ", ".join(name.lower() for name in names[:4]) + ("…" if len(names) > 4 else "")
    outcomes = several(len(names), "other outcome")
    return f"No tier on {outcomes} ({listed}): no significant finding favors the program there."


def _status(rated: Rated, zone: str) -> str:
    if rated.decided and rated.is_reviewed:
        day = dates.day_in(rated.decided.decided_at, zone or dates.site_zone())
        return f"Two reviewers decided it on {day}."
    if rated.decided:
        return "It is under review again, so this is computed."
    if rated.given:
        return "As the WWC reviewed it. Nobody here has reviewed it yet."
    return f"{NOT_REVIEWED.capitalize()}."
