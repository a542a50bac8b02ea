"""A rehearsed study in; every row of its results found once more from SDTM, slowly, out.

The recomputation reads SDTM as text and the study's files. It uses nothing of `heliotrope.methods`,
`heliotrope.instruments`, `heliotrope.safety`, `heliotrope.datasets.adam` or `heliotrope.analysis`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from scipy import stats

from tests.differences import tell
from tests.twice.evaluation.courses import (
    Dense,
    Floats,
    find_tipping,
    impute,
    make_sigma,
    pool,
    read_theta,
)
from tests.twice.evaluation.efficacy import Efficacy
from tests.twice.evaluation.harm import Harm
from tests.twice.evaluation.labs import Labs
from tests.twice.evaluation.printed import Expected, read_printed
from tests.twice.evaluation.visits import Values

PRINTED = read_printed()
VALUES = Values(PRINTED)
HARM = Harm(PRINTED, VALUES)
EFFICACY = Efficacy(VALUES, HARM)
RELATIVE, ABSOLUTE = 1e-9, 1e-12
SHOWN = ("listing.", "registry.", "population.", "figure.sites.")
"""Facts as recorded, counts that stand elsewhere too, and a picture: with tests of their own."""
COURSE = ("week_4", "week_8", "week_12", "week_16", "week_20", "week_24")
MODELED = ("imputed_week_24", "hypothetical_week_24", "tipping_point_week_24", "mmrm")


@cache
def expect() -> Expected:
    """Every row but those of the model and of imputation, which have tests of their own."""
    return {**EFFICACY.expect(), **HARM.expect(), **Labs(PRINTED, HARM).expect()}


def number(result_id: str) -> float | None:
    cell = PRINTED.results[result_id]["value"]
    return float(cell) if cell else None


def test_every_row_is_one_that_should_be_there() -> None:
    """Nothing is left out of the recomputation, and nothing is missing from the results."""
    others = {name for name in PRINTED.results if not name.startswith((*MODELED, *SHOWN))}
    assert others == set(expect())
    assert len(others) > 6000


def test_every_number_is_found_again() -> None:
    """With `-s` it prints the largest difference of each kind."""
    largest: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    wrong = []
    for name, value in expect().items():
        found = number(name)
        if value is None or found is None:
            wrong += [(name, value, found)] if value != found else []
            continue
        row, gap = PRINTED.results[name], abs(float(value) - found)
        kind = f"{row['analysis'].split('.')[0]} · {row['method']}"
        relative = gap / max(abs(float(value)), abs(found)) if gap > ABSOLUTE else 0.0
        largest[kind] = [largest[kind][0] + 1, max(largest[kind][1], relative)]
        wrong += [(name, value, found)] if relative > RELATIVE else []
    for kind, (count, relative) in largest.items():
        tell(f"{kind}: {count:.0f} rows, largest relative difference {relative:.1e}")
    assert wrong == []
    assert sum(count for count, _ in largest.values()) > 5500


def test_a_dose_that_stands_in_two_places_is_the_same() -> None:
    """Of the endpoint and of the part on glucocorticoids."""
    compared = 0
    for name, row in PRINTED.results.items():
        part, _, rest = name.partition(".")
        visit, _, code_and_what = rest.partition(".")
        if part == "glucocorticoids" and row["method"] == "As recorded":
            other = PRINTED.results[f"participant.prednisone_equivalent.{visit}.{code_and_what}"]
            assert (float(row["value"] or "nan"), row["value"] == "") == pytest.approx(
                (float(other["value"] or "nan"), other["value"] == ""), nan_ok=True
            )
            compared += 1
    assert compared > 40


# ------------------------------------------------------------------ repeated measures

STRUCTURES = {
    "heterogeneous Toeplitz": "toeph",
    "heterogeneous AR(1)": "ar1h",
    "heterogeneous compound symmetry": "csh",
}


@cache
def model() -> tuple[Dense, Floats]:
    """The changes at the visits of the course, and the printed covariance matrix."""
    rows = [
        (code, place, VALUES.base(code, "activity"), VALUES.change(code, "activity", visit))
        for place, visit in enumerate(COURSE)
        for code in PRINTED.enrolled
    ]
    kept = [(code, place, base, y) for code, place, base, y in rows if base and y is not None]
    method = PRINTED.results["mmrm.cdasi_activity.week_24.estimate"]["method"]
    structure = next(short for long, short in STRUCTURES.items() if long in method)
    who, places, bases, y = zip(*kept, strict=True)
    dense = Dense(who, places, np.array(bases, float), np.array(y, float), structure)
    sigma = np.zeros((6, 6))
    for i, one in enumerate(COURSE):
        for j, other in enumerate(COURSE[: i + 1]):
            cell = number(f"mmrm.cdasi_activity.week_24.covariance.{one}.{other}")
            assert cell is not None
            sigma[i, j] = sigma[j, i] = cell
    return dense, sigma


def test_the_covariance_matrix_is_the_top_of_the_restricted_likelihood() -> None:
    dense, sigma = model()
    theta = read_theta(dense.structure, sigma)
    assert make_sigma(dense.structure, theta) == pytest.approx(sigma, rel=1e-9)
    top = number("mmrm.cdasi_activity.week_24.log_likelihood")
    assert top == pytest.approx(dense.log_likelihood(sigma), rel=1e-12)
    slope, bend, _ = dense.differentiate(theta)
    assert (np.linalg.eigvalsh(bend) < 0).all()
    # So far from the top the printed matrix is, in units of the log-likelihood.
    rest = float(slope @ np.linalg.solve(-bend, slope)) / 2
    tell(f"log-likelihood below its top by {rest:.1e}")
    assert rest < 1e-12


@pytest.mark.parametrize(("family", "visit"), [("mmrm_week_12", "week_12"), ("mmrm", "week_24")])
def test_adjusted_means_errors_and_degrees_of_freedom(family: str, visit: str) -> None:
    dense, sigma = model()
    theta = read_theta(dense.structure, sigma)
    whole = f"{family}.cdasi_activity.{visit}"
    asked = {whole: dense.weigh(COURSE.index(visit))}
    for place, other in enumerate(COURSE):
        asked[f"{whole}.{other}"] = dense.weigh(place)
        if place < COURSE.index(visit):
            own = dense.weigh(COURSE.index(visit)) - dense.weigh(place)
            asked[f"{whole}.minus.{other}"] = own
    largest = 0.0
    for prefix, weights in asked.items():
        value, se, df = dense.adjust(theta, weights)
        half = float(stats.t.ppf(0.975, df)) * se
        expected = {"estimate": value, "lower": value - half, "upper": value + half}
        expected |= {"se": se, "df": df}
        if f"{prefix}.p" in PRINTED.results:
            expected["p"] = 2 * float(stats.t.sf(abs(value / se), df))
        for name, slow_number in expected.items():
            found = number(f"{prefix}.{name}")
            assert found == pytest.approx(slow_number, rel=1e-6, abs=1e-6)
            assert found is not None
            largest = max(largest, abs(found / slow_number - 1))
    tell(f"{visit}: {len(asked)} means and differences, largest relative difference {largest:.1e}")
    assert (f"{whole}.p" in PRINTED.results) == (family == "mmrm")
    seen = {name for name in PRINTED.results if name.startswith(f"{whole}.")} - {f"{whole}.n"}
    beside = {name for name in seen if ".covariance." in name or name.endswith(".log_likelihood")}
    covered = {name for name in seen - beside if name.rpartition(".")[0] in asked}
    assert seen - beside - covered == set()


def test_the_model_holds_everyone_with_a_change() -> None:
    dense, _ = model()
    assert number("mmrm.cdasi_activity.week_24.n") == len(set(dense.who))
    said = PRINTED.results["mmrm.cdasi_activity.week_24.n"]["text"]
    assert f"{len(dense.y)} changes at 6 visits" in said


# ------------------------------------------------------------------ multiple imputation

COPIES, BATCH = 1500, 100


@cache
def batches(missing_after: tuple[str, ...]) -> tuple[list[Floats], Floats]:
    """Own copies in batches as large as the plan's, and where the gaps are."""
    table = np.full((len(PRINTED.enrolled), 7), np.nan)
    for row, code in enumerate(PRINTED.enrolled):
        table[row, 0] = float(VALUES.base(code, "activity") or math.nan)
        for place, visit in enumerate(COURSE, start=1):
            value = VALUES.value(code, "activity", visit)
            if value is not None and not EFFICACY.decided(code, "activity", visit, missing_after):
                table[row, place] = float(value)
    copies = impute(table, COPIES, seed=1)
    return [copies[at : at + BATCH] for at in range(0, COPIES, BATCH)], np.isnan(table).astype(
        float
    )


HYPOTHETICAL = ("rescue", "glucocorticoid_increase", "prohibited_medication", "death")


@pytest.mark.parametrize(
    ("name", "missing_after"),
    [("imputed_week_24", ("death",)), ("hypothetical_week_24", HYPOTHETICAL)],
)
def test_imputation_is_one_of_our_own_batches(name: str, missing_after: tuple[str, ...]) -> None:
    """The plan's 100 copies differ from ours no more than ours among themselves."""
    drawn, gaps = batches(missing_after)
    assert number(f"{name}.n") == len(gaps)
    pooled = [pool(one, 6, 0, gaps) for one in drawn]
    for key in pooled[0]:
        ours = np.array([one[key] for one in pooled])
        found = number(f"{name}.{key}")
        assert found is not None
        off = (found - ours.mean()) / ours.std(ddof=1)
        tell(f"{name}.{key}: {found:.4f}, ours {ours.mean():.4f}, {off:+.1f} Monte-Carlo errors")
        assert abs(off) < 4


def test_the_tipping_point_is_one_of_our_own_batches() -> None:
    drawn, gaps = batches(("death",))
    ours = np.array([find_tipping(one, 6, gaps) for one in drawn])
    found = number("tipping_point_week_24.estimate")
    assert found is not None
    off = (found - ours.mean()) / ours.std(ddof=1)
    tell(f"tipping point {found:.3f}, ours {ours.mean():.3f}, {off:+.1f} Monte-Carlo errors")
    assert abs(off) < 4
    share = gaps[:, 6].sum() / len(gaps)
    at, plain = number("tipping_point_week_24.at.estimate"), number("imputed_week_24.estimate")
    assert at == pytest.approx((plain or 0) + share * found, rel=1e-9)
    assert number("tipping_point_week_24.at.upper") == pytest.approx(0, abs=1e-9)
    assert number("tipping_point_week_24.n") == len(gaps)
