"""Counts that R analyzed in, agreement of our intervals with what R and SAS printed out."""

from __future__ import annotations

import pytest

from heliotrope.methods.proportions import NAMES, Method, estimate_proportion
from tests.reference.r_output import load_json, load_printed

RELATIVE = 1e-9
PRINTED = load_printed("proportions.txt")
NAME_IN_JSON: dict[Method, str] = {
    "clopper-pearson": "clopper_pearson",
    "wilson": "wilson",
    "mid-p": "midp",
    "jeffreys": "jeffreys",
}


@pytest.mark.parametrize("method", NAMES)
def test_limits_agree_with_r(method: Method) -> None:
    rows = [row for row in PRINTED if row["method"] == method]
    assert len(rows) >= 300
    for row in rows:
        found = estimate_proportion(int(row["x"]), int(row["n"]), method, float(row["level"]))
        # Wilson's limit at x = 0 is 0; R's formula leaves 1e-17 there.
        expected = pytest.approx(
            [float(row["lower"]), float(row["upper"])], rel=RELATIVE, abs=1e-15
        )
        assert [found.lower, found.upper] == expected, row


@pytest.mark.parametrize(
    "example", load_json("binomial_ci_R.json"), ids=lambda e: f"{e['x']}-{e['n']}"
)
@pytest.mark.parametrize("method", NAME_IN_JSON)
def test_limits_agree_with_the_shared_numbers(
    example: dict[str, int | list[float]], method: Method
) -> None:
    x, n = example["x"], example["n"]
    assert isinstance(x, int)
    assert isinstance(n, int)
    found = estimate_proportion(x, n, method)
    # These keep fifteen digits and R's own root search.
    assert [found.lower, found.upper] == pytest.approx(
        example[NAME_IN_JSON[method]], rel=1e-9, abs=1e-12
    )


def test_newcombe_table_1() -> None:
    table = load_json("newcombe1998_table1.json")
    for position, (x, n) in enumerate(table["examples"]):
        for method in ("clopper-pearson", "wilson", "mid-p"):
            found = estimate_proportion(x, n, method)
            printed = table[NAME_IN_JSON[method]][position]
            assert [found.lower, found.upper] == pytest.approx(printed, abs=5.1e-5)


def test_sas_on_36_of_154() -> None:
    printed = load_json("camis_sas_statxact.json")["sas_binomial_36_154"]
    methods: tuple[Method, ...] = ("wilson", "mid-p", "jeffreys")
    for method in methods:
        found = estimate_proportion(36, 154, method)
        assert [found.lower, found.upper] == pytest.approx(
            printed[NAME_IN_JSON[method]], abs=5.1e-5
        )


@pytest.mark.parametrize(
    ("x", "n", "printed"),
    [
        (3, 10, (0.08726443, 0.61941066)),
        # Walking in steps of 1e-4 skips an isolated piece here and prints 0.3923087.
        (29, 99, (0.2097022, 0.3929079)),
        # The same even at steps of 1e-6: 0.2085349.
        (59, 355, (0.1300807, 0.2090809)),
    ],
)
def test_blaker_as_printed_in_the_manual_of_blaker_ci(
    x: int, n: int, printed: tuple[float, float]
) -> None:
    # R package BlakerCI 1.0-6, help page of binom.blaker.limits (Klaschka 2010).
    found = estimate_proportion(x, n, "blaker")
    assert [found.lower, found.upper] == pytest.approx(printed, abs=5.1e-8)
