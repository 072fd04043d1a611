"""Money, days, dates and punctuation as a reader expects them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from chassis.domain import msg
from services.portal.views.language import Language, cents_of, language_of

FRENCH, ENGLISH = Language("fr"), Language("en")


def test_euros_in_french_have_a_comma_and_spaces_that_never_break() -> None:
    assert FRENCH.euros(123456) == "1\u202f234,56\u00a0€"


def test_whole_euros_have_no_cents() -> None:
    assert FRENCH.euros(10_000_000) == "100\u202f000\u00a0€"


def test_euros_in_english_stand_after_their_sign() -> None:
    assert ENGLISH.euros(123456) == "€1,234.56"


def test_money_of_the_wire_is_exact_to_the_cent() -> None:
    assert cents_of(Money(units=12, nanos=340_000_000)) == 1234
    assert cents_of(Money(units=-12, nanos=-340_000_000)) == -1234


def test_days_are_shown_with_a_comma_in_french() -> None:
    assert FRENCH.number(Decimal("12.50")) == "12,5"
    assert FRENCH.number("12.5") == "12,5"
    assert FRENCH.number("bientôt") == "bientôt"


def test_a_share_is_shown_in_percent() -> None:
    assert FRENCH.share("0.20").replace("\u202f", "\u00a0") == "20\u00a0%"


def test_a_moment_is_told_in_paris() -> None:
    stamp = Timestamp()
    stamp.FromDatetime(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert FRENCH.moment(stamp) == "2 juillet 2026 à 00:30"
    assert FRENCH.moment(Timestamp()) == ""


def test_a_date_is_written_out() -> None:
    assert FRENCH.date(Date(year=2026, month=11, day=22)) == "22 novembre 2026"
    assert FRENCH.date(Date()) == ""


def test_french_punctuation_never_begins_a_line() -> None:
    shown = FRENCH.text(msg("Choisissez : « {name} », oui ?", name="Loos"))
    assert shown == "Choisissez\u00a0: «\u00a0Loos\u00a0», oui\u00a0?"


def test_places_of_a_sentence_are_left_alone() -> None:
    assert FRENCH.gettext("pour %(cost)s et 30 %%") == "pour %(cost)s et 30\u00a0%%"


def test_an_unknown_language_is_french() -> None:
    assert language_of("klingon") == FRENCH
    assert language_of("en") == ENGLISH


def test_nought_is_singular_in_french_and_plural_in_english() -> None:
    one, several = "%(num)s commune", "%(num)s communes"
    assert [FRENCH.ngettext(one, several, count) for count in (0, 1, 2)] == [one, one, several]
    assert [ENGLISH.ngettext(one, several, count) for count in (0, 1, 2)] == [several, one, several]
