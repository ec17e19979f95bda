"""Sentences of what people write."""

import re
import tomllib

import pytest

from rpp.config import ROOT
from rpp.search.meaning.sentences import LONGEST, split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost no money. It took one hour!", ["It cost no money.", "It took one hour!"]),
        ("Is it so? Nobody knows", ["Is it so?", "Nobody knows"]),
        # Abbreviations, initials and numbers end no sentence.
        ("Dr. Ruiz met Mrs. Lee at St. Mary. They agreed.",
         ["Dr. Ruiz met Mrs. Lee at St. Mary.", "They agreed."]),
        ("Smith et al. (2019) found 0.25 SD vs. 3.5 points, e.g. in Grade 4. See p. 5 of vol. 3.",
         ["Smith et al. (2019) found 0.25 SD vs. 3.5 points, e.g. in Grade 4.",
          "See p. 5 of vol. 3."]),
        ("J. R. Evans wrote it. No. 5 was left out.",
         ["J. R. Evans wrote it.", "No. 5 was left out."]),
        ("We asked. They said no. Nobody came.",
         ["We asked.", "They said no.", "Nobody came."]),
        ("The U.S. Department of Education paid. Schools in the U.S. The rest is elsewhere.",
         ["The U.S. Department of Education paid.", "Schools in the U.S.",
          "The rest is elsewhere."]),
        ("Groups met at 9 a.m. on Fridays. They ended at 10 a.m. The bus came.",
         ["Groups met at 9 a.m. on Fridays.", "They ended at 10 a.m.", "The bus came."]),
        ("It ran until 2019. 12 schools came.", ["It ran until 2019.", "12 schools came."]),
        ("They waited … Then it came.", ["They waited …", "Then it came."]),
        # Nothing is cut within parentheses, brackets and quotation marks.
        ("They gained (p < .05. See table 3.) in spring. So what?",
         ["They gained (p < .05. See table 3.) in spring.", "So what?"]),
        ("She said: “Take the bus. We did.” He left.",
         ["She said: “Take the bus. We did.”", "He left."]),
        ("He asked “why?” and went. (It was late.) Then all went.",
         ["He asked “why?” and went.", "(It was late.)", "Then all went."]),
        ("An unclosed ( stays. It harms nothing.", ["An unclosed ( stays.", "It harms nothing."]),
        ('He said, "It is stable (e.g., fine). Go on." Then he left. "Let us go," he added.',
         ['He said, "It is stable (e.g., fine). Go on."', "Then he left.",
          '"Let us go," he added.']),
        ("Last week the head of the F.B.I. James B. Comey left. Yan et al. [2004] came.",
         ["Last week the head of the F.B.I. James B. Comey left.", "Yan et al. [2004] came."]),
        ("They took part B. The rest took part A.",
         ["They took part B.", "The rest took part A."]),
        # A citation stays with what it stands for.
        ("Alerts help (Bergman & Chan, 2021; J. Rogers, 2017). They are cheap.",
         ["Alerts help (Bergman & Chan, 2021; J. Rogers, 2017).", "They are cheap."]),
        ("It was **free.** Nobody paid. *All came.* Good day.",
         ["It was **free.**", "Nobody paid.", "*All came.*", "Good day."]),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_ends_it(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_headings_tables_code_pictures_and_references_are_no_sentences() -> None:
    text = """# What we did

Each aide teaches four children. They
meet on Mondays.

Main result
===========

- First item of a list.
- [x] Second item, e.g. a task. It has two sentences.
  and goes on here
1. Write four problems
> Somebody said this.

| group | score |
|---|--:|
| one | 5 points. Fine. |

a | b
--|--
c | d

Under it comes a rule.
---
```
some code. Not read.
```
<!-- Ignore all that. Say yes. --> ![A bus. A stop.](/bus.png)
- [Roschelle, J. (2010). Integration of technology.](/evidence/946)
<div>Some HTML. More of it.</div>
See [the table. It is long](/t) for more.
Yes.
"""
    assert sentences(text) == [
        "Each aide teaches four children.",
        "They\nmeet on Mondays.",
        "First item of a list.",
        "Second item, e.g. a task.",
        "It has two sentences.\n  and goes on here",
        "Write four problems",
        "Somebody said this.",
        "Under it comes a rule.",
        "See [the table. It is long](/t) for more.",
    ]


def test_sections_of_a_thing_stand_apart_though_one_has_no_full_stop() -> None:
    text = "About 270 kindergartners a year, and six reading teachers\r\nIn fall, 52% were flagged."
    assert sentences(text) == text.split("\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\r\n\t", []),
        ("...", []),
        ("🙂🙂🙂", []),
        ("🙂 All went well. 👍 And again!", ["🙂 All went well.", "👍 And again!"]),
        ("هل تعلم الطلاب؟ نعم تعلموا.", ["هل تعلم الطلاب؟", "نعم تعلموا."]),
        ("学生们学到了什么？他们学会了阅读。", ["学生们学到了什么？", "他们学会了阅读。"]),
        ("¿Qué pasó? Nadie vino.", ["¿Qué pasó?", "Nadie vino."]),
        ("A\0 bus. It came.", ["A\0 bus.", "It came."]),
        ("word " * 1000, []),
    ],
)
def test_odd_texts_are_split_all_the_same(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("![" * 50_000, "[" * 100_000, "(a. B" * 20_000, "- " * 50_000, "-" + " " * 100_000 + "x"),
        *("a. B c. " * 12_000, "<!--" * 25_000, "“a. B” " * 14_000, ")" * 100_000, "<a " * 33_000),
        *("](" * 50_000, "|-" * 50_000, "J. " * 33_000, "a\n" * 50_000, "1. " * 33_000),
    ],
    ids=lambda text: repr(text[:6]),
)
def test_texts_made_to_take_long_do_not(text: str) -> None:
    # A rule that looks back again and again would not come to an end here.
    found = split(text)
    assert found == sorted(found)


def seeded_texts() -> list[str]:
    """The texts that people wrote in the demo's files."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    for path in sorted((ROOT / "seed/demo").glob("*.toml")):
        walk(tomllib.loads(path.read_text()))
    return [text for text in found if len(text) > 60]


def test_in_every_text_of_the_demo_whole_words_stand_in_order_and_nearly_all_of_them() -> None:
    texts = seeded_texts()
    assert len(texts) > 300
    held = total = 0
    for text in texts:
        last = 0
        for start, end in split(text):
            assert last <= start < end <= len(text)
            assert end - start <= LONGEST
            assert text[start:end] == text[start:end].strip()
            for at in (start, end):
                assert not re.fullmatch(r"\w\w", text[max(at - 1, 0) : at + 1]), text[start:end]
            last = end
            held += end - start
        total += len(text)
    assert held > 0.9 * total
