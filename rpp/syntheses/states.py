"""Where a synthesis stands, as pages say it."""

from rpp.layout import State

_SIGNS = {"draft": "draft", "screening": "waiting", "published": "underway", "retired": "ended"}
_LABELS = {
    "draft": "Draft",
    "screening": "Being screened",
    "published": "Living",
    "retired": "Retired",
}


def state_of(status: str, current: int) -> State:
    """The sign and the words of a state, and of which version."""
    version = f"version {current}" if current else "no version yet"
    return State(_SIGNS[status], _LABELS[status], "" if status == "draft" else version)
