"""The words that the details of a brief choose from; those with an address are `concepts`."""

from typing import NamedTuple

CREDIT = "https://credit.niso.org/contributor-roles"
# CRediT, ANSI/NISO Z39.104-2022: the part that someone had in a work.
ROLES = {
    "conceptualization": "Conceptualization",
    "data-curation": "Data curation",
    "formal-analysis": "Formal analysis",
    "funding-acquisition": "Funding acquisition",
    "investigation": "Investigation",
    "methodology": "Methodology",
    "project-administration": "Project administration",
    "resources": "Resources",
    "software": "Software",
    "supervision": "Supervision",
    "validation": "Validation",
    "visualization": "Visualization",
    "writing-original-draft": "Writing – original draft",
    "writing-review-editing": "Writing – review & editing",
}
# How many students, staff or schools; counts below 10 are never said.
COUNTS = {
    "under-10": "Fewer than 10",
    "10-99": "10 to 99",
    "100-499": "100 to 499",
    "500-999": "500 to 999",
    "1000-4999": "1,000 to 4,999",
    "5000-plus": "5,000 or more",
}
SHARES = {
    "under-10": "Under 10%",
    "10-24": "10% to 24%",
    "25-49": "25% to 49%",
    "50-74": "50% to 74%",
    "75-plus": "75% or more",
}
DATA = {
    "open": "Anyone can get the data (give the address below)",
    "on-request": "The data are shared on request",
    "not-shared": "The data are not shared",
}
RESOURCES = {
    "data": "Data",
    "instrument": "Instrument (survey, test, protocol)",
    "code": "Code",
    "registration": "Registration or plan",
    "publication": "Publication on the same study",
}


class License(NamedTuple):
    """A license: its name on pages, its address, and what it lets readers do."""

    name: str
    address: str
    words: str


_CC = "https://creativecommons.org"
# By SPDX identifier. All let schools copy and change a brief.
LICENSES = {
    "CC-BY-4.0": License(
        "CC BY 4.0",
        f"{_CC}/licenses/by/4.0/",
        "anyone may copy and change it if they name you",
    ),
    "CC-BY-SA-4.0": License(
        "CC BY-SA 4.0",
        f"{_CC}/licenses/by-sa/4.0/",
        "anyone may copy and change it if they name you and share it under the same license",
    ),
    "CC-BY-NC-4.0": License(
        "CC BY-NC 4.0",
        f"{_CC}/licenses/by-nc/4.0/",
        "anyone may copy and change it if they name you and do not sell it",
    ),
    "CC0-1.0": License(
        "CC0 1.0",
        f"{_CC}/publicdomain/zero/1.0/",
        "anyone may do anything with it",
    ),
}
# What versions named before there was a choice.
SPDX = {license.name: id_ for id_, license in LICENSES.items()}
LICENSE_NAMES = {id_: f"{one.name}: {one.words}" for id_, one in LICENSES.items()}
