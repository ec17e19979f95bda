"""Numbers: finite ones only, and as people read them."""

import math


class Uncomputable(Exception):
    """Why a figure cannot be computed, as a sentence that people read."""

    @property
    def words(self) -> str:
        return str(self)


TOO_LARGE = "The numbers are too large to compute with."


def finite(value: float) -> float:
    """The value itself; `Uncomputable` where it is no finite number."""
    if not math.isfinite(value):
        raise Uncomputable(TOO_LARGE)
    return value


def shown(value: float | None, places: int = 4) -> str:
    """A number as people read it: "−0.0412", "1,204", "4.08"; "not given" for None."""
    if value is None:
        return "not given"
    if abs(value) >= 1e9 or 0 < abs(value) < 0.5 * 10**-places:
        text = f"{value:.3g}"
    else:
        text = f"{value:,.{places}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace("-", "−")
