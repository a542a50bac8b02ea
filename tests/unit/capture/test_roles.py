"""A role with an act in; whether it is allowed, and who may instead, out."""

from __future__ import annotations

from typing import get_args

import pytest

from heliotrope.capture.roles import (
    ACT_LABELS,
    ALLOWED,
    ROLE_LABELS,
    Act,
    Role,
    UnableToAct,
    is_allowed,
    require_allowed,
)
from heliotrope.vocabulary import Person

ACTS: tuple[Act, ...] = get_args(Act)
ROLES: tuple[str, ...] = (*get_args(Role), "system")

# One row a role, one column an act, as the table of duties has it: x may.
TABLE = """
              view screen answer enroll record_fact fail_screening sign acknowledge view_results view_audit export redact import
coordinator   x    x      x      x      x           x              .    .           .            x          x      .      x
investigator  x    x      x      x      x           x              x    x           x            x          x      x      x
monitor       x    .      .      .      .           .              .    .           .            x          x      .      .
statistician  x    .      .      .      .           .              .    .           x            x          x      .      .
inspector     x    .      .      .      .           .              .    .           x            x          x      .      .
administrator .    .      .      .      .           .              .    .           .            x          .      .      .
inactive      .    .      .      .      .           .              .    .           .            .          .      .      .
system        .    .      .      .      .           .              .    .           .            .          .      .      x
"""  # noqa: E501 (a table is read across)


def read_table() -> dict[tuple[str, str], bool]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {(row[0], act): mark == "x" for row in rows for act, mark in zip(head, row[1:], strict=True)}  # noqa: E501  # fmt: skip


EXPECTED = read_table()


def make_person(role: str) -> Person:
    return Person("p9", "wang", "Wang", role)


def test_the_table_knows_every_role_and_every_act() -> None:
    assert set(EXPECTED) == {(role, act) for role in ROLES for act in ACTS}
    assert set(ALLOWED) == set(ROLES)
    assert set(ACT_LABELS) == set(ACTS)
    assert set(ROLE_LABELS) == set(ROLES)
    assert set().union(*ALLOWED.values()) == set(ACTS), "no act that nobody may, none unknown"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(role: str) -> None:
    person = make_person(role)
    for act in ACTS:
        assert is_allowed(person, act) is EXPECTED[role, act], act
        if EXPECTED[role, act]:
            require_allowed(person, act)
        else:
            check_refusal(person, act)


def check_refusal(person: Person, act: Act) -> None:
    """The refusal says what may not be done, and names exactly those who may."""
    with pytest.raises(UnableToAct) as refused:
        require_allowed(person, act)
    what, right, role = refused.value.what, refused.value.right, ROLE_LABELS[person.role]
    assert what.en == f"{role.en} may not {ACT_LABELS[act].en}"
    assert what.zh == f"{role.zh}不能{ACT_LABELS[act].zh}"
    named = right.en.removeprefix("ask: ").split(", ")
    for other in get_args(Role):
        assert (ROLE_LABELS[other].en.lower() in named) is EXPECTED[other, act], other
        assert (ROLE_LABELS[other].zh in right.zh) is EXPECTED[other, act], other


@pytest.mark.parametrize("role", ["", "Investigator", "admin", "investigator "])
def test_a_role_that_is_none_may_nothing(role: str) -> None:
    for act in ACTS:
        assert not is_allowed(make_person(role), act)
        with pytest.raises(UnableToAct):
            require_allowed(make_person(role), act)


def test_who_signs_judges_or_redacts_is_a_physician() -> None:
    for act in ("sign", "acknowledge", "redact"):
        assert [role for role in ROLES if EXPECTED[role, act]] == ["investigator"]


def test_who_keeps_the_accounts_sees_no_participant() -> None:
    assert [act for act in ACTS if EXPECTED["administrator", act]] == ["view_audit"]
