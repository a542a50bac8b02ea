"""Numbers over occasions within series in, a mixed model for repeated measures (MMRM) out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from heliotrope.methods.aliasing import Estimable, find_estimable
from heliotrope.methods.arguments import Floats, require_level
from heliotrope.methods.covariance_search import NoOptimumError, Optimum, find_optimum
from heliotrope.methods.covariance_structures import STRUCTURES
from heliotrope.methods.design import Design, read_design
from heliotrope.methods.estimate import Estimate
from heliotrope.methods.marginal import list_cells, list_contrasts, weigh_cells
from heliotrope.methods.repeated_likelihood import Problem
from heliotrope.methods.small_sample import Uncertainty, adjust
from heliotrope.vocabulary import Bilingual

Covariance: TypeAlias = Literal["us", "toep", "toeph", "ar1", "ar1h", "ad", "adh", "cs", "csh"]
Freedom: TypeAlias = Literal["kenward-roger", "kenward-roger-linear", "satterthwaite"]
Likelihood: TypeAlias = Literal["reml", "ml"]

FALLBACK: tuple[Covariance, ...] = ("toeph", "ar1h", "csh", "ar1", "cs")
"""For few series: from the structure that asks most of the data to the one that asks least."""

FREEDOM_NAMES: dict[Freedom, Bilingual] = {
    "kenward-roger": Bilingual("Kenward-Roger", "Kenward-Roger"),
    "kenward-roger-linear": Bilingual("Kenward-Roger (linear)", "Kenward-Roger（线性）"),
    "satterthwaite": Bilingual("Satterthwaite", "Satterthwaite"),
}

NOT_ESTIMABLE = Bilingual(
    "The data do not determine this combination of coefficients: there is no estimate.",
    "数据不能确定这一系数组合，因此没有估计值。",
)


class NotEstimableError(ValueError):
    """The data do not carry the model that was asked for; `reason` is one or more sentences."""

    def __init__(self, reason: Bilingual, help_en: str = "") -> None:
        super().__init__(f"{reason.en} {help_en}".strip())
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model; every number in the units of the frame that went in."""

    coefficients: pl.DataFrame
    """`term`, `estimate`, `se`, `df`, `t`, `p` (two-sided, for 0), as R's `model.matrix` names and
    orders its columns. A coefficient that the data do not determine is null throughout."""
    covariance: Floats
    """m x m: the covariance matrix of one series over the occasions, in their order."""
    log_likelihood: float
    """With all constants; restricted (REML) unless ML was asked for."""
    occasions: tuple[str, ...]
    """The m occasions."""
    structure: Covariance
    """The covariance structure that was used."""
    structure_asked: Covariance
    """The one that was asked for first."""
    df_method: Freedom
    likelihood: Likelihood
    n_rows: int
    """Numbers of the response."""
    n_series: int
    """Series with at least one of them."""
    n_covariance_parameters: int
    steps: int
    """Steps of the search."""
    warnings: tuple[str, ...]
    """What a reader must know before quoting the numbers: whole sentences in English."""
    warnings_zh: tuple[str, ...]
    """The same sentences in Simplified Chinese."""
    _design: Design = field(repr=False)
    _estimable: Estimable = field(repr=False)
    _uncertainty: Uncertainty = field(repr=False)
    _kept: Floats = field(repr=False)

    @property
    def method(self) -> Bilingual:
        """Name of the method with its structure, likelihood and degrees of freedom."""
        title = STRUCTURES[self.structure].title
        likelihood, df = self.likelihood.upper(), FREEDOM_NAMES[self.df_method]
        return Bilingual(
            f"MMRM, {title.en} covariance, {likelihood}, {df.en}",
            f"MMRM，{title.zh}协方差，{likelihood}，{df.zh}",
        )

    def marginal_means(self, *by: str, level: float = 0.95) -> pl.DataFrame:
        """Mean at each occasion, for each combination of the levels of the factors in `by`.

        As R's emmeans: factors that are not named are averaged with equal weight for each level,
        numeric covariates stand at their mean over the rows of the fit.

        Returns:
            The occasion's column, one column a factor, `estimate`, `se`, `df`, `t`, `p`, `lower`,
            `upper`; null where the data do not determine a mean.

        Raises:
            ValueError: the formula lacks the occasion or a factor.
        """
        cells = list_cells(self._design, by)
        names = {self._design.occasion_name: [self.occasions[cell.occasion] for cell in cells]}
        names |= {label: [cell.at[label] for cell in cells] for label in by}
        return self._tabulate(names, weigh_cells(self._design, cells), level)

    def contrasts(
        self, by: str | None = None, reference: str | None = None, level: float = 0.95
    ) -> pl.DataFrame:
        """Differences of marginal means from a reference, the first level unless named.

        With a factor in `by`: at each occasion, each of its levels minus the reference. Without:
        each occasion minus the reference occasion.

        Returns:
            The occasion's column (only with a factor), `contrast` (`TRT - PBO`), then the columns
            of `marginal_means`.

        Raises:
            ValueError: an unknown factor or reference, or a formula without the occasion.
        """
        found = list_contrasts(self._design, by, reference)
        ahead = weigh_cells(self._design, [one for _, one, _ in found])
        behind = weigh_cells(self._design, [one for _, _, one in found])
        names = {"contrast": [name for name, _, _ in found]}
        if by is not None:
            places = [self.occasions[cell.occasion] for _, cell, _ in found]
            names = {self._design.occasion_name: places} | names
        return self._tabulate(names, ahead - behind, level)

    def estimate_combination(self, weights: Mapping[str, float], level: float = 0.95) -> Estimate:
        """A sum of coefficients with weights by their terms, such as `{"ARMCDTRT": 1}`.

        Its `n` is the number of series.

        Raises:
            ValueError: an unknown term or level.
        """
        terms = [column.name for column in self._design.columns]
        unknown = [term for term in weights if term not in terms]
        if unknown:
            raise ValueError(f"no coefficient is called {unknown}; there are: {terms}")
        return self._estimate(np.array([float(weights.get(term, 0.0)) for term in terms]), level)

    def estimate_mean(
        self, occasion: str, at: Mapping[str, str] | None = None, level: float = 0.95
    ) -> Estimate:
        """The marginal mean at one occasion, with factors at named levels.

        Its `n` is the number of series.

        Raises:
            ValueError: an unknown occasion, factor or level.
        """
        at = dict(at or {})
        cells = list_cells(self._design, tuple(at))
        chosen = [c for c in cells if self.occasions[c.occasion] == occasion and c.at == at]
        if not chosen:
            raise ValueError(f"there is no {occasion!r} with {at}; occasions: {self.occasions}")
        return self._estimate(weigh_cells(self._design, chosen)[0], level)

    def _estimate(self, weights: Floats, level: float) -> Estimate:
        row = self._tabulate({}, weights[None], level).row(0, named=True)
        said = [Bilingual(*both) for both in zip(self.warnings, self.warnings_zh, strict=True)]
        said += [NOT_ESTIMABLE] if row["estimate"] is None else []
        return Estimate(
            value=row["estimate"],
            lower=row["lower"],
            upper=row["upper"],
            p=row["p"],
            n=self.n_series,
            method=self.method.en,
            method_zh=self.method.zh,
            warnings=tuple(one.en for one in said),
            warnings_zh=tuple(one.zh for one in said),
            level=level,
            df=row["df"],
            se=row["se"],
            statistic=row["t"],
        )

    def _tabulate(
        self, names: Mapping[str, Sequence[str]], weights: Floats, level: float
    ) -> pl.DataFrame:
        level = require_level(level)
        kept = weights[:, self._estimable.kept]
        columns = _measure(kept, self._kept, self._uncertainty)
        half = -special.stdtrit(columns["df"], (1 - level) / 2) * columns["se"]
        columns |= {"lower": columns["estimate"] - half, "upper": columns["estimate"] + half}
        known = self._estimable.is_estimable(weights)
        return _frame(names, columns, known)


def fit_mmrm(
    frame: pl.DataFrame,
    formula: str,
    *,
    participant: str,
    visit: str,
    covariance: Covariance = "us",
    df: Freedom = "kenward-roger-linear",
    likelihood: Likelihood = "reml",
    fallback: Sequence[Covariance] = (),
) -> Fit:
    """A mixed model for repeated measures: one covariance matrix over the occasions for all series.

    The response of a series has the mean that the formula gives and a covariance matrix of the
    structure named, of which it shows the occasions on which it was seen (missing at random).
    Estimates are those of restricted maximum likelihood (Patterson and Thompson 1971).

    Standard errors and degrees of freedom: `kenward-roger-linear` (SAS `ddfm=kr(linear)`),
    `kenward-roger` (SAS `ddfm=kr`, with second derivatives by SAS's natural parameters; for `us`
    these are the covariances, in which the matrix is linear, so both agree), `satterthwaite`.
    Ten paired values give exactly the paired t-test. R's mmrm takes second derivatives by other
    parameters, so that its default standard error is 13 % too small there.

    Rows that lack the response or a covariate are left out and counted in `warnings`.

    Args:
        frame: one row a series and occasion.
        formula: as R's, read by formulaic: `y ~ base + arm * week`. Text, Enum, Categorical and
            booleans are factors with treatment contrasts, the first level being the reference (an
            Enum's in its order, all else sorted); numbers are covariates unless in `factor()`.
        participant: the column that tells the series apart (in a trial: who it is).
        visit: the column of the occasions, in the order of its levels.
        covariance: `us`; `toep`, `ar1`, `ad` (ante-dependence), `cs`, and with one variance an
            occasion `toeph`, `ar1h`, `adh`, `csh`.
        df: the method for standard errors and degrees of freedom.
        likelihood: `ml` to compare models with different formulas; it has no Kenward-Roger.
        fallback: structures to be tried in turn where `covariance` cannot be estimated, for
            example `FALLBACK`. Which one was used, and why, is in `structure` and `warnings`.
            Nothing is replaced unless it stands here.

    Returns:
        The fit.

    Raises:
        TypeError: the frame is no polars frame.
        ValueError: unknown column or choice, a series twice at an occasion, a response that is not
            numeric or does not vary, or a single occasion.
        NotEstimableError: too few numbers, or a structure that the data do not determine and no
            fallback; a ValueError with its reason in both languages.
    """
    _require_choices(covariance, df, likelihood, fallback)
    design = read_design(frame, formula, participant, visit)
    estimable, problem = _require_enough(design, likelihood)
    chain = tuple(dict.fromkeys((covariance, *fallback)))
    used, optimum, notes = _fit_first(problem, chain, design)
    back = np.asarray(design.scale * np.linalg.inv(estimable.unscale), np.float64)
    uncertainty = adjust(problem, optimum, df).transform(back)
    kept = back @ optimum.value.coefficients
    if design.center:
        kept[0] += design.center
    notes = [*design.notes, *_say_aliased(design, estimable), *notes]
    return Fit(
        coefficients=_tabulate_coefficients(design, estimable, kept, uncertainty),
        covariance=optimum.point.sigma * design.scale**2,
        log_likelihood=_log_likelihood(design, estimable, problem, optimum),
        occasions=design.occasions,
        structure=used,
        structure_asked=covariance,
        df_method=df,
        likelihood=likelihood,
        n_rows=design.patterns.rows,
        n_series=design.series,
        n_covariance_parameters=STRUCTURES[used].count(problem.m),
        steps=optimum.steps,
        warnings=tuple(note.en for note in notes),
        warnings_zh=tuple(note.zh for note in notes),
        _design=design,
        _estimable=estimable,
        _uncertainty=uncertainty,
        _kept=kept,
    )


def _require_choices(covariance: str, df: str, likelihood: str, fallback: Sequence[str]) -> None:
    for what, chosen, allowed in (
        *(("covariance", one, get_args(Covariance)) for one in (covariance, *fallback)),
        ("df", df, get_args(Freedom)),
        ("likelihood", likelihood, get_args(Likelihood)),
    ):
        if chosen not in allowed:
            raise ValueError(f"{what} {chosen!r} is unknown; choose one of {allowed}")
    if likelihood == "ml" and df != "satterthwaite":
        raise ValueError(f"df {df!r} needs likelihood 'reml'; with 'ml' choose 'satterthwaite'")


def _require_enough(design: Design, likelihood: Likelihood) -> tuple[Estimable, Problem]:
    """The columns that can be told apart, with the problem of these columns alone."""
    whole = Problem(design.patterns, design.maps, is_restricted=likelihood == "reml")
    present = design.patterns.present
    plain = (present[:, :, None] & np.eye(whole.m, dtype=bool)).astype(np.float64)
    estimable = find_estimable(design, whole.sum_products(plain[None])[0, :-1, :-1])
    if design.patterns.rows <= estimable.kept.size:
        rows, size = design.patterns.rows, estimable.kept.size
        raise NotEstimableError(
            Bilingual(
                f"{rows} rows are too few for {size} coefficients and their covariance.",
                f"{rows} 行数据不足以估计 {size} 个系数及其协方差。",
            ),
            "Use a smaller formula.",
        )
    maps = design.maps[:, np.append(estimable.kept, -1)]
    return estimable, Problem(design.patterns, maps, whole.is_restricted)


def _fit_first(
    problem: Problem, chain: tuple[Covariance, ...], design: Design
) -> tuple[Covariance, Optimum, list[Bilingual]]:
    """The first structure of the chain that the data determine, with why others do not hold."""
    reasons: list[Bilingual] = []
    for name in chain:
        reason = _find_obstacle(problem, name, design)
        if reason is None:
            try:
                return name, find_optimum(problem, STRUCTURES[name]), _say_fallback(reasons, name)
            except NoOptimumError as error:
                reason = error.reason
        title = STRUCTURES[name].title
        reasons.append(
            Bilingual(
                f"The {title.en} covariance ({name}) cannot be estimated: {reason.en}.",
                f"{title.zh}协方差（{name}）无法估计：{reason.zh}。",
            )
        )
    said = " ".join(reason.en for reason in reasons)
    raise NotEstimableError(
        Bilingual(said, "".join(reason.zh for reason in reasons)),
        "A simpler structure can be allowed: fallback=repeated.FALLBACK.",
    )


def _say_fallback(reasons: list[Bilingual], used: str) -> list[Bilingual]:
    if not reasons:
        return []
    title = STRUCTURES[used].title
    return [
        *reasons,
        Bilingual(
            f"The {title.en} covariance ({used}) was used instead.",
            f"改用{title.zh}协方差（{used}）。",
        ),
    ]


def _find_obstacle(problem: Problem, name: str, design: Design) -> Bilingual | None:
    """What can be seen to stand against a structure before any search."""
    if name != "us":
        return None
    m, patterns = problem.m, problem.patterns
    who, when = design.series_name, design.occasion_name
    if design.series < m:
        return Bilingual(
            f"there are fewer {who} ({design.series}) than {when} ({m})",
            f"{who}（{design.series} 个）少于 {when}（{m} 个）",
        )
    present = patterns.present.astype(np.float64)
    pairs = (present * patterns.counts[:, None]).T @ present
    for row, column in np.argwhere(pairs == 0):
        one, other = design.occasions[row], design.occasions[column]
        return Bilingual(
            f"no {who} was seen both at {one} and at {other}",
            f"没有任何 {who} 同时具有 {one} 和 {other} 的数据",
        )
    return None


def _say_aliased(design: Design, estimable: Estimable) -> list[Bilingual]:
    if not estimable.aliased.size:
        return []
    names = ", ".join(design.columns[place].name for place in estimable.aliased)
    return [
        Bilingual(
            f"Not estimable, since they follow from the other terms: {names}.",
            f"因可由其他项导出而无法估计：{names}。",
        )
    ]


def _log_likelihood(
    design: Design, estimable: Estimable, problem: Problem, optimum: Optimum
) -> float:
    """In the units that came in: the search was on scaled numbers."""
    minus_two, degrees = optimum.value.minus_two, design.patterns.rows
    if problem.is_restricted:
        minus_two += 2 * float(np.linalg.slogdet(estimable.unscale)[1])
        degrees -= problem.p
    return -(minus_two + 2 * degrees * math.log(design.scale)) / 2


def _tabulate_coefficients(
    design: Design, estimable: Estimable, kept: Floats, uncertainty: Uncertainty
) -> pl.DataFrame:
    size, found = len(design.columns), _measure(np.eye(kept.size), kept, uncertainty)
    known = np.zeros(size, dtype=bool)
    known[estimable.kept] = True
    spread = {name: np.full(size, np.nan) for name in found}
    for name, numbers in found.items():
        spread[name][known] = numbers
    return _frame({"term": [column.name for column in design.columns]}, spread, known)


def _measure(weights: Floats, kept: Floats, uncertainty: Uncertainty) -> dict[str, Floats]:
    """Estimate, standard error, degrees of freedom, t and p of each row of weights."""
    estimate = weights @ kept
    se, df = uncertainty.measure(weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimate / se
    p = 2 * special.stdtr(df, -np.abs(t))
    return {"estimate": estimate, "se": se, "df": df, "t": t, "p": p}


def _frame(
    names: Mapping[str, Sequence[str]], columns: Mapping[str, Floats], known: NDArray[np.bool_]
) -> pl.DataFrame:
    """Text columns, then numbers with nulls where nothing is known."""
    series = [pl.Series(name, texts, pl.String) for name, texts in names.items()]
    for name, numbers in columns.items():
        shown = np.where(known & np.isfinite(numbers), numbers, np.nan)
        series.append(pl.Series(name, shown, pl.Float64, nan_to_null=True))
    return pl.DataFrame(series)
