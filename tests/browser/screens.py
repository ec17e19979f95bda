"""A picture of every page as those who may see it: python -m tests.browser.screens [PART …]."""

import shutil
import sys
import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from rpp import create_app
from rpp.cli import migrate
from rpp.config import Settings
from tests.browser.crawl import Found, every_page
from tests.browser.portal import (
    INSTALL,
    PERSONAS,
    Portal,
    chromium,
    launch,
    serving,
    visit,
    with_people,
)
from tests.support.databases import seed_demo

WIDTHS = (1280, 375)


def main(wanted: list[str]) -> None:
    """Take the pictures; with arguments only of pages whose name holds one of them."""
    if not chromium():
        sys.exit(f"Chromium is missing. Install it with: {INSTALL}")
    folder = Settings().instance / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        app = create_app(
            Settings(instance=here, secret_key="for-pictures", demo=True, rate_limits=False)
        )
        print("Loading the demo …", flush=True)
        seeded = here / "seeded.sqlite3"
        migrate(f"sqlite:///{seeded}")
        seed_demo(app, f"sqlite:///{seeded}")
        database = with_people(seeded, here / "demo.sqlite3", app)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            with serving(app, browser, database) as portal:
                print("Looking for pages …", flush=True)
                people = {who: portal.persona(who) for who in PERSONAS}
                walks = every_page(app, people, deep=True)
                pages = [*(page for walk in walks for page in walk.pages), *ERRORS]
                if wanted:
                    pages = [p for p in pages if any(word in p.name for word in wanted)]
                else:
                    shutil.rmtree(folder)
                    folder.mkdir()
                take(portal, pages, folder)
            browser.close()
    print(f"\n{len(pages)} pages. Leaf through them: {folder / 'index.html'}")


# Pages that no link leads to.
ERRORS = (
    Found("", "errors.404", "/problems/999999999", code=404),
    Found("member", "errors.403", "/admin", code=403),
    Found("", "errors.422", "/sign-up", code=422),
)


def take(portal: Portal, pages: list[Found], folder: Path) -> None:
    """One window for each person and width; files are named by endpoint, state and person."""
    windows: dict[tuple[str, int], Page] = {}
    for n, one in enumerate(pages, 1):
        print(f"\r{n} of {len(pages)}: {one.name:<60.60}", end="", flush=True)
        for width in WIDTHS:
            key = (one.who, width)
            if key not in windows:
                windows[key] = portal.open(one.who or None, width=width)
            window = windows[key]
            visit(window, one.path)
            if one.code == 422:
                window.locator("main form").last.evaluate(
                    "form => { form.noValidate = true; form.requestSubmit() }"
                )
                window.locator("[data-error-summary]").wait_for()
            # A window as tall as the page: a bar that stays in sight then covers nothing.
            height = window.evaluate("document.documentElement.scrollHeight")
            window.set_viewport_size({"width": width, "height": height})
            window.screenshot(path=folder / f"{one.name}-{width}.png")
            window.set_viewport_size({"width": width, "height": 800})
    index(pages, folder)


def index(pages: list[Found], folder: Path) -> None:
    """A page to leaf through the pictures."""
    rows = "".join(
        f"<section><h2>{escape(one.name)} <small>{escape(one.path)}</small></h2>"
        + "".join(
            f'<a href="{one.name}-{width}.png"><img loading="lazy" alt="{escape(one.name)} at '
            f'{width} pixels" src="{one.name}-{width}.png" height="600"></a> '
            for width in WIDTHS
        )
        + "</section>"
        for one in pages
    )
    style = "body{font:16px sans-serif;margin:2rem}img{border:1px solid #999;vertical-align:top}"
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title>'
        f"<style>{style}</style><h1>Every page</h1>{rows}</html>",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
