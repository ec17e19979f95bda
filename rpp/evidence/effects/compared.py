"""The authors' and the WWC's figures beside ours, and why they differ."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from rpp.evidence.effects.clusters import ICC_ACHIEVEMENT, ICC_OTHER
from rpp.evidence.effects.computed import Difference
from rpp.evidence.effects.index import improvement_index, whole
from rpp.evidence.effects.numbers import Uncomputable
from rpp.evidence.effects.significance import ALPHA
from rpp.evidence.effects.size import Group, Size, size_of
from rpp.evidence.effects.testing import p_of_effect, without_clusters
from rpp.evidence.findings.contrast import Contrast, Reported
from rpp.evidence.wwc.words import DOUBTFUL_EFFECT

_SAME_P = 0.0005  # p is printed to three places
_NEAR = 1e-6  # how far figures that are printed in full may lie apart and count as the same
By = Literal["wwc", "authors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What was computed here of recorded facts; None where it was not. `size` comes with the
    groups that it is of; `index` is turned so that above 0 favors the intervention."""

    size: Size | None = None
    groups: tuple[Group, Group] | None = None
    raw: float | None = None
    p: float | None = None
    index: float | None = None
    significant: bool | None = None


def compare(contrast: Contrast, ours: Ours) -> tuple[Difference, ...]:
    """Each figure of others that stands beside one of ours, with why they differ."""
    found: list[Difference] = []
    for by in ("wwc", "authors"):
        if (said := contrast.said_by(by)) is not None:
            found += _beside(contrast, ours, said, "wwc" if by == "wwc" else "authors")
    return tuple(found)


def _beside(contrast: Contrast, ours: Ours, said: Reported, by: By) -> list[Difference]:
    found: list[Difference] = []
    authors = contrast.said_by("authors") if by == "wwc" else None
    if ours.size and said.effect_size is not None:
        why = _why_size(ours, said.effect_size, authors)
        found.append(_difference("g", by, ours.size.value, said.effect_size, why))
    p_why = ""
    if ours.p is not None and said.p_value is not None:
        p_why = _why_p(contrast, ours, said.p_value, by)
        found.append(_difference("p", by, ours.p, said.p_value, p_why))
    if ours.index is not None and said.improvement_index is not None:
        why = why_index(ours.index, said, contrast.said_by("authors"))
        found.append(_difference("index", by, ours.index, said.improvement_index, why))
    if ours.significant is not None and said.significant is not None:
        why = "" if ours.significant == said.significant else p_why or _why_significant(said)
        found.append(_difference("significant", by, ours.significant, said.significant, why))
    return found


def _why_significant(said: Reported) -> str:
    """The WWC corrects significance where a study has several outcomes in a domain, and not p."""
    below = said.p_value is not None and said.p_value < ALPHA
    return "several" if below and not said.significant else "their_test"


def _difference(code: str, by: By, ours: float, theirs: float, why: str) -> Difference:
    return Difference(code=code, by=by, ours=float(ours), theirs=float(theirs), why=why)


def _why_size(ours: Ours, theirs: float, authors: Reported | None) -> str:
    assert ours.size is not None
    own = ours.size.value
    near = max(_NEAR, half_unit(theirs))
    if abs(own - theirs) <= near:
        return ""
    if abs(own + theirs) <= near:
        return "direction"
    if abs(theirs) > DOUBTFUL_EFFECT:
        return "error"
    low, high = _rounded(ours)
    if low - near <= theirs <= high + near:
        return "rounding"
    if authors is not None and _same(theirs, authors.effect_size):
        return "authors"
    return "facts"


def _same(one: float, other: float | None) -> bool:
    return other is not None and abs(abs(one) - abs(other)) <= half_unit(other)


def _rounded(ours: Ours) -> tuple[float, float]:
    """Between which effect sizes ours lies, as far as the printed numbers are rounded."""
    assert ours.size is not None
    own = ours.size.value
    if ours.groups is None or ours.size.method == "cox":
        return own, own
    treated, compared = ours.groups
    found = [own]
    for up in (-1, 1):
        for wide in (-1, 1):
            pair = _nudged(treated, up, wide), _nudged(compared, -up, wide)
            try:
                found.append(size_of(*pair, binary=False).value)
            except Uncomputable:
                continue
    return min(found), max(found)


def _nudged(group: Group, up: int, wide: int) -> Group:
    mean, sd = group.mean or 0.0, group.sd or 0.0
    return Group(
        n=group.n,
        mean=mean + up * half_unit(mean),
        sd=max(0.0, sd + wide * half_unit(sd)),
    )


def half_unit(printed: float) -> float:
    """Half of the last printed place: 0.005 for 0.52; a whole number counts as printed whole."""
    exponent = Decimal(repr(printed)).as_tuple().exponent
    if not isinstance(exponent, int):
        return 0.0
    if printed == int(printed):
        exponent = 0
    return 0.5 * 10.0 ** max(exponent, -15)


def _why_p(contrast: Contrast, ours: Ours, theirs: float, by: By) -> str:
    assert ours.p is not None
    if _same_p(ours.p, theirs):
        return ""
    authors = contrast.said_by("authors")
    own = authors.p_value if authors else None
    if by == "wwc" and own is not None and _same_p(theirs, own):
        return "authors_test"
    if any(_near(theirs, p) for p in _other_ps(contrast, ours.raw)):
        return "clusters"
    if by == "wwc" and authors is not None and authors.effect_size is not None:
        effects = authors.effect_size, *_edges(authors.effect_size)
        if any(_near(theirs, p) for one in effects for p in _other_ps(contrast, one)):
            return "authors_effect"
    return "their_test"


def _same_p(one: float, other: float) -> bool:
    """Whether both are printed alike: to three places, or as less than 0.001."""
    return abs(one - other) < _SAME_P or max(one, other) < 0.001


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= max(_SAME_P, 0.02 * max(one, other))


def _edges(printed: float) -> tuple[float, float]:
    """The ends of what a printed number may have been before it was rounded."""
    half = half_unit(printed)
    return printed - half, printed + half


def _other_ps(contrast: Contrast, effect: float | None) -> list[float]:
    """The p of an effect without the clusters, and with each default for how alike students are."""
    if effect is None:
        return []
    found: list[float] = []
    iccs = (contrast.icc, ICC_ACHIEVEMENT, ICC_OTHER)
    for one in (without_clusters(contrast), *(replace(contrast, icc=icc) for icc in iccs)):
        try:
            n1, n2 = one.treated.n or 0, one.compared.n or 0
            found.append(p_of_effect(one, effect, n1, n2))
        except (Uncomputable, OverflowError):
            continue
    return found


def why_index(ours: float, said: Reported, authors: Reported | None) -> str:
    """Why the WWC's index (`said`) is not `ours`, as a key of `WHYS`; "" where it is."""
    theirs = whole(said.improvement_index or 0.0)
    if whole(ours) == theirs:
        return ""
    if whole(-ours) == theirs:
        return "direction"
    if authors is not None and _index_of(authors.effect_size) == abs(theirs):
        return "authors"
    if _index_of(said.effect_size) == abs(theirs):
        return "their_effect"
    return "facts"


def _index_of(effect: float | None) -> int | None:
    return None if effect is None else whole(improvement_index(abs(effect)))
