"""Mail domains: which may belong to one organization, and which are shared by many."""

import re
import unicodedata

_MAILBOXES = """
gmail.com googlemail.com yahoo.com ymail.com rocketmail.com outlook.com hotmail.com live.com
msn.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.com gmx.net
gmx.us mail.com email.com zoho.com fastmail.com fastmail.fm hey.com tutanota.com tuta.com
hushmail.com yandex.com yandex.ru mail.ru qq.com 163.com 126.com naver.com web.de comcast.net
xfinity.com verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net
earthlink.net juno.com netzero.net frontier.com centurylink.net optonline.net windstream.net
roadrunner.com twc.com mailinator.com guerrillamail.com yopmail.com sharklasers.com
10minutemail.com temp-mail.org trashmail.com duck.com mozmail.com
"""
WEBMAIL = frozenset(_MAILBOXES.split())
STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}  # fmt: skip
# Below these, many districts and agencies each have a name of their own; none owns the suffix.
_LEVELS = ("k12", "lib", "cc", "tec", "state", "co", "ci", "pvt", "dst", "cog", "gen")
SHARED = frozenset(
    {"k12.us", "kyschools.us", "schools.gov", "mail.k12.com", "onmicrosoft.com", "googleapps.com"}
    | {f"{state.lower()}.us" for state in STATES}
    | {f"{level}.{state.lower()}.us" for level in _LEVELS for state in STATES}
    | {f"pvt.k12.{state.lower()}.us" for state in STATES}
    | {f"{state.lower()}.gov" for state in STATES}
    | {f"k12.{state.lower()}.gov" for state in STATES}
    | {"ac.uk", "co.uk", "edu.au", "com.au", "gc.ca"}
)
_DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


def clean(text: str) -> str:
    """A domain as typed ("@Albertville.k12.al.us ", an address, a site) as it is kept; or ""."""
    text = unicodedata.normalize("NFKC", text).strip().lower().rsplit("@", 1)[-1]
    text = re.sub(r"^(https?://)?(www\.)?", "", text).split("/")[0].rstrip(".")
    return text if _DOMAIN.fullmatch(text) else ""


def of(email: str) -> str:
    """The domain of an address."""
    return email.rsplit("@", 1)[-1].lower()


def shared(domain: str) -> bool:
    """Whether people of many organizations have addresses there: web mail, or a suffix."""
    return domain in WEBMAIL or domain in SHARED or "." not in domain
