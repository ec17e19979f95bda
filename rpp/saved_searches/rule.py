"""The rule of `matching`, as pages say it."""

ALL_OF = 4
WORDS = (
    "You hear of what appears from now on and has all of these words, or three quarters of them "
    f"if there are more than {ALL_OF}. Other endings and other names for the same thing count too."
)
NO_WORDS = "You hear of whatever appears in this list from now on."
