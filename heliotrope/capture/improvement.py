"""A participant's records → the improvement of the IMACS core set at a visit, with its arithmetic.

The Total Improvement Score rests on two visits and three forms, so it stands in no entry: it is
derived anew from the state, at any moment of the ledger, and so is what can be reached at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from heliotrope.capture.derived import derive_score
from heliotrope.capture.ledger import Participant, Record
from heliotrope.instruments import imacs, tis
from heliotrope.instruments.imacs import EnzymeChoice, EnzymeLevel, Improvement
from heliotrope.instruments.score import Given, Score, make_tidy, read_answer
from heliotrope.instruments.tis_reachable import HighestReachable, find_highest_reachable
from heliotrope.study.core_set import CoreSet
from heliotrope.study.protocol import Study
from heliotrope.study.schedule import Visit
from heliotrope.vocabulary import Bilingual, Value

Number = int | Decimal
Typed = Mapping[str, Mapping[str, Value | None]]
"""Form → values that take the place of what is recorded at the visit, e.g. while it is typed."""
ScoreRecord = Callable[[Record], Score | None]
"""A record's score, as `derive_score` gives it."""


@dataclass(frozen=True, slots=True)
class CoreSetImprovement:
    """The core set at one visit against baseline."""

    score: Score
    """The Total Improvement Score with its points; not scored while one of twelve values is
    missing."""
    older: Improvement
    """The older IMACS definition, kept apart."""
    enzyme: EnzymeChoice | None
    """Which enzyme counts, and what it was chosen among; None: none was complete at baseline."""
    unit: str = ""
    """In which it is compared; empty: it is not complete at the visit."""
    notes: tuple[Bilingual, ...] = ()
    """What stands between the two visits, e.g. strength tested on one side and then on both."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The core set measures of one visit; None where missing. Globals in cm, HAQ 0-3."""

    phga: Number | None
    ptga: Number | None
    extramuscular: Number | None
    mmt: Number | None
    mmt_max: Number | None
    haq: Number | None
    enzymes: Mapping[str, EnzymeLevel]
    is_aldolase_confirmed: bool
    left_out: tuple[Bilingual, ...] = ()
    """Enzymes that were begun and cannot be compared, and why."""


def derive_improvement(
    study: Study,
    participant: Participant,
    visit: str,
    typed: Typed | None = None,
    score: ScoreRecord | None = None,
) -> CoreSetImprovement | None:
    """The Total Improvement Score of a visit, with the older definition beside it.

    None where there is nothing to compare: the study records no core set, the visit is its baseline
    or is not one of the schedule. Only complete forms count, and what is `typed`.
    `score` gives the score of a record to whoever has computed it already.
    """
    core_set = study.core_set
    if core_set is None or visit == core_set.baseline or _is_unscheduled(study, visit):
        return None
    before = _measure(study, core_set, participant, core_set.baseline, {}, score=score)
    now = _measure(study, core_set, participant, visit, typed or {}, score=score)
    choice = choose_baseline_enzyme(before)
    unit = _find_unit(before, now, choice)
    answers = {
        **_baseline_answers(core_set, before, choice, unit),
        **_visit_answers(before, now, choice, unit),
    }
    notes = before.left_out + _compare_strength(before, now) + _compare_limits(before, now, choice)
    return CoreSetImprovement(
        score=tis.score_tis(answers),
        older=imacs.score_improvement(
            _as_core_set(before, answers["enzyme_baseline"]),
            _as_core_set(now, answers["enzyme_value"]),
        ),
        enzyme=choice,
        unit=unit,
        notes=notes,
    )


def derive_highest_reachable(
    study: Study, participant: Participant, typed: Typed | None = None
) -> HighestReachable | None:
    """The most that this participant can reach, from the six baselines; None without a core set."""
    core_set = study.core_set
    if core_set is None:
        return None
    before = _measure(study, core_set, participant, core_set.baseline, typed or {})
    return find_highest_reachable(
        _baseline_answers(core_set, before, choose_baseline_enzyme(before))
    )


def choose_baseline_enzyme(before: Measured) -> EnzymeChoice | None:
    """The enzyme that counts for the whole trial: the most abnormal one at baseline."""
    return imacs.choose_enzyme(before.enzymes, is_aldolase_confirmed=before.is_aldolase_confirmed)


# ---------------------------------------------------------------- one visit


def _is_unscheduled(study: Study, visit: str) -> bool:
    return study.visit(visit).kind == "unscheduled"


def _measure(
    study: Study,
    core_set: CoreSet,
    participant: Participant,
    visit: str,
    typed: Typed,
    *,
    score: ScoreRecord | None = None,
) -> Measured:
    values = _find_values(participant, core_set.globals_form, visit, typed)
    given = Given(
        {
            item.name: read
            for item in imacs.ITEMS
            if (read := read_answer(item, values.get(item.name))) is not None
        }
    )
    strength = _score(study, participant, core_set.strength_form, visit, typed, score=score)
    function = _score(study, participant, core_set.function_form, visit, typed, score=score)
    return Measured(
        phga=given.number("phga"),
        ptga=given.number("ptga"),
        extramuscular=given.number("extramuscular"),
        mmt=strength.get("mmt8"),
        mmt_max=strength.get("mmt8_max"),
        haq=function.get("haq_di"),
        enzymes=imacs.read_levels(given),
        is_aldolase_confirmed=given.number("aldolase_confirmed") == 1,
        left_out=_say_left_out(study.visit(visit), given),
    )


def _say_left_out(visit: Visit, given: Given) -> tuple[Bilingual, ...]:
    return tuple(
        Bilingual(f"{visit.label.en}: {note.en}", f"{visit.label.zh}：{note.zh}")
        for note in imacs.find_left_out(given)
    )


def _find_values(
    participant: Participant, form: str, visit: str, typed: Typed
) -> Mapping[str, Value | None]:
    """What is typed, else what is recorded and complete; nothing otherwise."""
    if form in typed:
        return typed[form]
    record = participant.record(visit, form, 1)
    return record.values if record is not None and record.complete else {}


def _score(
    study: Study,
    participant: Participant,
    form: str,
    visit: str,
    typed: Typed,
    *,
    score: ScoreRecord | None,
) -> dict[str, Number]:
    record = participant.record(visit, form, 1)
    if score is not None and form not in typed and record is not None and record.complete:
        found = score(record)
    else:
        found = derive_score(study.form(form), _find_values(participant, form, visit, typed))
    assert found is not None, "study check demands the instrument"
    return {
        scale.name: scale.value for scale in found.scales if isinstance(scale.value, int | Decimal)
    }


# ---------------------------------------------------------------- two visits


def _baseline_answers(
    core_set: CoreSet, before: Measured, choice: EnzymeChoice | None, unit: str = ""
) -> dict[str, object]:
    level = before.enzymes[choice.name] if choice else None
    return {
        "phga_baseline": before.phga,
        "ptga_baseline": before.ptga,
        "extramuscular_baseline": before.extramuscular,
        "mmt_baseline": before.mmt,
        "mmt_max": before.mmt_max,
        "haq_baseline": before.haq,
        "enzyme": choice.name if choice else None,
        "enzyme_baseline": _convert(level.value, level, unit) if level else None,
        "enzyme_uln": _convert(level.uln, level, unit) if level else None,
        "population": core_set.population,
    }


def _visit_answers(
    before: Measured, now: Measured, choice: EnzymeChoice | None, unit: str
) -> dict[str, object]:
    """The visit's values. Strength of 80 is never compared with one of 150."""
    mixed = now.mmt_max != before.mmt_max
    level = now.enzymes.get(choice.name) if choice else None
    return {
        "phga": now.phga,
        "ptga": now.ptga,
        "extramuscular": now.extramuscular,
        "mmt": None if mixed else now.mmt,
        "haq": now.haq,
        "enzyme_value": _convert(level.value, level, unit) if level else None,
    }


def _find_unit(before: Measured, now: Measured, choice: EnzymeChoice | None) -> str:
    """The unit in which the enzyme is compared: as printed if both visits agree, else U/L."""
    if choice is None or choice.name not in now.enzymes:
        return ""
    units = {before.enzymes[choice.name].unit, now.enzymes[choice.name].unit}
    return units.pop() if len(units) == 1 else "U/L"


def _convert(value: Number, level: EnzymeLevel, unit: str) -> Number:
    return make_tidy(imacs.convert(value, level.unit, unit or level.unit))


def _compare_strength(before: Measured, now: Measured) -> tuple[Bilingual, ...]:
    if before.mmt_max is None or now.mmt_max is None or before.mmt_max == now.mmt_max:
        return ()
    return (
        Bilingual(
            f"strength is out of {before.mmt_max} at baseline and out of {now.mmt_max} here: "
            "the two are not compared",
            f"肌力基线满分 {before.mmt_max}，本次满分 {now.mmt_max}：二者不作比较",
        ),
    )


def _compare_limits(
    before: Measured, now: Measured, choice: EnzymeChoice | None
) -> tuple[Bilingual, ...]:
    """Another laboratory has other limits; the range is taken from baseline's."""
    if choice is None or choice.name not in now.enzymes:
        return ()
    first, level = before.enzymes[choice.name], now.enzymes[choice.name]
    if imacs.convert(level.uln, level.unit) == imacs.convert(first.uln, first.unit):
        return ()
    label = imacs.ENZYMES[choice.name]
    return (
        Bilingual(
            f"{label.en}: upper limit {level.uln} {level.unit} here and {first.uln} {first.unit} "
            "at baseline; baseline's counts",
            f"{label.zh}：本次正常上限 {level.uln} {level.unit}，基线为 {first.uln} {first.unit}；"
            "以基线为准",
        ),
    )


def _as_core_set(measured: Measured, enzyme: object) -> imacs.CoreSet:
    highest = measured.mmt_max
    return imacs.CoreSet(
        phga=measured.phga,
        ptga=measured.ptga,
        mmt=measured.mmt,
        haq=measured.haq,
        enzyme=enzyme if isinstance(enzyme, int | Decimal) else None,
        extramuscular=measured.extramuscular,
        mmt_max=int(highest) if highest is not None else None,
    )
