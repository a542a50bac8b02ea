"""A ledger's state → the versions of the analysis plan, and which came after the first look."""

from __future__ import annotations

from dataclasses import dataclass

from heliotrope.capture.ledger import Happening, Look, State
from heliotrope.study.plan_changes import PlanDifference, compare_plans
from heliotrope.study.protocol import Study


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of the plan as it was adopted; the study's files stay readable with it."""

    study: Study
    adopted: Happening
    """The entry by which it came to apply."""
    after_first_look: bool
    """True: somebody had opened the results before."""
    differences: tuple[PlanDifference, ...]
    """From the version before; empty for the first one."""


@dataclass(frozen=True, slots=True)
class PlanHistory:
    """Every version of the plan, the earliest first, and the first look at the results."""

    versions: tuple[PlanVersion, ...] = ()
    first_look: Look | None = None

    @property
    def changed_after_look(self) -> tuple[PlanVersion, ...]:
        """The versions that changed the plan after the first look."""
        return tuple(one for one in self.versions if one.after_first_look and one.differences)


def derive_plan_history(state: State) -> PlanHistory:
    """The plan's versions by the entries that adopted them.

    A version of the study's files that left the plan as it was is none of the plan. A look counts
    from its own entry on: what was adopted by an earlier entry came before it.
    """
    first_look = min(state.looks, key=lambda one: one.recorded.seq, default=None)
    versions: list[PlanVersion] = []
    for adoption in state.adoptions:
        study = state.studies[adoption.fingerprint]
        differences = compare_plans(versions[-1].study, study) if versions else ()
        if versions and not differences:
            continue
        seq = adoption.recorded.seq
        after = first_look is not None and seq > first_look.recorded.seq
        versions.append(PlanVersion(study, adoption.recorded, after, differences))
    return PlanHistory(tuple(versions), first_look)
