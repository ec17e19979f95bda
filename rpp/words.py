"""From what people type to words to look for."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from threading import local
from typing import NamedTuple, Protocol

STOP = frozenset(
    """a about after all also an and any are as at be been but by can could did do does each for
    from get had has have he her him his how i if in into is it its just may me more most my no not
    of off on once one only or other our out over own per she should so some such than that the
    their them then there these they this those to too two under up us very was we were what when
    where which while who whom why will with would you your""".split()  # noqa: SIM905
)
# Words that stand in nearly every problem: they say nothing about likeness.
EVERYWHERE = frozenset(
    """school schools student students district districts teacher teachers grade grades year years
    percent share week weeks month months day days number many last first spring fall winter
    summer class classes classroom since three four five six seven eight nine ten lost new
    need needs work works time times people study studies program programs high data nobody
    somebody everybody still often come comes came happen happens take takes took make makes
    made keep keeps leave leaves left want wants know knows say says said told ask asks go
    goes went give gives get gets find finds found use uses used using good better best
    worse much less part half third quarter early later long short back every each always
    never now then next most least than before again already same another others own few
    several across among combined lead leads put puts run runs see sees saw try tries tried
    started start starts stop stopped rose rise fell drop dropped raised building staff
    children child kids adults minutes hours per cent hundred thousand can cannot will
    without within between during because though however safe free nothing something send
    sends sent families family second fourth fifth sixth seventh eighth ninth tenth eleventh
    twelfth eleven twelve past miss misses missed idea different like well single system
    list live call calls wait waits help helps period groups group count counts rates rate
    line""".split()  # noqa: SIM905
)
# Words of the trade: they count, but two texts that share nothing else are not alike.
WEAK = frozenset(
    """education educational learn learned learning lesson lessons teaching teach instruction
    instructional mathematics math reading read english language arts science social special
    elementary middle secondary kindergarten graders curriculum skills achievement course courses
    academic assessment test tests scores support training""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHE = re.compile("['’]")
# What follows an apostrophe in English and is no word: the district's, don't, they'll.
ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))
# Letters that are no other letter with an accent.
LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ʻ": "", "ʼ": "",
}  # fmt: skip
_ASCII = str.maketrans(
    LETTERS
    | {letter.upper(): to.upper() for letter, to in LETTERS.items() if len(letter.upper()) == 1}
    | {"ẞ": "SS"}
    | {chr(mark): "" for mark in range(0x300, 0x370)}
)


def fold(text: str) -> str:
    """The text without accents and with plain letters for others: “Łódź, Bjørn” is "Lodz, Bjorn".

    An accent may be a sign of its own or one with its letter.
    """
    return text if text.isascii() else unicodedata.normalize("NFD", text).translate(_ASCII)


class Document(NamedTuple):
    """What search may hold of a thing.

    `body` is what people wrote, shown in excerpts; `keywords` are only looked through. `line`
    stands below the title in a list. `network_id`: the network where only that may read it.
    `facets` are codes by facet (subject, grade, tier, design, locale, size, state, year, lea and
    the like), to filter and to count by; `issued` is the day it came out.
    """

    id: int
    title: str
    body: str
    line: str = ""
    network_id: int | None = None
    keywords: str = ""
    # Whether it tells what is known, beyond what things of its kind do: an answered problem.
    known: bool = False
    facets: Mapping[str, Collection[str]] = {}
    issued: date | None = None


def of(text: str, limit: int = 16) -> list[str]:
    """The distinct words of a query, small and plain, without stop words unless all are such.

    Both parts of a name such as O'Brien are words.
    """
    found = list(dict.fromkeys(piece.lower() for piece in pieces(text)))
    return ([w for w in found if w not in STOP] or found)[:limit]


def pieces(text: str) -> Iterator[str]:
    """The words of a text in order, folded, in the letters it has; a name's parts each alone."""
    for word in _WORD.findall(fold(text)):
        if word.isalnum():  # nearly all are
            yield word
            continue
        first, *rest = _APOSTROPHE.split(word)
        yield first
        yield from (part for part in rest if part.lower() not in ENDINGS)


def telling(texts: Iterable[str], limit: int = 40) -> list[str]:
    """The words of a problem that say what it is about."""
    found = [w for w in of(" ".join(texts), 400) if w not in EVERYWHERE and len(w) > 3]
    return [w for w in found if not w.isdigit()][:limit]


# Forms that the rules leave apart.
IRREGULAR = {"buses": "bus", "bused": "bus", "busing": "bus"}


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


# A stemmer holds the word it is at, so each thread has its own.
_own = local()


def _stemmer() -> _Stemmer:
    if not hasattr(_own, "stemmer"):
        import snowballstemmer

        _own.stemmer = snowballstemmer.stemmer("english")
    stemmer: _Stemmer = _own.stemmer
    return stemmer


# A page that compares texts asks for the same few words a hundred thousand times.
@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A small, folded word without its endings (Snowball's English); stop words stay whole."""
    return word if word in STOP else IRREGULAR.get(word) or _stemmer().stemWord(word)


def shared(words: Iterable[str], text: str) -> list[str]:
    """Those of the words that stand in the text too, each once whatever its ending."""
    there = {stem(word.lower()) for word in pieces(text)}
    found = {stem(word): word for word in reversed(list(words)) if stem(word) in there}
    return list(reversed(found.values()))


def strong(shared_words: Iterable[str]) -> list[str]:
    """Those of the shared words that make two texts alike."""
    weak = {stem(word) for word in WEAK}
    return [word for word in shared_words if stem(word) not in weak]
