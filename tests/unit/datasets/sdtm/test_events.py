"""Adverse events and history as recorded in, AE and MH out."""

from __future__ import annotations

from dataclasses import replace

from heliotrope.capture.ledger import Participant
from heliotrope.datasets.sdtm.events import make_ae, make_mh
from heliotrope.vocabulary import PartialDate
from tests.imagined import on_day
from tests.tabulated import context_of, rows_of, tabulate
from tests.watched import Watched


def test_an_event_in_the_words_of_cdisc() -> None:
    person = (
        Watched()
        .dose(1, 100)
        .event(
            5,
            9,
            "3",
            "Anemia",
            serious=True,
            hospitalization=True,
            death=False,
            relation="possible",
            action="interrupted",
            outcome="sequelae",
            treated=True,
        )
    )
    made = make_ae(context_of(person.done()))
    row = made.frame.row(0, named=True)
    assert row["AETERM"] == "anemia"
    assert row["AEDECOD"] == "Anemia"
    assert row["AESOC"] == row["AEBODSYS"] == "Blood and lymphatic system disorders"
    assert (row["AESER"], row["AESHOSP"], row["AESDTH"], row["AESLIFE"]) == ("Y", "Y", "N", None)
    assert (row["AEREL"], row["AEACN"]) == ("POSSIBLE", "DRUG INTERRUPTED")
    assert row["AEOUT"] == "RECOVERED/RESOLVED WITH SEQUELAE"
    assert (row["AECONTRT"], row["AETOXGR"]) == ("Y", "3")
    assert (row["AESTDTC"], row["AEENDTC"]) == ("2026-01-09", "2026-01-13")
    assert (row["AESTDY"], row["AEENDY"], row["EPOCH"]) == (5.0, 9.0, "TREATMENT")
    assert row["AEENRTPT"] is None
    assert made.entries is not None
    assert made.entries.to_list() == [11]


def test_an_event_without_end_is_ongoing_at_the_cut_off_or_the_end() -> None:
    open_ = make_ae(context_of(Watched().dose(1, None).event(5).done()))
    assert rows_of(open_, "AEENRTPT", "AEENTPT") == [("ONGOING", "2026-11-01")]
    ended = make_ae(context_of(Watched().dose(1, None).event(5).end(60).done()))
    assert rows_of(ended, "AEENRTPT", "AEENTPT") == [("ONGOING", on_day(60).isoformat())]


def test_an_event_of_no_known_term_is_decoded_as_reported() -> None:
    made = make_ae(context_of(Watched().event(5, term="Odd feeling").done()))
    assert rows_of(made, "AEDECOD", "AESOC") == [("odd feeling", None)]


def test_a_text_that_was_emptied_says_so() -> None:
    person = Watched().event(5, term="Odd").done()
    key, record = next(iter(person.records.items()))
    emptied = replace(record, redacted=frozenset({"term"}), values={**record.values, "term": None})
    made = make_ae(context_of(replace(person, records={key: emptied})))
    assert rows_of(made, "AETERM", "AEDECOD") == [("REDACTED", "REDACTED")]


def test_a_long_term_goes_on_beside_it() -> None:
    words = " ".join(["ache"] * 60)
    made = tabulate(Watched().event(5, term=words).done())
    assert len(made["AE"].frame["AETERM"][0]) <= 200
    beside = made["SUPPAE"].frame
    assert beside["QNAM"].to_list() == ["AETERM1", "AEDECOD1"]
    assert beside["IDVAR"].to_list() == ["AESEQ", "AESEQ"]
    assert beside["IDVARVAL"].to_list() == ["1", "1"]
    assert f"{made['AE'].frame['AETERM'][0]} {beside['QVAL'][0]}" == words


def test_history_says_whether_it_went_on() -> None:
    person: Participant = (
        Watched()
        .add("medical_history", {"condition": "Asthma", "ongoing": True, "start_date": on_day(-90)})
        .add("medical_history", {"condition": "Fracture", "ongoing": False, "category": None})
        .add("medical_history", {"condition": "Gout", "start_date": PartialDate(2015, 6)})
        .done()
    )
    made = make_mh(context_of(person))
    assert rows_of(made, "MHTERM", "MHENRTPT", "MHSTDTC") == [
        ("Asthma", "ONGOING", on_day(-90).isoformat()),
        ("Fracture", None, None),
        ("Gout", None, "2015-06"),
    ]
    assert rows_of(made, "MHSTDY")[2] == (None,)
