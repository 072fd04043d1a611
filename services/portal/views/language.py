"""Sentences, money, days and dates as a reader of one language expects them. Days begin in Paris."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from chassis.domain import PARIS, Text, decimal_or_none
from chassis.translation import LANGUAGES, SOURCE_LANGUAGE, catalogue, translate

CENTS = Decimal(100)

PLURAL_FROM = 2

BEFORE_HIGH = re.compile(r" (?=[;:!?»€]|%(?!\())")
AFTER_QUOTE = re.compile("« ")


def cents_of(money: Money) -> int:
    return int(money.units) * 100 + int(money.nanos) // 10_000_000


@dataclass(frozen=True)
class Language:
    """One language that the portal speaks."""

    code: str = SOURCE_LANGUAGE

    @property
    def locale(self) -> Locale:
        return Locale(self.code, "FR") if self.code == "fr" else Locale(self.code, "GB")

    def gettext(self, sentence: str) -> str:
        """A sentence of a template."""
        return self._set(catalogue(self.code).gettext(sentence))

    def ngettext(self, one: str, several: str, count: int) -> str:
        if self.code == SOURCE_LANGUAGE:
            # In French nought is singular; gettext without a catalogue counts as English does.
            return self._set(one if count < PLURAL_FROM else several)
        return self._set(catalogue(self.code).ngettext(one, several, count))

    def text(self, text: Text | str) -> str:
        """A sentence of the code, its places filled."""
        return self._set(translate(text, self.code)) if isinstance(text, Text) else text

    def _set(self, sentence: str) -> str:
        """French sets high punctuation off with a space that never breaks."""
        return typeset(sentence) if self.code == SOURCE_LANGUAGE else sentence

    def euros(self, cents: int) -> str:
        """1 234,56 €; whole euros without cents."""
        pattern = "#,##0\u00a0¤" if cents % 100 == 0 else "#,##0.00\u00a0¤"
        if self.code != "fr":
            pattern = "¤#,##0" if cents % 100 == 0 else "¤#,##0.00"
        return format_currency(
            Decimal(cents) / CENTS, "EUR", format=pattern, locale=self.locale, currency_digits=False
        )

    def money(self, money: Money) -> str:
        return self.euros(cents_of(money))

    def number(self, value: Decimal | int | str) -> str:
        """12,5; a text that holds no number comes back as it is."""
        exact = decimal_or_none(str(value))
        return str(value) if exact is None else format_decimal(exact, locale=self.locale)

    def share(self, value: str) -> str:
        """20 % for "0.20"."""
        exact = decimal_or_none(value)
        pattern = "#,##0.#\u00a0%" if self.code == "fr" else "#,##0.#%"
        return value if exact is None else format_percent(exact, format=pattern, locale=self.locale)

    def date(self, value: date | Date | None) -> str:
        """22 novembre 2026."""
        if isinstance(value, Date):
            value = date(value.year, value.month, value.day) if value.year else None
        return format_date(value, format="long", locale=self.locale) if value else ""

    def moment(self, value: datetime | Timestamp) -> str:
        """22 novembre 2026, 21:05, in Paris."""
        if isinstance(value, Timestamp):
            if not value.seconds:
                return ""
            value = value.ToDatetime(tzinfo=UTC)
        pattern = "d MMMM y 'à' HH:mm" if self.code == "fr" else "d MMMM y, HH:mm"
        return format_datetime(value, pattern, tzinfo=PARIS, locale=self.locale)


def typeset(sentence: str) -> str:
    """A French sentence, such as a service wrote it, with spaces that never break before high punctuation."""
    return AFTER_QUOTE.sub("«\u00a0", BEFORE_HIGH.sub("\u00a0", sentence))


def language_of(code: str) -> Language:
    """The language of a code from a cookie; French when it is none of ours."""
    return Language(code if code in LANGUAGES else SOURCE_LANGUAGE)
