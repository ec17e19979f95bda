"""Outcomes as vendors call them, and the outcome domains of reviewed studies that they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rpp.evidence.sentences.phrases import in_line

MATH = r"math|algebra|geometry|number and|procedural|conceptual|data analysis"
READING = (
    r"read|litera|alphabet|phon|compreh|vocab|print|identification|encod|fluency|language arts"
)
_STAFF = re.compile(r"teacher|leader")


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """One outcome: how it is called here, in claims, and in the names of outcome domains."""

    code: str
    name: str
    said: str
    domains: str
    but: str = r"(?!)"


# Longer names stand before what they begin with: "reading comprehension" is no "reading".
OUTCOMES: tuple[OutcomeWords, ...] = (
    OutcomeWords(
        "comprehension",
        "reading comprehension",
        r"(?:reading |text )?comprehension|understand(?:ing)? (?:of )?what they read",
        r"comprehension",
    ),
    OutcomeWords("fluency", "reading fluency", r"(?:oral )?(?:reading )?fluency", r"fluency"),
    OutcomeWords(
        "alphabetics",
        "alphabetics and word reading",
        r"(?:early )?phonics(?: skills| scores)?|phon(?:emic|ological)(?: awareness| skills)?"
        r"|alphabetics|decoding(?: skills)?|word reading|(?:alphabet|sound) knowledge"
        r"|print knowledge|spelling",
        r"alphabetics|phon|word reading|identification|encoding|print",
    ),
    OutcomeWords("vocabulary", "vocabulary", r"vocabulary", r"vocab"),
    OutcomeWords(
        "writing",
        "writing",
        r"writing(?: quality| skills| scores)?|essays?",
        r"writing|genre|sentence structure|audience|organization|word choice",
        r"early reading",
    ),
    OutcomeWords(
        "reading",
        "reading",
        r"(?:early )?(?:reading|literacy|ela|english[- ]language arts|language arts)"
        r"(?: achievement| scores?| skills| levels?| growth| proficiency| outcomes)*",
        READING,
        r"writing (?:quality|achiev|proc|output)",
    ),
    OutcomeWords(
        "algebra", "algebra", r"algebra(?: achievement| scores?| skills)*|pre-algebra", r"algebra"
    ),
    OutcomeWords(
        "math",
        "mathematics",
        r"(?:mathematics|mathematical|maths?|numeracy)"
        r"(?: achievement| scores?| skills| growth| proficiency| outcomes| learning)*",
        MATH,
    ),
    OutcomeWords(
        "science", "science", r"science(?: achievement| scores?| skills)*", r"^(?!social).*science"
    ),
    OutcomeWords(
        "attendance",
        "attendance",
        r"(?:student |school )?attendance(?: rates?)?|(?:chronic )?absen(?:ces?|teeism)|truancy",
        r"attendance",
    ),
    OutcomeWords(
        "graduation",
        "staying in and completing school",
        r"(?:high[- ]school )?graduation(?: rates?)?|graduating|drop(?:ping)?[- ]?outs?(?: rates?)?"
        r"|dropout rates?|high[- ]school completion|staying in school",
        r"completing school|graduating|staying in school|progressing in school|student progression",
    ),
    OutcomeWords(
        "behavior",
        "behavior and social-emotional skills",
        r"(?:student |problem |classroom |mis)?behaviou?rs?|social[- ](?:and[- ])?emotional"
        r"(?: skills| learning| development)?|discipline(?: referrals)?|suspensions?|bullying"
        r"|(?:student |students[’'] )?(?:attitudes|well-being|self-control)|social skills",
        r"behavio|emotional|social outcomes|social interaction|attitudes|self-",
    ),
    OutcomeWords(
        "english",
        "English language development",
        r"english (?:language )?(?:proficiency|development)|oral english",
        r"english language (?:development|proficiency)",
    ),
    OutcomeWords(
        "college",
        "college outcomes",
        r"college (?:enrollment|readiness|completion|access|credits?|degrees?)|degree attainment",
        r"college|postsecondary|credential|access and enrollment|^attainment$|credit accumulation",
    ),
    OutcomeWords(
        "achievement",
        "academic achievement",
        r"(?:academic|student|students[’']) (?:achievement|performance|outcomes|success|growth)"
        r"|(?:standardized |state )?test scores?|achievement|scores|grades on tests|learning gains",
        r"achievement|academic (?:perf|achi)|comprehension|alphabetics|fluency|" + MATH,
    ),
)
BY_CODE = {one.code: one for one in OUTCOMES}
SAID = re.compile("|".join(rf"(?P<{one.code}>\b(?:{one.said})\b)" for one in OUTCOMES))
_DOMAINS = {one.code: (re.compile(one.domains), re.compile(one.but)) for one in OUTCOMES}


def means(codes: Iterable[str], domain: str) -> bool:
    """Whether an outcome domain is meant by any of these outcomes; by none of them, all are."""
    name = domain.lower()
    if _STAFF.search(name):
        return False
    wanted = list(codes)
    if not wanted:
        return True
    return any(
        sign.search(name) and not but.search(name)
        for sign, but in (_DOMAINS[one] for one in wanted)
    )


def named(codes: Iterable[str]) -> str:
    """Outcomes in words: "reading and mathematics", "any outcome" for none."""
    names = [BY_CODE[one].name for one in codes]
    return in_line(names) or "any outcome"
