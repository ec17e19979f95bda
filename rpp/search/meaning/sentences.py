"""Where the sentences of a text are, so that each can be searched and quoted by itself."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# Nobody reads a longer one in an answer; most are lists of names, or texts without full stops.
LONGEST = 600
FEWEST_WORDS = 2
# Within parentheses and quotation marks nothing is cut, unless they close later than this.
ASIDE = 300

# What is there for machines, or is no sentence: comments, code, pictures.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|^(```|~~~).*?(?:^\1|\Z)|!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)",
    re.DOTALL | re.MULTILINE,
)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_MARKER = re.compile(r"\s*(?:(?:>|[-*+•‣–](?=\s)|\d{1,3}[.)](?=\s))\s*+)*(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"#{1,6}\s")
_ONLY_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]\([^()\s]*\)[.;,]?\Z")
_WORD = re.compile(r"[^\W_]+")
# The end of a sentence: its sign, then what closes, then room (after a full-width sign, none).
_END = re.compile(r"[.!?…؟۔।]+[*_]*[”’\"'»)\]]*[*_]*(?=\s|\Z)|[。！？]+[”’」』）]*")
_OPENS = "“‘\"'«([*_¿¡「『（"
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "「": "」", "（": "）"}
_CLOSES = frozenset((*_PAIRS.values(), '"'))
_WIDE = "。！？"

# Short for a word that goes on: no sentence ends there.
_SHORT = frozenset(
    """mr mrs ms dr prof rev hon sr jr st gov sen rep supt gen col lt sgt capt vs cf viz ca
    e.g i.e al eds ed trans approx dept univ inst assn assoc ave blvd rd jan feb mar apr jun jul
    aug sept sep oct nov dec mt ft est incl resp""".split()  # noqa: SIM905
)
# Short for what a number follows.
_BEFORE_NUMBER = frozenset(
    """no nos p pp par vol vols fig figs tab sec secs ch chap art arts eq app pt pts
    n""".split()  # noqa: SIM905
)
# With full stops inside: a sentence may end there, which the next word tells.
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|ph\.d|ed\.d|inc|co|corp|ltd|etc", re.I)
_APART = re.compile("[-–—/]")
_STARTERS = frozenset(
    """a about after all also although an and another as at because before both but by during each
    eight even few five for four from half he here his how however i if in it its many more
    most much neither nine no nobody not of on once one only other others our schools second seven
    several since six so some still students ten than that the their then there these they
    third this those three through to two under until we what when where whether which while who
    why with without you your""".split()  # noqa: SIM905
)


def split(text: str) -> list[Span]:
    """Where the sentences of a Markdown or plain text begin and end, in order.

    `text[start:end]` is what was written: no marker of a list before it, and no space around it.
    Headings, tables, code, comments, pictures and what is nothing but a link are left out, and
    so are single words and what runs on for more than `LONGEST` characters.
    """
    shown = _HIDDEN.sub(lambda found: "\n" * len(found[0]), text)
    return [
        (start, end)
        for block in _blocks(shown)
        for start, end in _sentences(shown, *block)
        if end - start <= LONGEST and _is_readable(shown[start:end])
    ]


def _is_readable(sentence: str) -> bool:
    wide = any(sign in sentence for sign in _WIDE)
    return (wide or len(_WORD.findall(sentence)) >= FEWEST_WORDS) and not _TAG.search(sentence)


def _blocks(text: str) -> Iterator[Span]:
    """The paragraphs and items of lists; a line that begins small goes on with the one before."""
    start, end, in_table, at = -1, -1, False, 0
    for line in text.splitlines(keepends=True):
        first, last = at, at + len(line.rstrip())
        at += len(line)
        marker = _MARKER.match(text, first, last)
        begins = marker.end() if marker else first
        body = text[begins:last]
        goes_on = (
            start >= 0 and not in_table and body[:1].islower() and not text[first:begins].strip()
        )
        if goes_on and body.count("|") < 2:
            end = last
            continue
        signs = set(text[first:last]) - {" ", "\t"}
        is_table = "|" in signs and "-" in signs and signs <= set("|:-")
        is_rule = len(signs) == 1 and signs <= set("=-*_") and last - first > 1
        if start >= 0 and not ((is_table or is_rule) and _is_head(text[start:end])):
            yield start, end
        in_table = bool(body) and (in_table or is_table or body[0] == "|" or body.count("|") > 1)
        left_out = in_table or is_rule or body[:1] in ("", "<")
        if left_out or _HEADING.match(body) or _ONLY_LINK.match(body):
            start = -1
        else:
            start, end = begins, last
    if start >= 0:
        yield start, end


def _is_head(block: str) -> bool:
    """Whether what stands above a line of signs is a heading, or the head of a table."""
    return not re.search(r"[.!?…]\W{0,4}\Z", block)


def _sentences(text: str, start: int, last: int) -> Iterator[Span]:
    """The sentences of a paragraph."""
    first, inside = start, _asides(text, start, last)
    for found in _END.finditer(text, start, last):
        end = found.end()
        if not inside[end - 1 - first] and _ends(text, start, found.start(), end, last):
            yield start, end
            start = end + len(text[end:last]) - len(text[end:last].lstrip())
    if start < last:
        yield start, last


def _asides(text: str, start: int, last: int) -> bytearray:
    """For each sign, whether it stands within parentheses, brackets or quotation marks."""
    inside, open_ = bytearray(last - start), list[tuple[str, int]]()
    for at in range(start, last):
        sign = text[at]
        if sign in _PAIRS or (sign == '"' and _begins(text, start, at)):
            open_.append((_PAIRS.get(sign, sign), at))
        elif sign in _CLOSES:
            # One that closes another than the last: the last was never closed.
            while open_:
                closes, opened = open_.pop()
                if closes == sign:
                    if at - opened <= ASIDE:
                        inside[opened + 1 - start : at - start] = b"\1" * (at - opened - 1)
                    break
    return inside


def _begins(text: str, start: int, at: int) -> bool:
    """Whether what begins and ends alike begins at this place."""
    return at == start or text[at - 1] in " \t\n([—–-"


def _ends(text: str, start: int, stop: int, end: int, last: int) -> bool:
    """Whether the sign at `stop` ends a sentence; the next one would begin after `end`."""
    following = text[end : end + 200].strip().lstrip(_OPENS) if end < last else ""
    if not following or text[stop] in _WIDE:
        return True
    if following[0].islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    words = text[max(start, stop - 60) : stop].split()
    word = _APART.split(words[-1].lower())[-1].lstrip(_OPENS) if words else ""
    if word.isdigit() and len(words) == 1:
        # The number of an item within a line.
        return False
    if word in _SHORT or (word in _BEFORE_NUMBER and following[0].isdigit()):
        return False
    # An initial of a name, unless a common word follows.
    initial = len(word) == 1 and word.isalpha() and word != "i"
    if initial or _DOTTED.fullmatch(word):
        return bool(_STARTERS.intersection(map(str.lower, _WORD.findall(following)[:1])))
    return True
