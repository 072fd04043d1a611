"""The national identifiers of public bodies and how each of them checks itself.

SIREN and SIRET end in a Luhn key (INSEE, répertoire SIRENE). The one known exception, the
establishments of La Poste, is no public body of a territory and is not made here.
"""

import re

COMMUNE_CODE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)
"""INSEE code of a commune (COG), Corsica and overseas included."""

DEPARTMENT_CODE = re.compile(r"[0-9]{2,3}|2[AB]", re.ASCII)
REGION_CODE = re.compile(r"[0-9]{2}", re.ASCII)

OWN_CODE = re.compile(r"[a-z](?:[a-z0-9-]{0,38}[a-z0-9])", re.ASCII)
"""Code that a folder gives to a syndicate whose SIREN it does not know; no SIREN looks like it."""

COMPETENCE_CODE = re.compile(r"[0-9]{4}", re.ASCII)
"""BANATIC code of a competence."""

SIREN_LENGTH = 9
SIRET_LENGTH = 14


def is_siren(text: str) -> bool:
    return _has_length(text, SIREN_LENGTH) and luhn_holds(text)


def is_siret(text: str) -> bool:
    return _has_length(text, SIRET_LENGTH) and luhn_holds(text)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the Luhn key of those before it (ISO/IEC 7812-1)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled if doubled < 10 else doubled - 9  # noqa: PLR2004 - the digit sum of a two-digit number
    return total % 10 == 0


def _has_length(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
