"""The frame of every request, and what the views of all rooms are made of."""

from rpp.web.access import View, login, or_404, public, requires, viewer
from rpp.web.addressing import Pager, arg, clean, cursor, first_page, here, pager, safe_next
from rpp.web.answers import (
    download,
    page,
    redirect_with_flash,
    run_or_show_error,
    submit_and_redirect,
)
from rpp.web.caching import DAY, FOREVER, NEVER, OWN, kept, unchanged, versioned
from rpp.web.frame import csrf, init_app
from rpp.web.limits import lasting, limiter, reads_of_many
from rpp.web.machines import answers_json

__all__ = [
    "DAY",
    "FOREVER",
    "NEVER",
    "OWN",
    "Pager",
    "View",
    "answers_json",
    "arg",
    "clean",
    "csrf",
    "cursor",
    "download",
    "first_page",
    "here",
    "init_app",
    "kept",
    "lasting",
    "limiter",
    "login",
    "or_404",
    "page",
    "pager",
    "public",
    "reads_of_many",
    "redirect_with_flash",
    "requires",
    "run_or_show_error",
    "safe_next",
    "submit_and_redirect",
    "unchanged",
    "versioned",
    "viewer",
]
