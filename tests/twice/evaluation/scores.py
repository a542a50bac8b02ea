"""SDTM's answers in, the score of every instrument added up by hand out.

Written from `instruments.md`, not from the product; fractions are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.twice.evaluation.printed import Printed, Row, as_date, name_visit

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Assessment:
    """A value of a measure, from which visit and day."""

    visit: str
    on: date | None
    day: int | None
    value: Fraction


def _gather(rows: list[Row], prefix: str, category: str) -> dict[tuple[str, str], Answers]:
    """(visit, date) → test code → answer, of what was answered and not derived."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row[f"{prefix}CAT"] == category and row[f"{prefix}DRVFL"] != "Y":
            key = (name_visit(row["VISIT"]), row[f"{prefix}DTC"])
            found.setdefault(key, {})[row[f"{prefix}TESTCD"]] = row[f"{prefix}STRESC"]
    return {key: {code: text for code, text in one.items() if text} for key, one in found.items()}


def _numbers(answers: Answers, names: list[str]) -> list[Fraction] | None:
    """The numbers; None if one is missing."""
    return [Fraction(answers[n]) for n in names] if all(n in answers for n in names) else None


def score_cdasi(answers: Answers) -> dict[str, Fraction]:
    """Fifteen places with five items each, then hands, nail folds and hair."""
    place = [[f"CDASI{5 * at + item:02}" for item in range(1, 6)] for at in range(15)]
    activity = _numbers(answers, [name for one in place for name in one[:3]])
    damage = _numbers(answers, [name for one in place for name in one[3:]])
    hands = _numbers(answers, [f"CDASI{n}" for n in (76, 77, 78, 80, 81)])
    scar = _numbers(answers, ["CDASI79"])
    found = {}
    if activity and hands:
        erythema, papules, ulcers, nails, hair = hands
        found["activity"] = sum(activity, erythema * (1 + papules) + ulcers + nails + hair)
    if damage and scar:
        found["damage"] = sum(damage, scar[0])
    return found


def score_haq(answers: Answers) -> dict[str, Fraction]:
    """The worst of each category, 2 at least with a device or help; their mean over 7 or 8."""
    categories = [(1, 2), (3, 4), (5, 6, 7), (8, 9), (23, 24, 25), (26, 27), (28, 29, 30),
                  (31, 32, 33)]  # fmt: skip
    helps = [19, 20, 21, 22, 42, 43, 44, 45]
    worst = []
    for place, items in enumerate(categories):
        given = [int(answers[f"HAQ02{n:02}"]) for n in items if f"HAQ02{n:02}" in answers]
        needs = [f"HAQ02A{place + 1}", f"HAQ02{helps[place]}"]
        if given:
            least = 2 if any(answers.get(name) in ("1", "Y") for name in needs) else 0
            worst.append(max(least, *given))
    return {"haq_di": Fraction(sum(worst), len(worst))} if len(worst) >= 7 else {}


SF36 = {
    "pf": ([f"3{c}" for c in "ABCDEFGHIJ"], 10, 20, 5),
    "rp": ([f"4{c}" for c in "ABCD"], 4, 4, 2),
    "bp": (["7", "8"], 2, 10, 1),
    "gh": (["1", "11A", "11B", "11C", "11D"], 5, 20, 3),
    "vt": (["9A", "9E", "9G", "9I"], 4, 20, 2),
    "sf": (["6", "10"], 2, 8, 1),
    "re": (["5A", "5B", "5C"], 3, 3, 2),
    "mh": (["9B", "9C", "9D", "9F", "9H"], 5, 25, 3),
}
"""Scale → items, lowest raw score, its range, how many answers it needs."""
REVERSED = {"9A": 7, "9E": 7, "9D": 7, "9H": 7, "6": 6, "11B": 6, "11D": 6}
PAIN_1 = ["6", "5.4", "4.2", "3.1", "2.2", "1"]
PAIN_2 = ["6", "4.75", "3.5", "2.25", "1"]
HEALTH = ["5", "4.4", "3.4", "2", "1"]
SUMMARY = {
    "pcs": "0.42402 0.35119 0.31754 0.24954 0.02877 -0.00753 -0.19206 -0.22069",
    "mcs": "-0.22999 -0.12329 -0.09731 -0.01571 0.23534 0.26876 0.43407 0.48581",
}
NORM_MEAN = "84.52404 81.19907 75.49196 72.21316 61.05453 83.59753 81.29467 74.84212"
NORM_SD = "22.89490 33.79729 23.55879 20.16964 20.86942 22.37642 33.02717 18.01189"


def score_sf36(answers: Answers) -> dict[str, Fraction]:
    """Version 1: each scale from the half of its items on, the rest at their mean."""
    given = {code[len("SF361") :]: int(text) for code, text in answers.items()}
    given = {item.lstrip("0"): number for item, number in given.items()}
    raw = {item: _recode_sf36(item, given) for item in given}
    scales = {}
    for scale, (items, low, width, needed) in SF36.items():
        have = [raw[item] for item in items if item in raw]
        if len(have) >= needed:
            total = len(items) * sum(have, Fraction(0)) / len(have)
            scales[scale] = 100 * (total - low) / width
    if len(scales) == len(SF36):
        for name, weights in SUMMARY.items():
            scales[name] = _summarize_sf36(scales, weights)
    return scales


def _recode_sf36(item: str, given: Mapping[str, int]) -> Fraction:
    answer = given[item]
    if item == "1":
        return Fraction(HEALTH[answer - 1])
    if item == "7":
        return Fraction(PAIN_1[answer - 1])
    if item == "8" and "7" not in given:
        return Fraction(PAIN_2[answer - 1])
    if item == "8":
        return Fraction(6 if answer == given["7"] == 1 else 6 - answer)
    return Fraction(REVERSED[item] - answer if item in REVERSED else answer)


def _summarize_sf36(scales: Mapping[str, Fraction], weights: str) -> Fraction:
    order = ["pf", "rp", "bp", "gh", "vt", "sf", "re", "mh"]
    parts = zip(order, weights.split(), NORM_MEAN.split(), NORM_SD.split(), strict=True)
    total = [Fraction(w) * (scales[n] - Fraction(mean)) / Fraction(sd) for n, w, mean, sd in parts]
    return 50 + 10 * sum(total, Fraction(0))


def score_dlqi(answers: Answers) -> dict[str, Fraction]:
    """Ten questions; not relevant is 0; one left out is 0, two are no score."""
    points, missing = 0, 0
    for question in range(1, 11):
        answer = answers.get(f"DLQI1{question:02}")
        if answer is None:
            missing += 1
        elif question == 7:
            points += 3 if answer == "YES" else 0
            points += int(answers.get("DLQI107A", 0)) if answer == "NO" else 0
        elif answer != "NOT RELEVANT":
            points += int(answer)
    return {"dlqi": Fraction(points)} if missing < 2 else {}


def score_mmt8(answers: Answers) -> dict[str, Fraction]:
    """The neck and seven muscles on both sides: 150."""
    given = _numbers(answers, [f"MMT8{n:02}" for n in range(1, 16)])
    return {"mmt8": sum(given, Fraction(0))} if given else {}


def read_globals(answers: Answers) -> dict[str, Fraction]:
    """The three lines of 10 cm."""
    codes = {"physician_global": "PHG", "patient_global": "PTG", "extramuscular_global": "EXM"}
    return {
        name: Fraction(answers[f"IMACS{code}"])
        for name, code in codes.items()
        if f"IMACS{code}" in answers
    }


Enzymes = dict[str, tuple[Fraction, Fraction]]
"""Enzyme → value and upper limit."""
ENZYMES = ("CK", "LDH", "AST", "ALT")
"""In the form's order. Aldolase is on the laboratory form only: its range is not confirmed."""


def read_enzymes(printed: Printed, code: str) -> dict[tuple[str, str], Enzymes]:
    """(visit, date) → enzyme → value and upper limit, of the core set's form.

    In LB its rows carry no lower limit and no laboratory, which those of the laboratory form do.
    """
    found: dict[tuple[str, str], Enzymes] = {}
    for row in printed.rows("LB", code):
        own = not row["LBSTNRLO"] and not row["LBNAM"] and row["LBSTNRHI"]
        if row["LBTESTCD"] in ENZYMES and own and row["LBSTRESN"]:
            key = (name_visit(row["VISIT"]), row["LBDTC"])
            pair = (Fraction(row["LBSTRESN"]), Fraction(row["LBSTNRHI"]))
            found.setdefault(key, {})[row["LBTESTCD"]] = pair
    return found


SCORED = (
    ("RS", "CDASI V2", score_cdasi),
    ("QS", "HAQ-DI WITHOUT VAS", score_haq),
    ("QS", "SF36 V1.0 STANDARD", score_sf36),
    ("QS", "DLQI", score_dlqi),
    ("QS", "IMACS CORE SET", read_globals),
    ("MK", "MMT-8", score_mmt8),
)


def score_everything(printed: Printed, code: str) -> Iterator[tuple[str, Assessment]]:
    """(measure, assessment) of everything that was answered; measures as the plan names them."""
    for domain, category, score in SCORED:
        gathered = _gather(printed.rows(domain, code), domain, category)
        for (visit, moment), answers in gathered.items():
            on = as_date(moment)
            for measure, value in score(answers).items():
                yield measure, Assessment(visit, on, printed.day(code, on), keep_six(value))
    for (visit, moment), enzymes in read_enzymes(printed, code).items():
        on, worst = as_date(moment), max(value / limit for value, limit in enzymes.values())
        yield "enzyme_multiple", Assessment(visit, on, printed.day(code, on), keep_six(worst))


def keep_six(value: Fraction) -> Fraction:
    """Scores are kept to six decimals, halves away from zero."""
    units = int(abs(value) * 10**6 + Fraction(1, 2))
    return Fraction(units if value > 0 else -units, 10**6)


# ------------------------------------------------------------------ Total Improvement Score

POINTS: dict[str, tuple[int | str, ...]] = {
    "physician_global": (0, "7.5", 15, "17.5", 20),
    "patient_global": (0, "2.5", 5, "7.5", 10),
    "haq_di": (0, 5, "7.5", "7.5", 10),
    "enzyme": (0, "2.5", 5, "7.5", "7.5"),
    "extramuscular_global": (0, "7.5", "12.5", 15, 20),
    "mmt8": (0, 10, 20, "27.5", "32.5"),
}
ENDS = {"mmt8": (2, 10, 20, 30)}
RANGES: dict[str, int] = {"mmt8": 150, "haq_di": 3}
TIMES = {"CK": 15, "LDH": 3, "AST": 3, "ALT": 3}


def add_points(measure: str, percent: Fraction) -> Fraction:
    """An end of a step belongs to the step below it."""
    step = sum(percent > end for end in ENDS.get(measure, (5, 15, 25, 40)))
    return Fraction(POINTS[measure][step])


def score_improvement(
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    enzymes: tuple[Enzymes, Enzymes],
) -> Fraction | None:
    """The sum of six; None without all of them. The enzyme is the baseline's most abnormal one."""
    total = Fraction(0)
    for measure in POINTS:
        if measure == "enzyme":
            continue
        if measure not in before or measure not in after:
            return None
        gain = before[measure] - after[measure]
        gain = -gain if measure == "mmt8" else gain
        total += add_points(measure, 100 * gain / RANGES.get(measure, 10))
    first, then = enzymes
    if not first:
        return None
    name = max(ENZYMES, key=lambda one: first[one][0] / first[one][1] if one in first else -1)
    if name not in then:
        return None
    gain = first[name][0] - then[name][0]
    return total + add_points("enzyme", 100 * gain / (TIMES[name] * first[name][1]))
