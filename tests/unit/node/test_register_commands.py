"""What the register's commands understand: communes by name or code, days."""

from __future__ import annotations

from datetime import date

import pytest

from node.cli.register import commune_code, day_of
from node.errors import NodeError

TERRITORIES = [
    {"code": "62498", "title": "Lens", "level": "LEVEL_COMMUNE"},
    {"code": "62528", "title": "Loos-en-Gohelle", "level": "LEVEL_COMMUNE"},
    {"code": "62510", "title": "Liévin", "level": "LEVEL_COMMUNE"},
    {"code": "62001", "title": "Même", "level": "LEVEL_COMMUNE"},
    {"code": "62002", "title": "Mème", "level": "LEVEL_COMMUNE"},
    {"code": "246200364", "title": "CA de Lens-Liévin", "level": "LEVEL_AGGLOMERATION"},
]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("Lens", "62498"),
        ("62498", "62498"),
        ("lievin", "62510"),
        ("LIÉVIN", "62510"),
        ("loos en gohelle", "62528"),
    ],
)
def test_a_commune_is_named_by_its_code_or_its_name(wanted: str, code: str) -> None:
    assert commune_code(wanted, TERRITORIES) == code


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("Loos", "Loos-en-Gohelle (62528)"),
        ("mème", "Même (62001), Mème (62002)"),
        ("Paris", "archipel territories list"),
        ("246200364", "archipel territories list"),
    ],
)
def test_a_name_that_is_none_or_several_is_refused_with_what_is_near(wanted: str, hint: str) -> None:
    with pytest.raises(NodeError) as refused:
        commune_code(wanted, TERRITORIES)
    assert hint in refused.value.text


def test_a_day_is_written_year_first() -> None:
    assert day_of("2019-03-01") == date(2019, 3, 1)
    assert day_of("") is None
    with pytest.raises(NodeError):
        day_of("1er mars 2019")
