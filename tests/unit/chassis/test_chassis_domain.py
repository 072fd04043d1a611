"""What every service's domain stands on: refusals that carry data, etags, ids, Paris days, exact numbers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import (
    Aggregate,
    Caller,
    Fault,
    Forbidden,
    InvalidInput,
    Mandate,
    Refused,
    Stale,
    decimal_or_none,
    end_of_day,
    hidden_faults,
    msg,
    paris_day,
    raise_faults,
    uuid7,
)


@dataclass(eq=False)
class Note(Aggregate[str]):
    kind: ClassVar[str] = "notes"


ELECTED_AT_LOOS = Caller("p-1", frozenset({Mandate("62528", "elected")}))


def test_a_sentence_is_filled_with_its_values() -> None:
    assert str(msg("Il reste {days} jours à {body}.", days=3, body="Loos")) == "Il reste 3 jours à Loos."


def test_braces_in_a_value_are_shown_and_never_filled() -> None:
    assert str(msg("« {name} »", name="{secret}")) == "« {secret} »"


def test_a_sentence_may_stand_inside_another() -> None:
    assert str(msg("Refus : {why}", why=msg("il manque {days} jours", days=2))) == "Refus : il manque 2 jours"


def test_a_refusal_carries_its_figures_as_text() -> None:
    refused = Refused("DAYS_MISSING", msg("Il manque des jours."), days=Decimal("2.50"), body="62528")
    assert refused.metadata == {"days": "2.50", "body": "62528"}
    assert str(refused) == "DAYS_MISSING: Il manque des jours."


def test_invalid_input_names_all_its_fields_and_takes_the_reason_of_the_first() -> None:
    faults = [Fault("title", "TITLE_EMPTY", msg("Titre ?")), Fault("cost", "COST_ZERO", msg("Coût ?"))]
    invalid = InvalidInput(faults)
    assert invalid.faults == tuple(faults)
    assert invalid.reason == "TITLE_EMPTY"
    assert invalid.metadata == {"fields": "title,cost"}


def test_invalid_input_without_a_fault_cannot_be() -> None:
    with pytest.raises(ValueError, match="at least one fault"):
        InvalidInput([])


def test_faults_are_raised_together_and_none_raises_nothing() -> None:
    raise_faults([])
    with pytest.raises(InvalidInput) as raised:
        raise_faults([Fault("a", "A", msg("a")), Fault("b", "B", msg("b"))])
    assert [fault.field for fault in raised.value.faults] == ["a", "b"]


def test_a_caller_holds_a_role_only_at_the_body_of_the_mandate() -> None:
    assert ELECTED_AT_LOOS.holds("62528", "elected")
    assert ELECTED_AT_LOOS.holds("62528", "agent", "elected")
    assert ELECTED_AT_LOOS.holds("62528")
    assert not ELECTED_AT_LOOS.holds("62386", "elected")
    assert not ELECTED_AT_LOOS.holds("62386")
    assert not ELECTED_AT_LOOS.holds("62528", "agent")
    assert ELECTED_AT_LOOS.bodies == {"62528"}


def test_a_missing_role_is_refused_with_the_role_and_the_body() -> None:
    ELECTED_AT_LOOS.must_hold("62528", "elected")
    with pytest.raises(Forbidden) as raised:
        ELECTED_AT_LOOS.must_hold("62386", "juror", "agent")
    assert raised.value.reason == "ROLE_MISSING"
    assert raised.value.metadata == {"body": "62386", "roles": "juror,agent"}
    assert "juror / agent" in str(raised.value.text)
    assert "62386" in str(raised.value.text)


@given(epoch=st.integers(1, 1000), version=st.integers(0, 10**6))
def test_an_etag_changes_with_the_version_and_with_the_epoch(epoch: int, version: int) -> None:
    note = Note("a", version=version, epoch=epoch)
    seen = note.etag
    note.check_etag(seen)
    for later in (Note("a", version=version + 1, epoch=epoch), Note("a", version=version, epoch=epoch + 1)):
        with pytest.raises(Stale) as raised:
            later.check_etag(seen)
        assert raised.value.metadata == {"seen": seen, "current": later.etag}


def test_an_empty_etag_asks_for_no_check() -> None:
    Note("a", version=7).check_etag("")


def test_an_aggregate_remembers_what_happened_in_order() -> None:
    note = Note("a")
    note.record("written")
    note.record("signed")
    assert note.recorded == ["written", "signed"]
    assert note.name == "notes/a"
    assert Note("b").recorded == []


def test_an_id_is_a_uuid_of_version_7_that_begins_with_the_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == RFC_4122
    assert before <= made.int >> 80 <= after


def test_ids_sort_by_the_time_they_were_made() -> None:
    made = [uuid7()]
    while made[-1].int >> 80 < (made[0].int >> 80) + 3:
        made.append(uuid7())
    instants = [one.int >> 80 for one in made]
    assert instants == sorted(instants)
    assert str(made[0]) < str(made[-1])
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-12-31T22:59:59.999999", date(2025, 12, 31)),
        ("2025-12-31T23:00:00", date(2026, 1, 1)),
        ("2026-06-30T21:59:59", date(2026, 6, 30)),
        ("2026-06-30T22:00:00", date(2026, 7, 1)),
        # Clocks go forward on 29 March 2026: the day begins in winter time and ends in summer time.
        ("2026-03-28T22:59:59", date(2026, 3, 28)),
        ("2026-03-28T23:00:00", date(2026, 3, 29)),
        ("2026-03-29T21:59:59", date(2026, 3, 29)),
        ("2026-03-29T22:00:00", date(2026, 3, 30)),
        # And back on 25 October.
        ("2026-10-24T21:59:59", date(2026, 10, 24)),
        ("2026-10-24T22:00:00", date(2026, 10, 25)),
        ("2026-10-25T22:59:59", date(2026, 10, 25)),
        ("2026-10-25T23:00:00", date(2026, 10, 26)),
    ],
)
def test_a_day_begins_at_midnight_in_paris(instant: str, day: date) -> None:
    assert paris_day(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- aware by `timezones`
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_paris_days_never_go_backwards_and_begin_before_those_of_utc(
    instant: datetime, passed: timedelta
) -> None:
    assert paris_day(instant) <= paris_day(instant + passed)
    assert paris_day(instant) - instant.date() in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize("text", ["12.5", "-0.01", "0", "1e59", "1e-59", "9" * 60])
def test_a_decimal_is_read_exactly(text: str) -> None:
    assert decimal_or_none(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", "douze", "1,5", "1.2.3", "NaN", "sNaN", "Infinity", "-inf", "1e60", "1e-60", "0e60", "1e999999999"],
)
def test_a_text_that_counts_nothing_is_no_decimal(text: str) -> None:
    assert decimal_or_none(text) is None


@given(st.text())
def test_no_text_at_all_breaks_the_reading_of_decimals(text: str) -> None:
    read = decimal_or_none(text)
    assert read is None or read.is_finite()


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 11, 22), datetime(2026, 11, 22, 23, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 14, 22, tzinfo=UTC)),
        # The nights in which clocks change.
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_at_midnight_in_paris(day: date, instant: datetime) -> None:
    assert end_of_day(day) == instant


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_the_last_moment_of_a_day_is_that_day_and_the_next_one_is_not(day: date) -> None:
    assert paris_day(end_of_day(day) - timedelta(microseconds=1)) == day
    assert paris_day(end_of_day(day)) == day + timedelta(days=1)


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize("lines", [True, False])
def test_invisible_characters_are_a_fault_of_their_field(mark: str, lines: bool) -> None:
    (fault,) = hidden_faults("title", f"a{mark}b", lines=lines)
    assert (fault.field, fault.reason) == ("title", "CONTROL_CHARACTER")


@pytest.mark.parametrize("mark", ["\n", "\r", "\t"])
def test_line_breaks_stand_in_texts_and_not_in_titles(mark: str) -> None:
    assert hidden_faults("text", f"a{mark}b", lines=True) == []
    assert len(hidden_faults("title", f"a{mark}b")) == 1


def test_every_visible_character_is_a_text_of_somebody() -> None:
    assert hidden_faults("title", "L’été – « œuvre » <b> \u200fعربي 👩🏽‍🌾") == []
