"""The keys of SIREN and SIRET."""

from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.territory_import.keys import is_siren, is_siret, luhn_holds

DIGITS = st.text("0123456789", min_size=1, max_size=20)


def with_key(digits: str) -> str:
    return next(digits + key for key in "0123456789" if luhn_holds(digits + key))


def test_the_numbers_of_loos_en_gohelle_hold() -> None:
    assert is_siren("216205286")
    assert is_siret("21620528600018")


def test_a_number_of_another_length_is_none() -> None:
    assert not is_siren("21620528600018")
    assert not is_siret("216205286")
    assert not is_siren("")


def test_digits_of_another_script_are_none() -> None:
    assert not is_siren("٢١٦٢٠٥٢٨٦")


@given(DIGITS)
def test_exactly_one_key_fits_any_digits(digits: str) -> None:
    assert sum(luhn_holds(digits + key) for key in "0123456789") == 1


@given(DIGITS, st.data())
def test_one_wrong_digit_never_passes(digits: str, data: st.DataObject) -> None:
    number = with_key(digits)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert not luhn_holds(number[:place] + other + number[place + 1 :])
