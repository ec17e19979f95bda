"""Which way an outcome goes, where a source says it only by the sign of its improvement index."""

from rpp.evidence.directions import adverse

# Authors' and WWC's effects of opposite signs mirror each other up to this share of the larger
# one, or up to two units of the second decimal.
_SHARE = 0.2
_ABSOLUTE = 0.02


def lower_is_better(
    effect: float | None,
    authors: float | None,
    index: float | None,
    difference: float | None,
    outcome: str,
) -> bool:
    """Whether a source turned the sign of its effect for its index.

    `effect` and `authors` are the effect sizes that the WWC computed and that the authors report,
    `difference` the treated group's mean less the other's. An index of 0 tells nothing. Where the
    index follows the authors' effect and that has the other sign, the sign may be turned, or the
    authors' adjustment may have changed it: it counts as turned where the two mirror each other
    or the outcome's name says that less is better.
    """
    measured = effect or difference
    if not index or not measured or (index > 0) == (measured > 0):
        return False
    if not authors or (authors > 0) != (index > 0):
        return True
    if adverse(outcome):
        return True
    return bool(effect) and mirrored(measured, authors)


def mirrored(one: float, other: float) -> bool:
    """Whether two effects of opposite signs are the same one, turned."""
    apart = abs(abs(one) - abs(other))
    return apart <= max(_ABSOLUTE, _SHARE * max(abs(one), abs(other)))
