"""Terms and codes in, their body systems out."""

from __future__ import annotations

import pytest

from heliotrope.safety.terms import find_term, load_body_systems, load_terms


def test_all_terms_of_version_5_are_there() -> None:
    # CTCAE 5.0 has 837 terms in 26 system organ classes.
    assert len(load_terms()) == 837
    assert len(load_body_systems()) == 26
    assert {one.body_system for one in load_terms().values()} == set(load_body_systems().values())


@pytest.mark.parametrize(
    ("written", "name", "system"),
    [
        ("anemia", "Anemia", "Blood and lymphatic system disorders"),
        (
            "flu_like_symptoms",
            "Flu like symptoms",
            "General disorders and administration site conditions",
        ),
        ("Neutrophil count decreased", "Neutrophil count decreased", "Investigations"),
        ("chest_pain_cardiac", "Chest pain - cardiac", "Cardiac disorders"),
        ("RASH MACULO-PAPULAR", "Rash maculo-papular", "Skin and subcutaneous tissue disorders"),
    ],
)
def test_a_code_finds_its_term(written: str, name: str, system: str) -> None:
    found = find_term(written)
    assert found is not None
    assert (found.name, found.body_system.en) == (name, system)


def test_what_is_no_term_has_no_system() -> None:
    assert find_term("dress") is None
    assert find_term("") is None
