"""What kind of answer a question asks for, and whether a sentence holds one of that kind.

Words alone do not tell whether a sentence answers: one that names a program and says nothing of
money is no answer to what it costs. So a question for a number, a cost, a day, a person, a place
or a comparison is answered only by a sentence that holds such a thing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "hundred half third quarter dozen thousand no none nobody most all both twice once"
)
_NUMBER = rf"(?:\d[\d,.]*|{'|'.join(_NUMBER_WORDS.split())})"
_MONEY = re.compile(
    r"[$€£]\s?\d|\b\d[\d,.]*\s(?:dollars|cents)\b|\bno money\b|\bfree of charge\b|\bat no cost\b|"
    r"\bcosts? (?:nothing|no money)\b|\bpaid \d",
    re.I,
)
_PAY = re.compile(r"\b(?:salar|wage|paid|pay\b|pays\b|an hour|hourly|stipend|bonus)", re.I)
_DAY = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b|\b(?:in|last|next|this|each|by|until|since|after) (?:the )?(?:spring|"
    r"summer|fall|autumn|winter)\b|\b\d{1,2}:\d\d\b|\b\d{1,2} [ap]\.?m\b",
    re.I,
)
_LASTS = re.compile(
    rf"\b{_NUMBER}[\s-]+(?:more |full |extra |school )?(?:seconds?|minutes?|hours?|days?|weeks?|"
    r"months?|semesters?|years?|summers?|mornings?|times|sessions?|lessons?)\b",
    re.I,
)
_SHARE = re.compile(
    rf"\d\s?(?:%|percent\b)|\b(?:a|one) (?:third|half|quarter|fifth)\b|\bhalf of\b|"
    rf"\b{_NUMBER} (?:of|in|out of) (?:the |its |every )?{_NUMBER}\b",
    re.I,
)
_CONTACT = re.compile(r"\b\d{3}[-.\s]\d{3,4}\b|[\w.]+@[\w.]+\.\w|https?://|\bwww\.", re.I)
_PERSON = re.compile(
    r"(?<=\w )[A-Z]\w+ [A-Z][\w’'-]+|\b(?:teachers?|aides?|principals?|coach(?:es)?|tutors?|"
    r"counselors?|superintendents?|researchers?|drivers?|secretar(?:y|ies)|clerks?|staff|parents?|"
    r"famil(?:y|ies)|testers?|volunteers?|students?|children|mentors?|callers?|managers?|"
    r"psychologists?|nurses?|boards?|university|vendors?|makers?|company)\b"
)
_PLACE = re.compile(
    r"\b(?:County|City|Independent|Unified|Public Schools|School District)\b|"
    r"(?<=\w )[A-Z][a-z]+, [A-Z][a-z]+|\bin [A-Z][a-z]+|\b(?:urban|rural|suburban|district|"
    r"districts)\b"
)
_VIEW = (
    r"(?:said|say|told|tell|felt|feel|think|thought|glad|liked?|disliked?|hated|angry|worr(?:y|ied)|"
    r"opinions?|satisfied|prefer\w*|complain\w*|respected|deserve|helpful|would keep)"
)
_GRADE = re.compile(
    r"\bgrades? (?:[1-9]|K|one|two)|\bgraders?\b|\bkindergart|\bprekindergart|\bpreschool|"
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+th)"
    r"[- ]grade|\bages? \d",
    re.I,
)
_EFFECT_SIZE = re.compile(r"standard deviations?|\beffect size\b|\bpercentile\b|\bpoints?\b", re.I)
_WHY = re.compile(
    r"\bbecause\b|\bso\b|\bsince\b|\breasons?\b|\bwhy\b|\bdue to\b|\bnamed?\b|\bfelt\b|\btold us\b|"
    r"\bdid not\b|\bcould not\b|\bfor lack\b|\btoo (?:few|many|late|far)\b|\bthat is\b",
    re.I,
)

# What is counted, and the words by which a text may count it.
_COUNTED: tuple[frozenset[str], ...] = tuple(
    frozenset(line.split())
    for line in (
        "student students child children kid kids pupil pupils people participants learners "
        "graders kindergartners seniors teenagers youth",
        "family families parents households homes",
        "teacher teachers educators instructors",
        "aide aides paraprofessionals paras assistants",
        "school schools campuses buildings",
        "class classes classrooms sections",
        "district districts leas",
        "finding findings results outcomes",
        "study studies trials",
        "minute minutes",
        "hour hours",
        "day days student-days mornings",
        "week weeks",
        "month months",
        "year years",
        "session sessions lessons",
        "call calls",
        "mile miles",
        "word words",
        "state states",
        "tutor tutors",
        "mentor mentors",
    )
)


class Want(NamedTuple):
    """A kind of answer: how it is called, whether a sentence holds one, and the words that ask.

    `spent` words of the question only say what is wanted, and need not stand in the answer.
    """

    name: str
    words: str
    holds: Callable[[str], object]
    spent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Pattern:
    asks: re.Pattern[str]
    name: str
    words: str
    holds: Callable[[str], object]
    spent: str = ""


def _counts(noun: str) -> Callable[[str], object]:
    """Whether a sentence counts such things: a number, and the noun a few words after it."""
    group = next((one for one in _COUNTED if noun in one), frozenset((noun,)))
    names = "|".join(sorted(map(re.escape, group)))
    counted = re.compile(rf"\b{_NUMBER}(?:[\s-]+[\w’'-]+){{0,3}}?[\s-]+(?:{names})\b", re.I)
    of_them = re.compile(rf"\b(?:{names})\b.{{0,60}}?\b\d[\d,.]*", re.I)
    return lambda text: counted.search(text) or of_them.search(text)


def _thinks(who: str) -> Callable[[str], object]:
    """Whether a sentence tells what such people think."""
    near = rf"\b{re.escape(who)}\w*\b.{{0,60}}\b{_VIEW}\b|\b{_VIEW}\b.{{0,60}}\b{re.escape(who)}"
    return re.compile(near, re.I).search


_VIEWS = ("think", "say", "feel", "like", "believe", "opinion", "opinions")


def _pays(text: str) -> object:
    return _MONEY.search(text) and _PAY.search(text)


_PATTERNS = (
    _Pattern(
        re.compile(r"\b(?:salary|salaries|wages?|hourly pay)\b"),
        "pay",
        "what somebody is paid",
        _pays,
        "salary salaries wage wages pay paid hourly",
    ),
    _Pattern(
        re.compile(
            r"\b(?:the |their |whose )?(?:phone|telephone) number (?:of|for)\b|"
            r"\btheir (?:phone number|e-?mail|address|website)\b|"
            r"\b(?:e-?mail|postal|web) address (?:of|for)\b|\bcontact (?:details|person|for)\b"
        ),
        "contact",
        "a way to reach somebody",
        _CONTACT.search,
        "phone telephone number email address website contact",
    ),
    _Pattern(
        re.compile(
            r"\bhow much money\b|\bhow (?:expensive|cheap|costly)\b|\bfor how much\b|"
            r"\bhow much (?:do|does|did|would|will|is|was|were|are|must|should)\b.*"
            r"\b(?:cost|costs|pay|paid|spend|spent|charge)\b|"
            r"\bhow much (?:is|are|was|were)\b|"
            r"\bwhat (?:do|does|did|would|will|might)\b.*\bcost\b|"
            r"\b(?:cost|costs|price|prices|fee|fees|salary|wage|going rate) (?:of|for|per)\b|"
            r"\bwhat(?:'s| is| was| are| were)? (?:the |its |their )?"
            r"(?:\w+ )?(?:cost|costs|price|fee|salary|pay|wage)\b|"
            r"\bper[- ](?:student|pupil|child|day) (?:cost|price)\b|"
            r"\b(?:cheaper|more expensive|less expensive|costlier) than\b|\bcosts? (?:more|less)\b"
        ),
        "cost",
        "a cost",
        _MONEY.search,
        "cost costs price prices money pay paid spend spent charge expensive cheap cheaper costly "
        "fee fees per",
    ),
    _Pattern(
        re.compile(r"\bhow long\b|\bhow often\b|\bhow many times\b|\bwhat (?:dosage|duration)\b"),
        "duration",
        "how long or how often",
        _LASTS.search,
        "long often times duration dosage last",
    ),
    _Pattern(
        re.compile(
            r"\bwhat (?:share|percent|percentage|proportion|fraction|part) of\b|"
            r"\bwhat (?:is|was) the (?:share|percentage|proportion|rate) of\b"
        ),
        "share",
        "a share",
        _SHARE.search,
        "share percent percentage proportion fraction rate",
    ),
    _Pattern(
        re.compile(r"\beffect sizes?\b|\bhow (?:large|big|strong) (?:is|was|were|are) the effect"),
        "effect size",
        "the size of an effect",
        _EFFECT_SIZE.search,
        "effect size sizes large",
    ),
    _Pattern(
        re.compile(
            r"\bhow (?:large|big|small) (?:is|was|were|are) (?:the )?(?:\w+ ){0,3}?"
            r"(?:study|sample|trial|studies)\b|\bsample sizes?\b|\bhow many (?:were|was|took)\b"
        ),
        "number",
        "how many took part",
        _counts("students"),
        "large big small sample size sizes study trial",
    ),
    _Pattern(
        re.compile(r"\b(?:what|which) (?:grade|grades|age|ages|grade levels?)\b"),
        "grade",
        "a grade",
        _GRADE.search,
        "grade grades age ages level levels",
    ),
    _Pattern(
        re.compile(
            r"\bwhen (?:do|does|did|is|was|will|were|are|should|can)\b|"
            r"\b(?:what|which) (?:year|month|day|date|time|semester)\b"
        ),
        "time",
        "a day or a time",
        _DAY.search,
        "year month day date time semester",
    ),
    _Pattern(
        re.compile(
            r"\b(?:what|which) (?:company|companies|vendors?|publishers?|people|researchers?|"
            r"university|universities|organizations?|person|authors?)\b|"
            r"(?:^|[,;:.?!] |\band )who(?:se)?\b"
        ),
        "who",
        "a person or an organization",
        _PERSON.search,
        "company vendor publisher people researcher person author organization",
    ),
    _Pattern(
        re.compile(
            r"^where\b|\bwhere (?:do|does|did|is|was|were|are|has|have)\b|"
            r"\b(?:what|which) (?:districts?|states?|cit(?:y|ies)|count(?:y|ies)|towns?|schools|"
            r"settings?)\b"
        ),
        "where",
        "a place",
        _PLACE.search,
        "district districts state states city cities county counties town towns school schools "
        "setting settings",
    ),
    _Pattern(
        re.compile(r"^why\b|\bwhy (?:do|does|did|is|are|was|were)\b"),
        "why",
        "a reason",
        _WHY.search,
        "reason reasons",
    ),
)
_HOW_MANY = re.compile(
    r"\bhow many(?: more| fewer| other| different)? ([a-z][a-z-]+)(?: ([a-z]+))?"
)
# Whose view is asked for: what research says is no view.
_WHOSE = re.compile(
    r"\b(?:what|how) (?:do|did|does|would) (?:the |our )?"
    r"(?!the\b|our\b|research|evidence|stud|data|it\b|this\b|that\b)([a-z]+)s?\b"
    r".{0,40}? (?:think|say|feel|like|believe|thought)\b"
)
# Words before what is counted: "how many elementary schools".
_KINDS = frozenset(
    ("elementary", "middle", "high", "first", "phone", "classroom", "reading", "bus", "new", "more")
)
ANYTHING = Want("anything", "an answer", bool)


def read(question: str) -> Want:
    """What kind of answer a question, in small letters, asks for."""
    found = _HOW_MANY.search(question)
    if found and found[1] not in ("were", "was", "took", "times"):
        noun = found[2] if found[1] in _KINDS and found[2] else found[1]
        return Want("number", f"how many {noun}", _counts(noun), frozenset((noun,)))
    if whose := _WHOSE.search(question):
        return Want("view", f"what {whose[1]}s think", _thinks(whose[1]), frozenset(_VIEWS))
    for one in _PATTERNS:
        if one.asks.search(question):
            return Want(one.name, one.words, one.holds, frozenset(one.spent.split()))
    return ANYTHING
