"""The words by which evidence is found: topics, ratings and tiers, with their labels.

What Works Clearinghouse (WWC) names some hundred outcome domains and thirty review protocols;
the rules here group them under a few topics. The grouping is the portal's, not the WWC's.
"""

import re
from datetime import date

# Who published what stands here, by the code of a record's source.
SOURCES: dict[str, str] = {"wwc": "What Works Clearinghouse"}

TOPICS: dict[str, str] = {
    "literacy": "Literacy",
    "math": "Mathematics",
    "science": "Science",
    "social-studies": "Social studies",
    "behavior": "Behavior and well-being",
    "attendance": "Attendance and engagement",
    "english-learners": "English learners",
    "disabilities": "Students with disabilities",
    "early-childhood": "Early childhood",
    "graduation": "Path to graduation",
    "postsecondary": "After high school",
    "teachers": "Teachers and school leaders",
    "charter-schools": "Charter schools",
    "general": "General achievement",
}

# Topics in the portal's own subjects (rpp.vocabulary.SUBJECTS), so that one filter finds both.
SUBJECT_OF_TOPIC: dict[str, str] = {
    "literacy": "ela",
    "math": "math",
    "science": "science",
    "social-studies": "social",
    "behavior": "climate",
    "attendance": "attendance",
    "english-learners": "multilingual",
    "disabilities": "sped",
    "teachers": "staffing",
    "general": "all",
}

WITHOUT_RESERVATIONS = "Meets WWC standards without reservations"
WITH_RESERVATIONS = "Meets WWC standards with reservations"
NOT_MET = "Does not meet WWC standards"
RATINGS: dict[str, str] = {
    "without": WITHOUT_RESERVATIONS,
    "with": WITH_RESERVATIONS,
    "not": NOT_MET,
}

EFFECTIVENESS: dict[str, str] = {
    "positive": "Positive Effects",
    "potentially-positive": "Potentially Positive Effects",
    "mixed": "Mixed Effects",
    "no-discernible": "No Discernible Effects",
    "potentially-negative": "Potentially Negative Effects",
    "negative": "Negative Effects",
}

DESIGNS: dict[str, str] = {
    "RCT": "Randomized controlled trial",
    "QED": "Quasi-experiment",
    "RDD": "Regression discontinuity",
    "SCD": "Single-case design",
}

TIERS: dict[str, str] = {
    "1": "Tier 1 Strong",
    "2": "Tier 2 Moderate",
    "3": "Tier 3 Promising",
    "4": "Tier 4 Demonstrates a rationale",
    "none": "No WWC tier",
}

# What a list can be narrowed to. A collection of findings without a named intervention is none.
FORMS: dict[str, str] = {
    "study": "One study",
    "intervention": "Findings on one intervention",
    "reference": "Publication, not reviewed here",
}
# What stands in the place of an intervention's name and names none.
NO_INTERVENTION = ("", "IES Funded Studies", "IES Funded Studies (NCER)")

# The first rule that matches decides.
_DOMAIN_RULES: tuple[tuple[str, str], ...] = (
    (r"teacher|leader", "teachers"),
    (r"english language (development|proficiency)", "english-learners"),
    (r"attendance|engagement", "attendance"),
    (
        r"college|postsecondary|developmental education|credential|financial aid|labor market"
        r"|access and enrollment|credit accumulation|^attainment$",
        "postsecondary",
    ),
    (r"(completing|progressing in|staying in|graduating) .*school|progression", "graduation"),
    (r"social studies", "social-studies"),
    (r"math|algebra|geometry|number|data analysis|procedural|conceptual", "math"),
    (r"science", "science"),
    (
        r"behavior|social|emotional|self-|attitudes|executive|functional abilities"
        r"|independent living|well-being",
        "behavior",
    ),
    (r"cognition", "early-childhood"),
    (
        r"read|litera|alphabet|phon|word|vocab|comprehension|print|letter|encoding|writing"
        r"|language|genre|sentence|audience|organization",
        "literacy",
    ),
)

_PROTOCOL_RULES: tuple[tuple[str, str], ...] = (
    (r"disab|autism|emotional disturbance", "disabilities"),
    (r"early childhood", "early-childhood"),
    (r"english language learners", "english-learners"),
    (r"charter", "charter-schools"),
    (r"^teacher|school leadership", "teachers"),
    (r"dropout", "graduation"),
    (r"college|developmental education|postsecondary", "postsecondary"),
    (r"character", "behavior"),
    (r"math|algebra", "math"),
    (r"^science", "science"),
    (r"reading|literacy|write", "literacy"),
)


def _match(rules: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((topic for rule, topic in rules if re.search(rule, text, re.IGNORECASE)), None)


def topic_of_domain(domain: str) -> str:
    """The topic of an outcome domain; "general" where no rule fits."""
    return _match(_DOMAIN_RULES, domain) or "general"


def topic_of_protocol(protocol: str) -> str | None:
    """The topic that a review protocol is about; None for protocols that take any study."""
    return _match(_PROTOCOL_RULES, protocol)


def in_order(topics: set[str]) -> list[str]:
    """Topics in the order in which the portal lists them."""
    return [topic for topic in TOPICS if topic in topics]


def month_of(exported: str) -> str:
    """When a source exported its data, in words: "2020-04" is "April 2020"."""
    return f"{date.fromisoformat(f'{exported}-01'):%B %Y}" if exported else ""
