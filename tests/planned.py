"""Parts of a plan in, the watched study with them out: estimands, intercurrent events, methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from heliotrope.analysis.data import Data, read_data
from heliotrope.analysis.results import Results
from heliotrope.analysis.run import evaluate
from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.make import make_adam
from heliotrope.study.estimands import Estimand, EventKind, Handling, IntercurrentEvent, Strategy
from heliotrope.study.plan import Analysis, Plan, Population
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Bilingual
from tests.imagined import ANALYSES, PROPOSED, both, make_snapshot, visit
from tests.watched import CUT_OFF, Watched, watched_study

KINDS: dict[EventKind, Bilingual] = {
    "discontinuation": Bilingual("Discontinuation", "停药"),
    "hold": Bilingual("Hold", "暂停用药"),
    "rescue": Bilingual("Rescue", "补救治疗"),
    "glucocorticoid_increase": Bilingual("Glucocorticoid increase", "激素加量"),
    "prohibited_medication": Bilingual("Prohibited medication", "禁用药物"),
    "death": Bilingual("Death", "死亡"),
}


def define(kind: EventKind, above_mg: str = "0", least_days: int = 1) -> IntercurrentEvent:
    """One kind of event as a plan defines it."""
    return IntercurrentEvent(
        event=kind,
        label=KINDS[kind],
        definition=both("by rule"),
        above_mg=Decimal(above_mg),
        least_days=least_days,
        provenance=PROPOSED,
    )


EVENTS = tuple(define(kind) for kind in KINDS)


def estimand(name: str, **strategies: Strategy) -> Estimand:
    """An estimand; kinds that are not named are treatment policy."""
    return Estimand(
        name=name,
        label=both(f"estimand {name}"),
        treatment=both("the drug"),
        population="enrolled",
        variable=both("change"),
        intercurrent=tuple(
            Handling(
                event=kind, strategy=strategies.get(kind, "treatment_policy"), reason=both("test")
            )
            for kind in KINDS
        ),
        summary=both("mean"),
        provenance=PROPOSED,
    )


def planned_study(
    analyses: Sequence[Analysis] = ANALYSES,
    *,
    estimands: Sequence[Estimand] = (),
    events: Sequence[IntercurrentEvent] = EVENTS,
    weeks: int | None = 24,
    **parts: object,
) -> Study:
    """The watched study with these; 24 weeks of treatment and a follow-up on day 197."""
    study = watched_study()
    evaluable = Population(
        name="evaluable", label=both("Evaluable"), rule="evaluable", provenance=PROPOSED
    )
    changed: dict[str, object] = {
        "analyses": tuple(analyses),
        "estimands": tuple(estimands),
        "intercurrent_events": tuple(events),
        "populations": (*study.plan.populations, evaluable),
        **parts,
    }
    plan = Plan(**{name: getattr(study.plan, name) for name in Plan.model_fields} | changed)
    design = study.design.model_copy(update={"duration_weeks": weeks})
    visits = list(study.visits)
    visits.insert([one.name for one in visits].index("week_24") + 1, visit("follow_up", 197))
    return Study(
        **{name: getattr(study, name) for name in Study.model_fields}
        | {"plan": plan, "design": design, "visits": tuple(visits)}
    )


def evaluate_people(
    people: Iterable[Participant | Watched], study: Study, cut_off: date = CUT_OFF
) -> Results:
    """The results of these participants."""
    return evaluate(make_snapshot(_list(people), study, cut_off)).results


def read_people(people: Iterable[Participant | Watched], study: Study) -> Data:
    """The data that an evaluation of these participants goes in with."""
    snapshot = make_snapshot(_list(people), study, CUT_OFF)
    return read_data(study, make_adam(snapshot), CUT_OFF)


def _list(people: Iterable[Participant | Watched]) -> list[Participant]:
    return [one.done() if isinstance(one, Watched) else one for one in people]
