"""Holds what a claim says of students and places beside who was studied, and where."""

import re
from collections.abc import Callable, Collection, Sequence

from rpp.claims.check.outcomes import named
from rpp.claims.check.parts import Judged, Part, Rest, Verdict
from rpp.claims.check.tested import Found, Record, Tested
from rpp.evidence.studied import studied
from rpp.layout import several
from rpp.vocabulary import grades_in_words

HALF = 0.5
MOST_RESTS = 4
# What a subgroup's description, and a review's protocol, say where it is on these students.
_GROUPS: dict[str, tuple[str, str, str]] = {
    "english_learners": (
        "English learners",
        r"(?<!non)(?<!non-)(?<!non )\b(?:english lea?rners?|ell?s?\b|english language)",
        r"english language learners",
    ),
    "disabilities": (
        "students with disabilities",
        r"disabilit|special education|\bsped\b",
        r"disab|autism|emotional disturb",
    ),
    "frl": (
        "students from low-income families",
        r"\bfrpl|low-income|economically|free or reduced",
        r"(?!)",
    ),
    "black": ("Black students", r"african[- ]american|\bblack\b", r"(?!)"),
    "hispanic": ("Hispanic students", r"hispanic|latin[oax]", r"(?!)"),
    "asian": ("Asian students", r"\basian", r"(?!)"),
    "american_indian": ("Native American students", r"native american|american indian", r"(?!)"),
}
_SETTINGS = {"urban": "cities", "suburban": "suburbs", "rural": "rural places", "town": "towns"}


def record(one: Record) -> Rest:
    """A record as a verdict names it."""
    said = ", ".join(filter(None, (one.facts.design_words, str(one.facts.year or ""))))
    return Rest(f"{one.facts.title} ({said})" if said else one.facts.title, one.href)


def findings(found: Collection[Found]) -> list[Rest]:
    """Findings as a verdict names them, each once: outcome, size, significance, sample."""
    return [Rest(_finding(one), one.href) for one in list(dict.fromkeys(found))[:MOST_RESTS]]


def _finding(one: Found) -> str:
    index = "" if one.index is None else f"improvement index {one.index:+g}".replace("-", "−")
    sure = {True: "significant", False: "not significant", None: "significance not given"}
    of = f"{one.n:,} students" if one.n else ""
    part = f"part of a sample: {one.sample.strip(' -')}" if one.is_subgroup else ""
    return ", ".join(filter(None, (one.outcome, index, sure[one.significant], of, part)))


def _said(part: Part, verdict: Verdict, why: str, rests: Sequence[Rest] = ()) -> Judged:
    return Judged(part, verdict, why, tuple(rests)[:MOST_RESTS])


def grades(part: Part, tested: Tested) -> Judged:
    """Whether the grades of a claim were studied, and with a gain."""
    return _where(part, tested, set(part.codes), lambda one: set(one.facts.grades), _in_grades)


def _in_grades(codes: Collection[str]) -> str:
    return grades_in_words(sorted(codes)).lower()


def setting(part: Part, tested: Tested) -> Judged:
    """Whether the kind of place of a claim was studied, and with a gain."""
    return _where(part, tested, {part.code}, lambda one: set(one.facts.settings), _in_places)


def _in_places(codes: Collection[str]) -> str:
    return " and ".join(_SETTINGS.get(one, one) for one in sorted(codes))


def _where(
    part: Part,
    tested: Tested,
    claimed: set[str],
    codes: Callable[[Record], set[str]],
    words: Callable[[Collection[str]], str],
) -> Judged:
    told = [one for one in tested.records if codes(one)]
    if not told:
        return _said(
            part, "unchecked", "The records on this program do not tell it of their samples."
        )
    all_ = set[str]().union(*map(codes, told))
    good = [one for one in told if one.favors(part.outcomes)]
    gained = set[str]().union(*map(codes, good)) if good else set()
    what, own = named(part.outcomes), [one for one in told if codes(one) & claimed]
    if claimed <= gained:
        shown = [one for one in good if codes(one) & claimed]
        why = f"It was studied in {words(claimed)}, with a significant gain on {what}."
        return _said(part, "supported", why, [*map(record, shown)])
    if not claimed & all_:
        why = f"It was not studied in {words(claimed)} here. Those studied: {words(all_)}."
        return _said(part, "unsupported", why, [*map(record, told)])
    if missing := claimed - all_:
        why = f"It was studied in {words(claimed & all_)}, and not in {words(missing)}."
    else:
        lacking = claimed - gained
        why = f"It was studied in {words(lacking)}, but no record of these shows a gain on {what}."
    return _said(part, "overstated", why, [*map(record, own)])


def population(part: Part, tested: Tested) -> Judged:
    """Whether it was studied with such students: alone, or as at least half of a sample."""
    if part.code not in _GROUPS:
        return _said(part, "unchecked", "The records here do not single out these students.")
    name, sample, protocol = _GROUPS[part.code]
    what = named(part.outcomes)
    own = [
        one
        for one in tested.on(part.outcomes).all
        if (one.is_subgroup and re.search(sample, one.sample.lower()))
        or re.search(protocol, one.protocol.lower())
    ]
    if own:
        return _alone(part, own, name, what)
    shares = [
        (share, one) for one in tested.records if (share := _share(one, part.code)) is not None
    ]
    if not shares:
        why = f"The records on this program do not say how many {name} took part."
        return _said(part, "unchecked", why)
    good = [(share, one) for share, one in shares if one.favors(part.outcomes)]
    largest, of_largest = max(shares, key=lambda pair: pair[0])
    if good and max(share for share, _ in good) >= HALF:
        share, of_good = max(good, key=lambda pair: pair[0])
        why = f"{share:.0%} of a sample with a significant gain on {what} were {name}."
        return _said(part, "supported", why, [record(of_good)])
    if largest > 0:
        why = f"At most {largest:.0%} of a sample here were {name}, and no finding is on them alone"
        half = " with a gain." if largest >= HALF else "."
        return _said(part, "overstated", f"{why}{half}", [record(of_largest)])
    return _said(
        part, "unsupported", f"No {name} took part in the studies here.", [record(of_largest)]
    )


def _alone(part: Part, own: Sequence[Found], name: str, what: str) -> Judged:
    better, worse = [one for one in own if one.favors], [one for one in own if one.opposes]
    rests = findings([*better, *worse, *own])
    if better and not worse:
        why = (
            f"Of {name} alone, {several(len(better), 'finding')} on {what} favor it significantly."
        )
        why = why if len(better) > 1 else why.replace("favor it", "favors it")
        return _said(part, "supported", why, rests)
    if better:
        why = (
            f"Of {name} alone, findings on {what} speak for it ({len(better)}) and against it "
            f"({len(worse)})."
        )
        return _said(part, "overstated", why, rests)
    if worse:
        why = f"Of {name} alone, significant findings on {what} speak against it."
        return _said(part, "contradicted", why, rests)
    why = f"Of {name} alone, no finding on {what} is significant in its favor."
    return _said(part, "unsupported", why, rests)


def _share(one: Record, code: str) -> float | None:
    return studied(one.facts).shares.get(code)


def counted(part: Part, tested: Tested) -> Judged:
    """Whether so many took part as the claim says."""
    if part.code == "schools" or part.number is None:
        return _said(part, "unchecked", "The records here do not say how many schools took part.")
    if part.code == "studies":
        return _studies(part, tested, part.number)
    sizes = [(one.facts.sample_size, one) for one in tested.records if one.facts.sample_size]
    if not sizes:
        return _said(part, "unchecked", "The records here do not say how many students took part.")
    total = sum(size for size, _ in sizes)
    largest, own = max(sizes, key=lambda pair: pair[0])
    verdict: Verdict = "supported" if part.number <= total else "overstated"
    why = (
        f"The largest sample here has {largest:,} students; those of "
        f"{several(len(sizes), 'record')} add up to {total:,}."
    )
    return _said(part, verdict, why, [record(own)])


def _studies(part: Part, tested: Tested, claimed: float) -> Judged:
    cited = [one for one in tested.records if one.is_study]
    reported = [one.studies or 0 for each in tested.records for one in each.conclusions]
    most = max(len(cited), max(reported, default=0))
    verdict: Verdict = "supported" if claimed <= most else "overstated"
    why = f"Here it has {several(most, 'study', 'studies')} that met the standards of a review."
    return _said(part, verdict, why, [*map(record, cited or tested.records)])
