"""The life of a study."""

TRANSITIONS: dict[str, frozenset[str]] = {
    "proposal": frozenset({"co_design", "withdrawn"}),
    "co_design": frozenset({"frozen", "withdrawn"}),
    "frozen": frozenset({"co_design", "signed", "withdrawn"}),
    "signed": frozenset({"co_design", "active", "withdrawn"}),
    "active": frozenset({"paused", "findings_shared", "withdrawn"}),
    "paused": frozenset({"active", "withdrawn"}),
    "findings_shared": frozenset({"interpreted"}),
    "interpreted": frozenset({"published"}),
    "published": frozenset(),
    "withdrawn": frozenset(),
}
# While a study stands here, its partners write.
WRITING = ("proposal", "co_design")
ENDED = ("published", "withdrawn")
