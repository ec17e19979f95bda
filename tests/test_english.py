"""What people read is in the everyday English of an American school office."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# British spellings, and the day before the month.
FOREIGN = (
    r"licences?|colours?|programmes?|centres?|labour|favour\w*|behaviours?|"
    r"organis\w+|analys(?:e|ed|ing)|cancelled|cancelling|enrolments?|misspelt|learnt|grey|"
    rf"\d{{1,2}} (?:{MONTHS})"
)
# Words for people in general that name one sex.
PRONOUNS = r"she|her|hers|herself"
# What a translator would stumble on, and what an American page says otherwise.
IDIOMS = (
    r"leave it as it (?:is|was)|look into your mail|sees? to (?:it|them)|see to it|"
    r"stands? (?:at the door|still|in (?:your|no|the section))|takes? (?:it|the study) up again|"
    r"taken up again|holds? (?:the brief|it) back|held the brief back|how it goes|"
    r"in nobody['’]s hands|nothing waits|anew|(?:has|have) run out|runs? out on|ran out|"
    r"hears? (?:so|why)|takes? part no more|(?:is|are|was) taken (?:out|back)|otherwise than|"
    r"sees? it otherwise|drawn by lot|a draw|(?<!e-)mail domains?|say so"
)
# A letter is a sign of the alphabet, or goes on paper from a school to families.
LETTERS = re.compile(
    r"fewer letters|letters (?:and|,) ?digits|letters, digits|small letters|four letters|"
    r"a letter missing|Families(?: get|:) a letter",
    re.IGNORECASE,
)
EVERYWHERE = re.compile(rf"\b(?:{FOREIGN})\b", re.IGNORECASE)
BY_THE_PORTAL = re.compile(rf"\b(?:{FOREIGN}|{PRONOUNS}|{IDIOMS}|letters?)\b", re.IGNORECASE)
# Lists of words that people type, and patterns; nobody reads them as sentences.
LISTS = {
    *("rpp/words.py", "rpp/people/passwords.py", "rpp/evidence/topics.py"),
    *("rpp/evidence/references/generic.py", "rpp/files/svg.py"),
}


def faults(text: str) -> list[str]:
    """What is wrong in a text of the portal's own."""
    return BY_THE_PORTAL.findall(LETTERS.sub("", text))


def shown(template: Path) -> Iterator[str]:
    """The texts of a template, without its tags: what it prints as it is, and its strings."""
    tree = Environment(autoescape=True).parse(template.read_text("utf-8"))
    for data in tree.find_all(nodes.TemplateData):
        yield re.sub(r"<[^>]*>|<[^>]*$|^[^<]*(?<![ -])>", " ", data.data)
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and " " in const.value:
            yield re.sub(r"<[^>]*>", " ", const.value)


def said(module: Path) -> Iterator[str]:
    """The sentences of a module: its strings with a space that are no docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    alone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in alone and " " in text.strip():
            yield text


def noted(module: Path) -> Iterator[str]:
    """The comments and docstrings of a module."""
    source = module.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def files(*patterns: str) -> list[Path]:
    return sorted(file for pattern in patterns for file in ROOT.glob(pattern))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize(
    "text",
    ["Leave it as it was", "a letter with a link", "She signs it.", "20 January", "never a colour",
     "Carla sees to it.", "Nothing waits for you.", "The study was taken up again.", "Licence"],
)  # fmt: skip
def test_what_americans_do_not_say_is_noticed(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    ["Try fewer letters.", "Cancel", "January 20", "They sign it.", "a hero", "a color"],
)
def test_what_they_say_is_not(text: str) -> None:
    assert not faults(text)


def test_templates_speak_american_english() -> None:
    found = {
        named(file): wrong
        for file in files("templates/**/*.html", "templates/**/*.txt")
        if (wrong := [fault for text in shown(file) for fault in faults(text)])
    }
    assert found == {}


def test_sentences_in_code_are_american_english() -> None:
    found = {
        named(file): wrong
        for file in files("rpp/**/*.py")
        if named(file) not in LISTS
        and (wrong := [fault for text in said(file) for fault in faults(text)])
    }
    assert found == {}


def test_comments_name_people_in_general_without_a_sex() -> None:
    pronouns = re.compile(rf"\b(?:{PRONOUNS})\b", re.IGNORECASE)
    found = {
        named(file): wrong
        for file in files("rpp/**/*.py")
        if (wrong := [fault for text in noted(file) for fault in pronouns.findall(text)])
    }
    assert found == {}


def test_the_demo_and_the_documents_are_american_english() -> None:
    found = {
        named(file): wrong
        for file in files(
            "seed/demo/*.*", "seed/demo/files/*.csv", "*.md", "docs/**/*.md", "seed/*.md"
        )
        if (wrong := EVERYWHERE.findall(file.read_text("utf-8")))
    }
    assert found == {}
