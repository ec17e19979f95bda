"""Identifiers as people type them: each is read into one form, or refused with a sentence."""

import re
from urllib.parse import urlsplit

ORCID = "https://orcid.org"
ROR = "https://ror.org"
DOI = "https://doi.org"
# Crockford's base 32, in which the middle of a ROR id is written.
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


def orcid(text: str) -> str:
    """An ORCID iD as "0000-0002-1825-0097", with or without its address before it.

    ISO 7064 mod 11-2, as ORCID's "Structure of the ORCID Identifier" says; ValueError otherwise.
    """
    short = re.sub(r"^(https?://)?(www\.)?orcid\.org/", "", text.strip(), flags=re.IGNORECASE)
    signs = short.upper().replace("-", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", signs):
        raise ValueError("An ORCID iD has 16 digits, as in 0000-0002-1825-0097.")
    if _mod_11_2(signs[:-1]) != signs[-1]:
        raise ValueError("One of the digits of this ORCID iD is wrong. Copy it again.")
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def _mod_11_2(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    left = (12 - total % 11) % 11
    return "X" if left == 10 else str(left)


def ror(text: str) -> str:
    """A ROR id as its address, "https://ror.org/03yrm5c26"; its last two digits check the others.

    ISO 7064 mod 97-10 over Crockford's base 32, as ROR makes its ids; ValueError otherwise.
    """
    short = re.sub(r"^(https?://)?(www\.)?ror\.org/", "", text.strip().lower())
    if not re.fullmatch(rf"0[{_BASE32}]{{6}}[0-9]{{2}}", short):
        raise ValueError("A ROR id has 9 characters and begins with 0, as in 03yrm5c26.")
    if ror_check(short[1:7]) != short[7:]:
        raise ValueError("One of the characters of this ROR id is wrong. Copy it again.")
    return f"{ROR}/{short}"


def ror_check(middle: str) -> str:
    """The two last digits of a ROR id, from the six characters before them."""
    number = 0
    for sign in middle:
        number = number * 32 + _BASE32.index(sign)
    return f"{98 - number * 100 % 97:02}"


def leaid(text: str) -> str:
    """An NCES LEAID: seven digits, leading zeros kept; ValueError otherwise."""
    if not re.fullmatch(r"[0-9]{7}", text.strip()):
        raise ValueError("A LEAID has seven digits, as in 0100005.")
    return text.strip()


def doi(text: str) -> str:
    """A DOI without its address, in small letters as DOIs are compared; ValueError otherwise."""
    short = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"10\.[0-9]{4,9}(\.[0-9]+)*/[^\s<>\"]+", short):
        raise ValueError("A DOI begins with 10. and has a slash, as in 10.1000/182.")
    return short.lower()


def web_address(text: str) -> str:
    """An address that begins with http:// or https://; ValueError otherwise."""
    typed = text.strip()
    try:
        parts = urlsplit(typed)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or "." not in (parts.hostname or "").strip(".")
        or re.search(r"[\s<>\"\x00-\x1f\\]", typed)
        or parts.username is not None
    ):
        raise ValueError("An address begins with https://, as in https://example.org/data.")
    return typed


def link(text: str) -> str:
    """A DOI or an address, as an address; ValueError otherwise."""
    if re.match(r"(10\.|doi:|https?://(dx\.)?doi\.org/)", text.strip(), re.IGNORECASE):
        return f"{DOI}/{doi(text)}"
    return web_address(text)
