"""A row of Skindex-16 answers as text in; the domains that a careful person works out, out.

Written from the reference page and not from the product.
"""

from __future__ import annotations

from fractions import Fraction

from tests.twice.instruments.tables import (
    EMPTY,
    Cells,
    Columns,
    Verdict,
    read_number,
    whole,
    write_number,
)

SYMPTOMS = ["q1", "q2", "q3", "q4"]
EMOTIONS = ["q5", "q6", "q7", "q8", "q9", "q10", "q11"]
FUNCTIONING = ["q12", "q13", "q14", "q15", "q16"]
COLUMNS: Columns = {name: whole(0, 6) for name in [*SYMPTOMS, *EMOTIONS, *FUNCTIONING]}
DOMAINS = {"symptoms": SYMPTOMS, "emotions": EMOTIONS, "functioning": FUNCTIONING}
OUT = list(DOMAINS)


def judge(cells: Cells) -> Verdict:
    """The row's three domains."""
    wrong = set()
    for name in COLUMNS:
        if cells[name] not in EMPTY and read_number(cells[name], "0", "6", 0) is None:
            wrong.add(name)
    if wrong:
        return Verdict(dict.fromkeys(OUT, ""), is_scored=False, wrong=frozenset(wrong))
    values = {}
    for domain, names in DOMAINS.items():
        total = answered = 0
        for name in names:
            answer = read_number(cells[name], "0", "6", 0)
            if answer is not None:
                total = total + int(answer)
                answered = answered + 1
        if answered == len(names):
            mean = Fraction(total, answered)
            values[domain] = write_number(mean * 100 / 6)
        else:
            values[domain] = ""
    return Verdict(values, is_scored="" not in values.values())
