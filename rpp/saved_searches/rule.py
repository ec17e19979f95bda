"""The rule of `matching`, as pages say it."""

from rpp.search.asked import ALL_OF

WORDS = (
    "You hear of what is new and has all of these words, or three quarters of them if there are "
    f"more than {ALL_OF}. Other endings and other names for the same thing count too."
)
NO_WORDS = "You hear of whatever is new in this list."
