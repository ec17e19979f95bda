"""How much CPU the rendering of one text takes, whatever was typed: texts made to take long."""

import random
import time
from itertools import pairwise

from bench.common import Databases, Figure
from rpp import markup
from rpp.forms import DOCUMENT

AIM = 0.3
ROUNDS = 400
# Of these, a few at a time and again and again, texts are made that look for what is slow.
SIGNS = [
    *"a0 \n*_`[]()<>#-|&!\\.~é🎉字", "\n\n", "- ", "1. ", "> ", "**", "***", "```", "](", "![",
    "\n|-|-|\n",
    "|-", "\n- ", "\n  - ", "\n> ", "\n# x", "\n1. ", "](https://a.b)", "https://x.y/", "www.a.b",
    "&lt;", "*a*", "`a`", "<sup>", "</sup>", "<br>", "    ", "\t", "~~~",
]  # fmt: skip
KNOWN = (
    "[", "![", "[a](", "(", "`` `", "<a", "***a", "*a_ ", ">", "> ", "1. ", "- ", "&", "a\n",
    "a\n\n",
    "> - ", "- a\n", "- a\n  - b\n", "*a* ", "`a` ", "[a](/b) ",
    "|a|a|\n|-|-|\n" + "|a|a|\n" * 2_000,
)  # fmt: skip


def _cpu(text: str) -> float:
    markup.render.cache_clear()
    start = time.process_time()
    markup.render(text)
    return time.process_time() - start


def _made(rng: random.Random) -> str:
    units = ["".join(rng.choices(SIGNS, k=rng.randint(1, 5))) for _ in range(3)]
    halves = [(a * DOCUMENT)[: DOCUMENT // 2] for a, _ in pairwise(units)]
    return rng.choice([(units[0] * DOCUMENT)[:DOCUMENT], "".join(halves), _mixed(rng)])


def _mixed(rng: random.Random) -> str:
    return "".join(rng.choices(SIGNS, k=DOCUMENT))[:DOCUMENT]


def _densest(unit: str) -> str:
    """As much of it as is still rendered, which costs the most."""
    low, high = 1, DOCUMENT
    while high - low > 200:
        middle = (low + high) // 2
        text = (unit * DOCUMENT)[:middle]
        plain = markup.render(text) == markup._as_typed(text)
        low, high = (low, middle) if plain else (middle, high)
    return (unit * DOCUMENT)[:low]


def texts(_databases: Databases) -> list[Figure]:
    """The worst of many texts made to take long, and an honest one of the greatest length."""
    rng = random.Random(1)
    markup.render("*warm*")
    honest = "Absences rose from 4 % to 11 % in *three* schools; p < .05.\n\n- first\n- second\n\n"
    worst = max(
        *(_cpu((unit * DOCUMENT)[:DOCUMENT]) for unit in KNOWN),
        *(_cpu(_densest(unit)) for unit in KNOWN),
        *(_cpu(_made(rng)) for _ in range(ROUNDS)),
    )
    long = _cpu((honest * DOCUMENT)[:DOCUMENT])
    how = f"{2 * len(KNOWN) + ROUNDS} texts of up to {DOCUMENT:,} characters"
    return [
        Figure(
            "a text made to take long", f"≤ {AIM} s of CPU", f"{worst:.2f} s", how, worst <= AIM
        ),
        Figure("a text as people write, of the greatest length", "", f"{long:.2f} s", "one text"),
    ]
