"""A sentence or two of a thing that hold what was looked for."""

import re

from markupsafe import Markup, escape

from rpp import words

# How the databases mark the words that were found; no text that people write holds these.
ON, OFF = "\x02", "\x03"
ROOM = 220  # characters of an excerpt
LONGEST = 320  # a sentence longer than this is cut at a word

_SENTENCES = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[“‘\"'(\x02]*[A-Z0-9])|\s*\n\s*")
# Markdown's signs, which a reader of a list need not see.
_SIGNS = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d+\.)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"\*\*|__|`"), ""),
)


def as_written(found: str, text: str) -> str:
    """The text itself with the marks of `found`, the whole of it as a database folded it.

    PostgreSQL marks words without their accents; people read what was written.
    """
    if words.fold(text) == text or words.fold(found) != found:
        return found
    folded = [(sign, at) for at, written in enumerate(text) for sign in words.fold(written)]
    if "".join(sign for sign, _ in folded) != found.replace(ON, "").replace(OFF, ""):
        # Its parser left something out.
        return text
    places = [at for _, at in folded] + [len(text)]
    parts, seen, last = list[str](), 0, 0
    for sign in found:
        if sign in (ON, OFF):
            parts += [text[last : places[seen]], sign]
            last = places[seen]
        else:
            seen += 1
    return "".join((*parts, text[last:]))


def marked(passage: str) -> Markup:
    """A passage as safe HTML, with the words that were found marked."""
    safe = str(escape(" ".join(passage.split())))
    return Markup(safe.replace(ON, "<mark>").replace(OFF, "</mark>"))  # noqa: S704  (escaped above)


def excerpt(text: str) -> Markup:
    """The sentence that holds the most of what was found, and those after it that fit."""
    for sign, kept in _SIGNS:
        text = sign.sub(kept, text)
    sentences = [each.strip() for each in _SENTENCES.split(text) if each and each.strip()]
    if not sentences:
        return Markup("")
    best = max(range(len(sentences)), key=lambda at: (_kinds_of_words(sentences[at]), -at))
    chosen = sentences[best]
    for after in sentences[best + 1 :]:
        if len(chosen) + len(after) > ROOM:
            break
        chosen = f"{chosen} {after}"
    return marked(_cut(chosen))


def _kinds_of_words(sentence: str) -> int:
    return len({found.lower() for found in re.findall(f"{ON}([^{OFF}]*){OFF}", sentence)})


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[:LONGEST].rsplit(" ", 1)[0]
    return f"{cut}{OFF if cut.count(ON) > cut.count(OFF) else ''} …"
