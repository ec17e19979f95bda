"""Texts of catalogs made plain: no tags, no entities, no control characters, one direction."""

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from rpp import clock

Find = Callable[[str], str]

# Only what is a tag of HTML or JATS: "p < .05 and n > 30" stays.
_NAMES = (
    r"a|abstract|article-title|b|blockquote|bold|br|center|code|div|em|font|h[1-6]|hr|html|i|img|"
    r"iframe|italic|label|li|link|list|list-item|mark|math|mml:\w+|ol|object|p|pre|q|s|sc|sec|"
    r"section|small|span|strike|strong|sub|sup|svg|table|tbody|td|th|title|tr|tt|u|ul|xref|body|"
    r"head|meta|input|form|button|ext-link|inline-formula|jats:[\w-]+"
)
_HIDDEN = re.compile(
    r"<(script|style)\b[^>]{0,1000}>.*?(?:</\1\s{0,9}>|\Z)", re.IGNORECASE | re.DOTALL
)
_ENDS = re.compile(
    r"(?:</(?:p|div|li|h[1-6]|title|sec|section|jats:(?:p|title|sec))\s{0,9}>|<br\s{0,9}/?>)",
    re.IGNORECASE,
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]{{0,2000}})?/?>|<!--.{{0,2000}}?-->", re.IGNORECASE)
# What turns the direction of what follows, or is not seen at all.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_PRIVATE = re.compile("[\ud800-\udfff\ufdd0-\ufdef]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def _plain(text: str) -> str:
    """Words alone; ends of paragraphs are line ends."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", _ENDS.sub("\n", _HIDDEN.sub(" ", text)))
    if "&" in text:
        text = html.unescape(text)
    text = _CONTROL.sub(" ", _PRIVATE.sub("", _UNSEEN.sub("", text)))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """A text as one line of plain words."""
    return " ".join(_plain(text).split())


def paragraphs(text: str) -> str:
    """A text as plain words, its paragraphs apart by a line end."""
    lines = (" ".join(one.split()) for one in _plain(text).split("\n"))
    return "\n".join(one for one in lines if one)


def year(text: str) -> int | None:
    """The first number in a date that can be a year; None where there is none."""
    for found in re.finditer(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", text):
        value = int(found[0])
        if value <= clock.now().year + 3:
            return value
    return None


def address(text: str) -> str:
    """The first http(s) address in a text; "" where there is none."""
    for word in text.split():
        if not word.lower().startswith(("http://", "https://")) or len(word) > 1_000:
            continue
        try:
            if urlsplit(word).hostname:
                return word
        except ValueError:
            continue
    return ""


# What an exported list of keywords, or of people, is parted by.
def parted(text: str, marks: str = ";|\n") -> list[str]:
    """The parts of a text between any of these marks."""
    return [part.strip() for part in re.split(f"[{re.escape(marks)}]", text) if part.strip()]
