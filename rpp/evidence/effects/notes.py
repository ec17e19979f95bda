"""What a reader must know of the figures of a finding, in sentences."""

from rpp.evidence.effects.clusters import ICC_ACHIEVEMENT, default_icc
from rpp.evidence.effects.computed import Origin
from rpp.evidence.effects.significance import ALPHA
from rpp.evidence.effects.testing import HOLDS_MANY, Tested
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.wwc.words import DOUBTFUL_EFFECT

_TAKEN_OVER = {
    "wwc": "The recorded facts do not suffice to compute the effect size; the one that the WWC "
    "computed is taken over.",
    "authors": "The recorded facts do not suffice to compute the effect size; the one that the "
    "authors report is taken over, and how they computed it was not checked.",
}
_TOO_LARGE = (
    f"An effect of more than {DOUBTFUL_EFFECT:g} standard deviations is larger than any program "
    "in education has; it is probably a slip in the source."
)
_CLUSTERS_ANALYZED = (
    "Classes, schools or districts were analyzed, not students: means of groups vary less than "
    "students do, so the effect size is larger than it would be for students."
)
_NOT_TOLD = (
    "Nobody recorded whether the authors’ test takes into account that students came in classes "
    "or schools, so this was done here."
)


_BORDER = (
    "The interval and p come of two formulas, and disagree on whether 0 can be ruled out. At the "
    "border p decides."
)


def notes_of(
    contrast: Contrast, origin: Origin, note: str, tested: Tested | None, g: float | None
) -> tuple[str, ...]:
    """The sentences, the most important first."""
    found = [
        _TAKEN_OVER.get(origin, ""),
        note,
        _TOO_LARGE if g is not None and abs(g) > DOUBTFUL_EFFECT else "",
        _CLUSTERS_ANALYZED if contrast.analyzed in HOLDS_MANY else "",
        *_of_clusters(contrast, tested),
        _BORDER if tested is not None and _disagree(tested) else "",
    ]
    return tuple(words for words in found if words)


def _disagree(tested: Tested) -> bool:
    """Whether only one of the interval and p rules 0 out."""
    low, high = tested.ci
    return (tested.p < ALPHA) != (low > 0 or high < 0)


def _of_clusters(contrast: Contrast, tested: Tested | None) -> tuple[str, ...]:
    if tested is None or tested.clustering is None or tested.authors_p:
        return ()
    told = "" if contrast.clusters_handled is not None else _NOT_TOLD
    if contrast.icc is not None:
        return (told,)
    taken = default_icc(contrast.domain)
    of = "achievement" if taken == ICC_ACHIEVEMENT else "outcomes other than achievement"
    return (
        told,
        f"Nobody reported how alike students of one class or school are; {taken:.2f} is taken, as "
        f"the WWC does for {of}.",
    )
