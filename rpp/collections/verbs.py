"""What happens to lists: the facts name nothing that is in one."""

from rpp.verbs import Verbs, verb

COLLECTION = Verbs(
    {
        "created": verb("began the list"),
        "edited": verb("changed what the list says of itself"),
        "added": verb("added something"),
        "removed": verb("removed something"),
        "noted": verb("changed a note"),
        "moved": verb("changed the order"),
        "link_renewed": verb("made a new link"),
        "deleted": verb("deleted the list"),
    }
)
