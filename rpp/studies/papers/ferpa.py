"""On what ground education records are shared: what each basis means, and what it asks for."""

from datetime import date

from rpp.errors import DomainError
from rpp.studies.models import BASES, PPRA

# What each basis is for, in a sentence beside its choice.
EXPLAINED: dict[str, str] = {
    "none": "The study asks people or watches lessons, and gets nothing from student files.",
    "deidentified": (
        "The district has removed everything that could identify a student before "
        "the researchers get the data."
    ),
    "studies": "The study is done for the district, to improve instruction, to make or check "
    "tests, or to run student aid. Needs a written agreement.",
    "audit": "The researchers are the district’s or the state’s authorized representative and "
    "evaluate a publicly funded education program. Needs a written agreement.",
    "school_official": "The researchers do work that the district’s own staff would otherwise do, "
    "under the district’s direct control.",
    "directory": "Only what the district has announced as directory information, and no student "
    "whose parents opted out.",
    "consent": "Each parent, or each student of 18 or over, has signed and dated a consent that "
    "names the records, the purpose and who gets them.",
}
# What the written agreement of the studies exception must hold: 34 CFR 99.31(a)(6)(iii).
CHECKLIST: tuple[str, ...] = (
    "The agreement is in writing, between the district and the research organization.",
    "It names the purpose, the scope and the duration of the study, and the information that is "
    "shared.",
    "The records are used for that purpose and for nothing else.",
    "Only representatives with a legitimate interest can identify the students and parents, in "
    "the work and in what is published.",
    "All identifying information is destroyed when it is no longer needed, and the agreement says "
    "by when.",
)
# These kinds of agreement share data, so they name their ground.
SHARING = ("DSA", "MOU")

# What a basis needs beside itself: field, and the sentence for whoever left it out.
WRITTEN: dict[str, str] = {
    "purpose": "Say what the records are used for. The agreement must name it.",
    "scope": "Say who and what the study covers. The agreement must name it.",
    "elements": "Name the data that are shared. The agreement must name them.",
}
DESTROY = "Give the day by which the data are destroyed: {law} requires the agreement to say it."
DURATION = "Give the day until which it is in force: the studies exception requires the duration."
_SHARED = "Name the data that are shared, for example “daily attendance, grade, route”."


class Incomplete(DomainError):
    """An agreement lacks what the law asks for; `missing` has a sentence for each field."""

    def __init__(self, missing: dict[str, str]) -> None:
        field, sentence = next(iter(missing.items()))
        super().__init__(sentence, field)
        self.missing = missing


def missing(
    kind: str,
    basis: str,
    ppra: str,
    *,
    purpose: str = "",
    scope: str = "",
    elements: str = "",
    expires_on: date | None = None,
    destroy_on: date | None = None,
) -> dict[str, str]:
    """What an agreement of this kind and on this ground still needs, by field.

    The studies exception: 34 CFR 99.31(a)(6)(iii)(C). Audit or evaluation: 34 CFR 99.35(a)(3).
    """
    found: dict[str, str] = {}
    if (basis and basis not in BASES) or (kind in SHARING and not basis):
        found["basis"] = "Choose the legal basis on which the data are shared."
    if (ppra and ppra not in PPRA) or (kind in SHARING and not ppra):
        found["ppra"] = "Say whether students are asked about a protected area."
    given = {"purpose": purpose, "scope": scope, "elements": elements}
    if basis in ("studies", "audit"):
        found |= {name: WRITTEN[name] for name, value in given.items() if not value.strip()}
        if destroy_on is None:
            law = "34 CFR 99.31(a)(6)" if basis == "studies" else "34 CFR 99.35"
            found["destroy_on"] = DESTROY.format(law=law)
        if basis == "studies" and expires_on is None:
            found["expires_on"] = DURATION
    elif basis not in ("", "none") and not elements.strip():
        found["elements"] = _SHARED
    return found
