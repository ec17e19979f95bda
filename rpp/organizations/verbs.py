"""What happens to organizations, to those who belong to them, and to whom they appoint."""

from rpp.verbs import Facts, Verbs, verb

ORGANIZATION = Verbs(
    {
        "added": verb("added this organization"),
        "domain_claimed": verb("claimed the e-mail domain {domain}", "domain"),
        "domain_verified": verb("verified the e-mail domain {domain}", "domain"),
        "domain_refused": verb("did not verify the e-mail domain {domain}", "domain"),
        "domain_dropped": verb("removed the e-mail domain {domain}", "domain"),
    }
)


def _how(facts: Facts) -> str:
    return " through the e-mail domain" if facts.get("by") == "mail" else ""


# `by` is "mail" where an address of a verified domain was enough.
MEMBERSHIP = Verbs(
    {
        "requested": verb(
            "asked to join", "organization", "person_id", told="asks to join {organization}."
        ),
        "joined": verb(
            "joined{how}",
            *("organization", "person_id", "role", "by", "domain"),
            told="let you join {organization}.",
        ),
        "refused": verb(
            "was refused", "organization", "person_id", told="did not let you join {organization}."
        ),
        "ended": verb(
            "left", "organization", "person_id", told="ended your membership in {organization}."
        ),
        "taken_back": verb("canceled the request", "organization", "person_id"),
        "made_leader": verb("became a leader", "organization", "person_id"),
        "unmade_leader": verb("is no longer a leader", "organization", "person_id"),
    },
    {"how": _how},
)

_APPOINTED = ("organization", "person_id", "role")
APPOINTMENT = Verbs(
    {
        "appointed": verb(
            "was appointed as {role}", *_APPOINTED, told="appointed you {role} of {organization}."
        ),
        "replaced": verb(
            "was replaced as {role}",
            *(*_APPOINTED, "by_person_id"),
            told="appointed someone else {role} of {organization}.",
        ),
        "ended": verb(
            "is no longer {role}",
            *_APPOINTED,
            told="ended your appointment as {role} of {organization}.",
        ),
    }
)

# What the page of an organization says of its place in a network, before the network's name.
IN_NETWORK = {
    "requested": "asked to join",
    "admitted": "joined",
    "refused": "was refused by",
    "ended": "left",
}
