"""How often one may try."""

import time

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from rpp.db import READS
from rpp.web.access import viewer


def _caller() -> str:
    person = viewer()
    return f"person:{person.id}" if person.id else get_remote_address()


class ChangesLimiter(Limiter):
    """Limits how often one may change something; of reads only those that declare a limit."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        # Looking up that a plain read has no limit would cost a sixth of answering it with a 304.
        if not in_middleware or request.method not in READS:
            super()._check_request_limit(callable_name, in_middleware)


limiter = ChangesLimiter(
    key_func=_caller,
    default_limits=["60 per minute"],
    default_limits_exempt_when=lambda: request.method in READS,
    headers_enabled=False,
    # Without Redis each process counts for itself, as it does where none is set.
    in_memory_fallback_enabled=True,
    swallow_errors=True,
    # All are looked at, so that the wait that is said is the longest.
    fail_on_first_breach=False,
)


def reads_of_many() -> str:
    """The limit of a read that costs: behind one address there may be a whole class."""
    return "120 per minute" if viewer().id else "600 per minute"


def wait() -> int:
    """The seconds until none of the limits that stopped this request does any more."""
    try:
        ends = [one.reset_at for one in limiter.current_limits if one.breached]
    except Exception:
        # Redis went away since; each kind of storage has errors of its own.
        return 60
    return max(1, max(ends, default=0) - int(time.time()))


def lasting(seconds: int) -> str:
    """A wait in words, rounded up, such as "40 seconds" or "2 hours"."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > size:
            return f"{-(-seconds // size)} {name}s"
    return {1: "1 second", 60: "1 minute"}.get(seconds, f"{seconds} seconds")
