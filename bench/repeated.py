"""Drawn repeated measures in; how long a fit takes, by itself and beside other things, out."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from bench.measure import Line
from heliotrope.methods import repeated

VISITS = 4
FORMULA = "FEV1 ~ RACE + SEX + ARMCD * AVISIT"
COLUMNS = 12
"""Of [X y] under that formula."""
SPREAD = np.array(
    [[40.0, 14.0, 5.0, 13.0], [14.0, 26.0, 3.0, 7.0], [5.0, 3.0, 15.0, 1.0], [13.0, 7.0, 1.0, 95.0]]
)
GLS = """
library(nlme)
frame <- read.csv(commandArgs(TRUE)[1], stringsAsFactors = TRUE)
frame <- frame[!is.na(frame$FEV1), ]
begin <- proc.time()[["elapsed"]]
fit <- gls(FEV1 ~ RACE + SEX + ARMCD * AVISIT, frame,
           correlation = corSymm(form = ~ as.integer(AVISIT) | USUBJID),
           weights = varIdent(form = ~ 1 | AVISIT))
cat(proc.time()[["elapsed"]] - begin, as.numeric(logLik(fit)))
"""


def bench_repeated() -> list[Line]:
    """From formula and frame to coefficients: unstructured, Kenward-Roger."""
    ten = draw_trial(10, gaps=0.05)
    few, many = draw_trial(5000), draw_trial(50_000)
    rows = many["FEV1"].count()
    whole = np.random.default_rng(1).normal(size=(rows, COLUMNS))
    for frame in (ten, few, many):
        fit(frame)
    # One after the other, so that both meet the same machine.
    pairs = [(measure(lambda: fit(many)), measure(whole.sum)) for _ in range(15)]
    large, reading = (min(one) for one in zip(*pairs, strict=True))
    small = min(measure(lambda: fit(few)) for _ in range(15))
    return [
        Line("MMRM, 10 participants", min(measure(lambda: fit(ten)) for _ in range(50)), "ms", 5),
        Line("MMRM, 5,000 participants x 4 visits", small, "ms"),
        Line("MMRM, 50,000 participants x 4 visits", large, "ms"),
        Line("the same, in readings of its [X y]", large / reading, "times", 40),
        *bench_beside_r(few, small),
    ]


def bench_beside_r(frame: pl.DataFrame, ours: float) -> list[Line]:
    """R's `nlme::gls` on the same rows, which has no degrees of freedom; nothing without R."""
    program = shutil.which("Rscript")
    if program is None:
        return []
    with tempfile.TemporaryDirectory(prefix="heliotrope-bench-") as folder:
        path, script = Path(folder) / "frame.csv", Path(folder) / "gls.R"
        frame.write_csv(path)
        script.write_text(GLS, encoding="utf-8")
        done = subprocess.run(
            [program, str(script), str(path)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return []
    seconds, likelihood = (float(one) for one in done.stdout.split())
    if fit(frame).log_likelihood < likelihood - 1e-9:
        raise RuntimeError("R found a better log-likelihood")
    return [Line("MMRM, 5,000 x 4, than nlme::gls", 1000 * seconds / ours, "times", 500,
                 at_least=True)]  # fmt: skip


def fit(frame: pl.DataFrame) -> repeated.Fit:
    return repeated.fit_mmrm(
        frame, FORMULA if frame.height > 100 else "FEV1 ~ AVISIT",
        participant="USUBJID", visit="AVISIT", df="kenward-roger",
    )  # fmt: skip


def measure(work: Callable[[], object]) -> float:
    """Milliseconds of one go."""
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def draw_trial(participants: int, gaps: float = 0.17) -> pl.DataFrame:
    """As the FEV example: two arms, four visits, some of whose values are missing."""
    generator = np.random.default_rng(participants)
    values = generator.multivariate_normal([30, 35, 40, 45], SPREAD, participants)
    arms = generator.integers(0, 2, participants)
    values += 4 * arms[:, None]
    values[generator.random(values.shape) < gaps] = np.nan
    each = np.repeat(np.arange(participants), VISITS)
    races = generator.integers(0, 3, participants)
    return pl.DataFrame(
        {
            "USUBJID": [f"PT{number:06d}" for number in each],
            "AVISIT": [f"VIS{visit + 1}" for visit in range(VISITS)] * participants,
            "ARMCD": np.array(["PBO", "TRT"])[arms[each]],
            "RACE": np.array(["Asian", "Black or African American", "White"])[races[each]],
            "SEX": np.array(["Female", "Male"])[generator.integers(0, 2, participants)[each]],
            "FEV1": pl.Series(values.ravel(), nan_to_null=True),
        }
    )
