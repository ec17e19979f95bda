"""What is said while the database cannot serve: one page, one line of log a minute."""

from time import monotonic

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

from rpp import db

# Seconds until a browser or a proxy should try again, and between two lines of log.
RETRY, QUIET = 30, 60.0
_last = {"said": 0.0, "unsaid": 0.0}


def answer(error: Exception) -> Exception:
    """The answer to an error of the database: 503 where it cannot serve now, else the error."""
    if not db.is_outage(error):
        return error
    say(error)
    return ServiceUnavailable(retry_after=RETRY)


def say(error: Exception) -> None:
    """Log an outage; while it lasts, once a minute and with the number of those in between."""
    if _last["said"] and monotonic() - _last["said"] < QUIET:
        _last["unsaid"] += 1
        return
    more = f" ({_last['unsaid']:.0f} more since the last line)" if _last["unsaid"] else ""
    current_app.logger.error("The database cannot serve: %s%s", db.reason(error), more)
    _last.update(said=monotonic(), unsaid=0)
