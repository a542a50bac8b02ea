"""A rehearsal of each shipped study in; the same values, written as tables and read again, out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from heliotrope.capture.extract import render_tables
from heliotrope.capture.intake import read_tables
from heliotrope.capture.intake_facts import fold_tables
from heliotrope.capture.tables import read_csv
from heliotrope.simulate.rehearsal import plan_rehearsal
from heliotrope.simulate.sketches import Setting
from heliotrope.study.load import load_study
from tests.played import play_in_memory
from tests.repository import ROOT

NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("in_progress", [False, True])
@pytest.mark.parametrize("folder", sorted((ROOT / "studies").iterdir()), ids=lambda one: one.name)
def test_tables_carry_every_value(folder: Path, in_progress: bool) -> None:
    study = load_study(folder)
    setting = Setting(NOW, in_progress=in_progress)
    state = play_in_memory(study, plan_rehearsal(np.random.default_rng(5), study, setting))
    tables = {name: read_csv(name, text)[0] for name, text in render_tables(state).items()}
    intake = read_tables(study, {n: t for n, t in tables.items() if t}, NOW.date())
    again = fold_tables(study, intake)
    assert again.participants.keys() == state.participants.keys()
    for code, participant in state.participants.items():
        other = again.participants[code]
        assert (other.enrolled is None) == (participant.enrolled is None)
        assert other.records.keys() == participant.records.keys()
        for key, record in participant.records.items():
            assert other.records[key].values == record.values
            assert other.records[key].performed == record.performed
            assert other.records[key].scores == record.scores
            assert other.records[key].complete == record.complete
