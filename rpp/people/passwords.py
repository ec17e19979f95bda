"""Passwords: hashed with argon2, refused when they are easy to guess."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200

# What guessers try first, and the words of this portal: alone, together, with digits after them.
_WORDS = """
password passwort passw0rd passphrase qwertyuiop qwertyuio qwerty asdfghjkl asdfgh zxcvbnm
qazwsxedc qazwsx 1q2w3e4r5t6y 1q2w3e4r5t 1q2w3e4r q1w2e3r4 letmein welcome iloveyou sunshine
princess football baseball basketball superman batman dragon monkey shadow master trustno1
starwars pokemon michael jennifer administrator admin login changeme secret default computer
internet whatever abcdefghijkl abcdefgh abcdef abc123 monday summer winter spring autumn
january february march april june july august september october november december
rppcommons commons research practice partnership problem evidence network superintendent
principal teacher student students school schools district county public education learning
"""
GUESSED = tuple(_WORDS.split())
_hasher = PasswordHasher()


def _normal(password: str) -> str:
    # One text, however the keyboard composes its accents.
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The argon2id hash to store; slow on purpose: call it before a write begins."""
    return _hasher.hash(_normal(password))


@cache
def _nobody() -> str:
    return _hasher.hash("the hash of no account")


def right(stored: str, password: str) -> bool:
    """Whether this is the password; takes as long where there is no account to compare with."""
    try:
        return _hasher.verify(stored or _nobody(), _normal(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


# What people of the demo, who have no password, type where one is asked again.
OF_THE_DEMO = "demo"


def confirms(stored: str, password: str, *, demo: bool) -> bool:
    """Whether this confirms who is signed in; `demo`: whether the portal is only tried out.

    A person of the demo has no password of their own, and could sign nothing.
    """
    if demo and not stored:
        return password == OF_THE_DEMO
    return right(stored, password)


def weakness(password: str, *own: str) -> str:
    """Why this password must not be used, as a sentence, or ""; `own`: their name and address."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four random words are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    plain = _normal(password).casefold()
    if len(set(plain)) < 5:
        return "This repeats a few characters. Use four words that have nothing to do with you."
    known = {part for text in own for part in re.split(r"\W+", text.casefold()) if len(part) > 2}
    rest = plain
    for word in sorted({*GUESSED, *known}, key=len, reverse=True):
        rest = rest.replace(word, "")
    # Digits and signs before or after a guessed word keep nobody out.
    if (len(re.sub(r"[\W\d_]+", "", rest)) < 4 and rest != plain) or _runs(plain):
        return "This password is easy to guess. Use four words that have nothing to do with you."
    return ""


def _runs(plain: str) -> bool:
    """Whether it only counts on, as 123456789012 does."""
    steps = [ord(b) - ord(a) for a, b in pairwise(plain)]
    return sum(step in (1, -1, -9, 9) for step in steps) >= len(steps) - 1
