"""Two versions of a study → in which points their plans of analysis differ, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from heliotrope.study.plan_words import say_key, say_word
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import NOTHING, Bilingual

YES, NO = Bilingual("yes", "是"), Bilingual("no", "否")
NONE = Bilingual("none", "无")


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """One point in which a later plan differs from an earlier one."""

    kind: Literal["added", "removed", "changed"]
    part: Bilingual
    """What kind of thing it is: `Analysis`, `Estimand`, `Visit`."""
    name: str
    """Its name in the files; empty for what there is only once."""
    label: Bilingual
    """Its name for readers."""
    key: Bilingual = NOTHING
    """Which of its statements changed; empty if the whole was added or removed."""
    was: Bilingual = NOTHING
    now: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is compared."""

    part: Bilingual
    name: str = ""
    label: Bilingual = NOTHING

    def whole(self, kind: Literal["added", "removed"]) -> PlanDifference:
        """That it is there only before, or only after."""
        return PlanDifference(kind, self.part, self.name, self.label)

    def change(self, said: Bilingual, key: str, was: object, now: object) -> PlanDifference:
        """That one of its statements differs."""
        return PlanDifference(
            "changed", self.part, self.name, self.label, said, _say(key, was), _say(key, now)
        )


_PARTS: Mapping[str, Bilingual] = {
    "endpoints": Bilingual("Endpoint", "终点"),
    "populations": Bilingual("Population", "人群"),
    "intercurrent_events": Bilingual("Intercurrent event", "伴发事件"),
    "estimands": Bilingual("Estimand", "估计目标"),
    "window_rule": Bilingual("Window rule", "窗口规则"),
    "baseline_rule": Bilingual("Baseline rule", "基线规则"),
    "analyses": Bilingual("Analysis", "分析"),
    "families": Bilingual("Family of analyses", "分析组"),
    "safety.events": Bilingual("Counting of adverse events", "不良事件计数"),
    "safety.laboratory": Bilingual("Laboratory grading", "实验室分级"),
    "safety.glucocorticoids": Bilingual("Glucocorticoid sparing", "糖皮质激素减量"),
    "relapse": Bilingual("Relapse", "复发"),
    "mean_regression": Bilingual("Regression to the mean", "向均数回归"),
    "comparators": Bilingual("Published comparator", "文献对照"),
    "displays": Bilingual("Figure", "图"),
}
"""Parts of the plan in the order in which they are compared."""
_OUTCOME = Bilingual("Outcome", "结局")
_VISIT = Bilingual("Visit", "访视")
_CORE_SET = Bilingual("Core set", "核心指标")
_PLAN = Bilingual("Plan", "分析计划")
_UNCOMPARED = frozenset({"name", "event", "revisions"})


def compare_plans(old: Study, new: Study) -> tuple[PlanDifference, ...]:
    """Every difference between the analysis plans of two versions of a study; empty if none.

    What a plan stands on counts as well: outcomes, the days and windows of visits, and where the
    core set is recorded. The order in which things are listed does not count. Source of the need:
    ICH E9, 5.7, and E3, 9.8: changes of the planned analyses are reported with their time.
    """
    return tuple(_compare(old, new))


def _compare(old: Study, new: Study) -> Iterator[PlanDifference]:
    for key in ("version", "fixed_on"):
        yield from _compare_values(
            _Thing(_PLAN), key, getattr(old.plan, key), getattr(new.plan, key)
        )
    yield from _compare_lists(_OUTCOME, old.outcomes, new.outcomes)
    for name, part in _PARTS.items():
        was, now = _find(old, name), _find(new, name)
        if isinstance(was, tuple) and isinstance(now, tuple):
            yield from _compare_lists(part, was, now)
        else:
            yield from _compare_single(part, was, now)
    yield from _compare_cautions(old.plan.cautions, new.plan.cautions)
    yield from _compare_lists(_VISIT, old.visits, new.visits, keys=("day", "window", "kind"))
    yield from _compare_single(_CORE_SET, old.core_set, new.core_set)


def _find(study: Study, name: str) -> object:
    found: object = study.plan
    for step in name.split("."):
        found = getattr(found, step)
    return found


# ---------------------------------------------------------------- wholes


def _name(one: BaseModel) -> str:
    return str(getattr(one, "name", None) or getattr(one, "event", ""))


def _label(one: BaseModel) -> Bilingual:
    for key in ("label", "measure"):
        found = getattr(one, key, None)
        if isinstance(found, Bilingual):
            return found
    return Bilingual(_name(one), _name(one))


def _compare_lists(
    part: Bilingual,
    old: Sequence[BaseModel],
    new: Sequence[BaseModel],
    keys: tuple[str, ...] = (),
) -> Iterator[PlanDifference]:
    """By name: what is only in one list, then the statements in which the others differ."""
    before, after = {_name(one): one for one in old}, {_name(one): one for one in new}
    for name, one in before.items():
        if name not in after:
            yield _Thing(part, name, _label(one)).whole("removed")
    for name, one in after.items():
        if name not in before:
            yield _Thing(part, name, _label(one)).whole("added")
        else:
            yield from _compare_fields(part, before[name], one, keys)


def _compare_single(part: Bilingual, old: object, new: object) -> Iterator[PlanDifference]:
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        yield from _compare_fields(part, old, new)
    elif old is None and new is not None:
        yield _Thing(part).whole("added")
    elif old is not None and new is None:
        yield _Thing(part).whole("removed")


def _compare_fields(
    part: Bilingual, old: BaseModel, new: BaseModel, keys: tuple[str, ...] = ()
) -> Iterator[PlanDifference]:
    thing = _Thing(part, _name(new), _label(new))
    for key in keys or tuple(type(new).model_fields):
        if key not in _UNCOMPARED:
            yield from _compare_values(thing, key, getattr(old, key), getattr(new, key))


def _compare_cautions(
    old: Sequence[Bilingual], new: Sequence[Bilingual]
) -> Iterator[PlanDifference]:
    part = Bilingual("Caution", "提示")
    for one in old:
        if one not in new:
            yield _Thing(part, "", one).whole("removed")
    for one in new:
        if one not in old:
            yield _Thing(part, "", one).whole("added")


# ---------------------------------------------------------------- values


def _compare_values(thing: _Thing, key: str, was: object, now: object) -> Iterator[PlanDifference]:
    """One statement; parts of it one by one where both are written in parts."""
    if was == now:
        return
    if _is_handled(was) or _is_handled(now):
        yield from _compare_strategies(thing, was, now)
    elif isinstance(was, BaseModel) and isinstance(now, BaseModel):
        for inner in type(now).model_fields:
            before, after = getattr(was, inner), getattr(now, inner)
            if before != after:
                yield thing.change(_join(say_key(key), say_key(inner)), inner, before, after)
    else:
        yield thing.change(say_key(key), key, was, now)


def _is_handled(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "strategy")


def _compare_strategies(thing: _Thing, was: object, now: object) -> Iterator[PlanDifference]:
    """The intercurrent events of an estimand: each event with its strategy, then its reason."""
    before = {_name(one): one for one in was} if isinstance(was, tuple) else {}
    after = {_name(one): one for one in now} if isinstance(now, tuple) else {}
    for event in dict.fromkeys((*before, *after)):
        for key in ("strategy", "reason"):
            old, new = (getattr(side.get(event), key, None) for side in (before, after))
            if old != new:
                yield thing.change(_join(say_word("event", event), say_key(key)), key, old, new)


def _join(first: Bilingual, second: Bilingual) -> Bilingual:
    return Bilingual(f"{first.en}: {second.en}", f"{first.zh}：{second.zh}")


def _say(key: str, value: object) -> Bilingual:
    """A value in words."""
    match value:
        case None | ():
            said = NONE
        case Bilingual():
            said = value
        case bool():
            said = YES if value else NO
        case tuple():
            parts = [_say(key, one) for one in value]
            said = Bilingual("; ".join(one.en for one in parts), "；".join(one.zh for one in parts))
        case BaseModel():
            said = _say_model(value)
        case Decimal():
            text = format(value.normalize(), "f")
            said = Bilingual(text, text)
        case _:
            said = say_word(key, str(value))
    return said


def _say_model(value: BaseModel) -> Bilingual:
    parts = [
        (say_key(key), _say(key, one))
        for key in type(value).model_fields
        if (one := getattr(value, key)) is not None and one != ()
    ]
    return Bilingual(
        "; ".join(f"{key.en} {one.en}" for key, one in parts),
        "；".join(f"{key.zh} {one.zh}" for key, one in parts),
    )
