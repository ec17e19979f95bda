"""Who searches the demo finds what the partnership knows itself before what others list."""

import re

import pytest

FIRST = {
    "attendance": "Text reminders alone did not raise attendance",
    "chronic absenteeism": "Text reminders alone did not raise attendance",
    "truancy": "Text reminders alone did not raise attendance",
    "reading software": "Reading software alone did not help first graders read better",
    "late bus": "Students who ride the bus for an hour miss first period",
    "substitute teachers": "When no substitute comes, the lesson does not happen",
    "kindergarten screener": "The fall screener flags half of kindergarten",
    "paraprofessionals": "We have tutoring money and nobody to tutor",
    "algebra": "Who takes algebra in eighth grade",
    "MTSS": "Response to Intervention- Tiered instruction",
    "SEL": "Social-Emotional Competence",
    "PBIS": "schoolwide positive behavioral interventions and support",
    "ELL": "English Language Learners",
    "SPED": "IEP Quality Tutorial",
    "frpl": "lunch",
}


def results(text: str) -> list[str]:
    """The rows of a page of search results, as HTML."""
    return re.findall(r'<li class="row">(.*?)</li>', text, re.DOTALL)


def test_what_people_mean_is_among_the_first_three_things_found(be) -> None:
    browser = be("")
    for query, title in FIRST.items():
        rows = results(browser.get("/search", query_string={"q": query}).text)
        first = re.sub(r"<[^>]+>", "", " ".join(rows[:3]))
        assert title in first, (query, first)


@pytest.mark.parametrize("query", ["attendance", "MTSS", "tutoring", "algebra"])
def test_every_excerpt_is_a_readable_sentence(be, query: str) -> None:
    rows = results(be("").get("/search", query_string={"q": query}).text)
    assert len(rows) >= 4
    for row in rows:
        if "Unanswered question" in row:
            continue  # It has a title and no text.
        excerpt = re.sub(r"<[^>]+>", "", re.findall(r'row__text">(.*?)</p>', row, re.DOTALL)[0])
        assert excerpt[0].isupper() or excerpt[0].isdigit() or excerpt[0] in "“$…", excerpt
        assert excerpt.endswith((".", "?", "!", "…", "”", ")")), excerpt
        assert "conceptattendance" not in excerpt


def test_a_record_says_whose_word_it_is_and_of_when(be) -> None:
    text = be("").read("/search?q=MTSS&kind=evidence").text
    assert "One study, What Works Clearinghouse, April 2020" in text
    assert "Findings on one intervention, What Works Clearinghouse, April 2020" in text
