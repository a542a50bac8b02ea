"""Imagined participants in, one row a record with change and flags in ADQS out."""

from __future__ import annotations

from typing import Any

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.adam.adqs import make_adqs
from heliotrope.study.protocol import Study
from heliotrope.vocabulary import Missing
from tests.imagined import (
    ANALYSES,
    Left,
    Seen,
    make_participant,
    make_snapshot,
    make_study,
    visit,
)


def rows_of(participant: Participant, study: Study | None = None) -> list[dict[str, Any]]:
    return list(make_adqs(make_snapshot([participant], study)).frame.iter_rows(named=True))


def test_one_row_a_record_with_visit_day_value_and_source() -> None:
    seen = [Seen("screening", -10, "30"), Seen("baseline", 1, "25"), Seen("week_24", 171, "15")]
    screening, baseline, week_24 = rows_of(make_participant("NC-001", seen))
    assert [row["VISIT"] for row in (screening, baseline, week_24)] == [
        "screening",
        "baseline",
        "week_24",
    ]
    assert (screening["CHG"], baseline["CHG"]) == (None, None)
    assert (baseline["ABLFL"], week_24["ABLFL"], screening["ABLFL"]) == ("Y", None, None)
    assert week_24["AVISIT"] == "week_24"
    assert (week_24["ADY"], week_24["AWTARGET"], week_24["AWTDIFF"]) == (171, 169, 2)
    assert (week_24["AWLO"], week_24["AWHI"]) == (162, 176)
    assert (week_24["BASE"], week_24["CHG"], week_24["PCHG"]) == (25, -10, -40)
    assert (week_24["SRCDOM"], week_24["SRCVAR"], week_24["SRCSEQ"]) == ("score", "total", 12)
    assert week_24["PARAM"] == "Total score (points)"


def test_changes_are_subtracted_as_decimals() -> None:
    seen = [Seen("baseline", 1, "2.3"), Seen("week_24", 169, "2.5")]
    row = rows_of(make_participant("NC-001", seen))[1]
    assert row["CHG"] == 0.2
    assert 2.5 - 2.3 != 0.2


def test_no_percentage_of_nothing() -> None:
    seen = [Seen("baseline", 1, "0"), Seen("week_24", 169, "5")]
    row = rows_of(make_participant("NC-001", seen))[1]
    assert (row["CHG"], row["PCHG"]) == (5, None)


def test_a_substitute_baseline_is_flagged_under_its_own_visit_name() -> None:
    seen = [Seen("screening", -10, "30"), Seen("week_24", 169, "20")]
    screening, week_24, *_ = rows_of(make_participant("NC-001", seen, dose_day=1))
    assert (screening["VISIT"], screening["AVISIT"]) == ("screening", "baseline")
    assert (screening["ABLFL"], screening["ANL01FL"]) == ("Y", "Y")
    assert week_24["CHG"] == -10


def test_only_one_record_is_chosen_for_a_visit() -> None:
    seen = [Seen("baseline", 1, "20"), Seen("week_24", 165, "9"), Seen("unscheduled", 168, "8")]
    rows = rows_of(make_participant("NC-001", seen))
    assert [(row["AVAL"], row["ANL01FL"]) for row in rows[1:]] == [(9, None), (8, "Y")]
    assert all(row["AVISIT"] == "week_24" for row in rows[1:])


def test_what_has_no_value_says_why_in_both_languages() -> None:
    seen = [Seen("baseline", 1, "20"), Seen("week_24", 169, Missing.ND)]
    row = rows_of(make_participant("NC-001", seen))[1]
    assert (row["AVAL"], row["ANL01FL"]) == (None, None)
    assert (row["REASND"], row["REASNDZH"]) == ("not done (ND)", "未做（ND）")


def test_a_missing_visit_returns_to_baseline_as_a_row_of_its_own() -> None:
    rows = rows_of(make_participant("NC-001", [Seen("baseline", 1, "20")], Left(40)))
    (made,) = [row for row in rows if row["DTYPE"] is not None]
    assert (made["DTYPE"], made["AVISIT"], made["AVAL"], made["CHG"]) == ("BOCF", "week_24", 20, 0)
    assert (made["ANL01FL"], made["ANL02FL"]) == (None, "Y")
    assert made["SRCSEQ"] == 10


def test_no_row_is_made_up_that_the_plan_does_not_ask_for() -> None:
    study = make_study(analyses=ANALYSES[:1])
    rows = rows_of(make_participant("NC-001", [Seen("baseline", 1, "20")], Left(40)), study)
    assert [row["DTYPE"] for row in rows] == [None]


def test_who_was_never_enrolled_or_has_no_baseline_returns_to_none() -> None:
    never = make_participant("NC-001", [Seen("screening", -3, "20")], enrolled=False)
    assert [row["DTYPE"] for row in rows_of(never)] == [None]
    assert rows_of(make_participant("NC-002", [])) == []


def test_visits_without_dates_are_ordered_by_the_schedule() -> None:
    before, after = visit("baseline"), visit("after")
    study = make_study(
        visits=(before, after),
        analyses=(ANALYSES[0].model_copy(update={"visit": "after"}),),
    )
    seen = [Seen("after", None, "12"), Seen("baseline", None, "20")]
    rows = {row["VISIT"]: row for row in rows_of(make_participant("P1", seen), study)}
    assert rows["after"]["CHG"] == -8
    assert rows["baseline"]["ABLFL"] == "Y"
    assert rows["after"]["ANL01FL"] == "Y"


def test_the_same_snapshot_gives_the_same_frame_whatever_the_order_of_saving() -> None:
    seen = [Seen("baseline", 1, "20"), Seen("week_4", 29, "9"), Seen("week_24", 165, "8")]
    one = make_participant("NC-001", seen)
    records = dict(reversed(list(one.records.items())))
    other = Participant(one.code, one.screened, records, one.enrolled)
    assert rows_of(one) == rows_of(other)
