"""How many may be lost: the boundaries of attrition of the What Works Clearinghouse, as data.

Source: WWC Procedures and Standards Handbook, Version 5.0 (2022), the table of the highest
differential attrition for a sample to keep low attrition, by overall attrition, under optimistic
and cautious assumptions. Both come from a model of the bias that loss may leave: at most 0.05
standard deviations.
"""

from typing import Literal, NamedTuple

SOURCE = "WWC Procedures and Standards Handbook, Version 5.0, standard for attrition"
Assumption = Literal["cautious", "optimistic"]


class Row(NamedTuple):
    """Overall attrition in whole percent, and the highest differential attrition in percentage
    points under either assumption; None: high whatever the difference."""

    overall: int
    cautious: float | None
    optimistic: float | None


def _rows(text: str) -> tuple[Row, ...]:
    cells = [line.split() for line in text.strip().splitlines()]
    return tuple(Row(int(o), None if c == "-" else float(c), float(p)) for o, c, p in cells)


# Beyond the last row attrition is high.
BOUNDARIES = _rows("""
0 5.7 10.0
1 5.8 10.1
2 5.9 10.2
3 5.9 10.3
4 6.0 10.4
5 6.1 10.5
6 6.2 10.7
7 6.3 10.8
8 6.3 10.9
9 6.3 10.9
10 6.3 10.9
11 6.2 10.9
12 6.2 10.9
13 6.1 10.8
14 6.0 10.8
15 5.9 10.7
16 5.9 10.6
17 5.8 10.5
18 5.7 10.3
19 5.5 10.2
20 5.4 10.0
21 5.3 9.9
22 5.2 9.7
23 5.1 9.5
24 4.9 9.4
25 4.8 9.2
26 4.7 9.0
27 4.5 8.8
28 4.4 8.6
29 4.3 8.4
30 4.1 8.2
31 4.0 8.0
32 3.8 7.8
33 3.6 7.6
34 3.5 7.4
35 3.3 7.2
36 3.2 7.0
37 3.1 6.7
38 2.9 6.5
39 2.8 6.3
40 2.6 6.0
41 2.5 5.8
42 2.3 5.6
43 2.1 5.3
44 2.0 5.1
45 1.8 4.9
46 1.6 4.6
47 1.5 4.4
48 1.3 4.2
49 1.2 3.9
50 1.0 3.7
51 0.9 3.5
52 0.7 3.2
53 0.6 3.0
54 0.4 2.8
55 0.3 2.6
56 0.2 2.3
57 0.0 2.1
58 - 1.9
59 - 1.6
60 - 1.4
61 - 1.1
62 - 0.9
63 - 0.7
64 - 0.5
65 - 0.3
""")


def highest(overall: float, assumption: Assumption) -> float | None:
    """The highest differential attrition that is still low, in percentage points.

    `overall` is in percent (0 to 100) and is looked up in its nearest row, halves upward. None
    where attrition is high whatever the difference between the groups.
    """
    at = int(overall + 0.5)
    if not 0 <= at < len(BOUNDARIES):
        return None
    row = BOUNDARIES[at]
    return row.cautious if assumption == "cautious" else row.optimistic


def verdict(overall: float, differential: float, assumption: Assumption) -> Literal["low", "high"]:
    """Whether attrition is low; both in percent, the difference with any sign."""
    boundary = highest(overall, assumption)
    return "low" if boundary is not None and abs(differential) <= boundary + 1e-9 else "high"
