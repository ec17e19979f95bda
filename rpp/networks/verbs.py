"""What happens to networks, and to the organizations in them."""

from rpp.networks.models import ROLES
from rpp.verbs import Facts, Verbs, verb


def role_name(facts: Facts) -> str:
    """The role in the facts as a sentence says it: "knowledge broker"."""
    role: str = facts["role"]
    return ROLES.get(role, role)


_SERVING = ("network", "person_id", "name", "role")
NETWORK = Verbs(
    {
        "created": verb("opened the network"),
        "edited": verb("changed its description"),
        "role_given": verb(
            "became {role_name}", *_SERVING, told="named you {role_name} of {network}."
        ),
        "role_ended": verb(
            "is no longer {role_name}",
            *_SERVING,
            told="ended your role as {role_name} of {network}.",
        ),
    },
    {"role_name": role_name},
)

_PLACE = ("network_id", "network", "organization")
PLACE = Verbs(
    {
        "requested": verb(
            "asked to join", *_PLACE, told="asks that {organization} joins {network}."
        ),
        "admitted": verb("joined", *_PLACE, told="admitted {organization} to {network}."),
        "refused": verb("was refused", *_PLACE, told="did not admit {organization} to {network}."),
        "ended": verb("left", *_PLACE, told="ended the membership of {organization} in {network}."),
    }
)
