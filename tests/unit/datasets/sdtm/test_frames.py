"""Rows and texts in; numbered datasets, and texts as a transport file can hold them, out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from heliotrope.datasets.sdtm.events import MH
from heliotrope.datasets.sdtm.frames import (
    Rows,
    render_moment,
    say_yes,
    split_text,
    to_ascii,
    translate,
)


def test_rows_are_numbered_within_a_subject_from_1() -> None:
    rows = Rows(MH)
    for who in ("A", "B", "A"):
        rows.add({"USUBJID": who}, 7)
    made = rows.finish()
    assert made.frame.select("USUBJID", "MHSEQ").rows() == [("A", 1.0), ("B", 1.0), ("A", 2.0)]
    assert made.entries is not None
    assert made.entries.to_list() == [7, 7, 7]


def test_a_cell_that_is_no_variable_is_refused() -> None:
    rows = Rows(MH)
    rows.add({"USUBJID": "A", "MHCOLOR": "red"}, None)
    with pytest.raises(KeyError, match="MHCOLOR"):
        rows.finish()


def test_text_is_broken_at_200_bytes() -> None:
    assert split_text("a" * 200) == ["a" * 200]
    assert split_text("a" * 201) == ["a" * 200, "a"]
    assert split_text("") == split_text(None) == split_text("  ") == []


def test_text_is_broken_at_a_space_and_can_be_joined_again() -> None:
    words = " ".join(["word"] * 100)
    pieces = split_text(words)
    assert all(len(piece) <= 200 for piece in pieces)
    assert pieces[0] == " ".join(["word"] * 40)
    assert " ".join(pieces) == words


def test_a_character_is_never_cut_in_two() -> None:
    pieces = split_text("疹" * 100)
    assert [len(piece) for piece in pieces] == [66, 34]
    assert "".join(pieces) == "疹" * 100


def test_moments_are_iso_8601_to_the_minute_without_offset() -> None:
    assert render_moment(date(2026, 1, 5)) == "2026-01-05"
    assert render_moment(datetime(2026, 1, 5, 9, 30, 12, tzinfo=UTC)) == "2026-01-05T09:30"
    assert render_moment(None) is None


def test_yes_no_and_codes_in_the_words_of_the_standard() -> None:
    assert [say_yes(value) for value in (True, False, None, "yes")] == ["Y", "N", None, None]
    assert translate({"iv": "INTRAVENOUS"}, "iv") == "INTRAVENOUS"
    assert translate({}, "not_significant") == "NOT SIGNIFICANT"
    assert translate({}, None) is None


def test_labels_are_latin_letters() -> None:
    assert to_ascii("Ethnic group (民族)") == "Ethnic group"
    assert to_ascii("µg/L – high") == "ug/L - high"
