"""A snapshot in, one row an intercurrent event with its days and its ledger entry out."""

from __future__ import annotations

from heliotrope.datasets.adam.adice import make_adice
from tests.imagined import make_snapshot, on_day
from tests.planned import planned_study
from tests.watched import CUT_OFF, Watched


def test_one_row_an_event_with_its_days_its_words_and_its_entry() -> None:
    person = Watched().dose(1, 29).dose(30, 36, "0", "stopped").dose(37, 100)
    dataset = make_adice(make_snapshot([person.done()], planned_study(), CUT_OFF))
    stop, hold = dataset.frame.iter_rows(named=True)
    assert (stop["ICECAT"], stop["ICETERM"], stop["ICETERMZ"]) == (
        "discontinuation",
        "Discontinuation",
        "停药",
    )
    assert (stop["ASTDT"], stop["ASTDY"], stop["AENDT"]) == (on_day(101), 101, None)
    assert (hold["ASTDY"], hold["AENDY"]) == (30, 36)
    assert hold["ICEDESC"] == "7 days without the study drug"
    assert (stop["ASEQ"], hold["ASEQ"]) == (1, 2)
    assert dataset.entries is not None
    assert dataset.entries.to_list() == [12, 11]


def test_nobody_has_none_and_the_columns_stand() -> None:
    dataset = make_adice(make_snapshot([], planned_study(), CUT_OFF))
    assert dataset.frame.height == 0
    assert dataset.frame.columns == [variable.name for variable in dataset.variables]
