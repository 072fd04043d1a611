"""Every kind of fault of register.csv and competences.csv, with the exact place that it is reported at."""

import pytest

from tests.fixtures.projects.small_territory import changed, faults_of

REGISTER_FAULTS = [
    pytest.param("246200299,1035", "200072460,1035", "4:body", "BODY_UNKNOWN", id="a body that is not there"),
    pytest.param("smt-artois,6000", "smt-artois,6005", "5:competence", "COMPETENCE_UNKNOWN", id="a code"),
    pytest.param("transferred_to_third_body", "transféré", "5:mode", "MODE_UNKNOWN", id="a mode"),
    pytest.param("2025-12-31", "2019-12-31", "2:to", "DATES_ORDER", id="an end before the start"),
    pytest.param("2026-01-01", "01/01/2026", "3:from", "DATE", id="a date written the French way"),
    pytest.param("2026-01-01", "2026-02-30", "3:from", "DATE", id="a day that does not exist"),
    pytest.param("2020-01-01", "1899-12-31", "2:from", "DATE", id="a date before 1900"),
    pytest.param(
        "2026-01-01", "2025-12-31", "3:competence", "DUPLICATE_HOLDING", id="two lines for the same day"
    ),
    pytest.param("2019-12-042,yes", "2019-12-042,", "2:financial_tools", "YES_OR_NO", id="no answer"),
    pytest.param("ancienne déclaration", "x" * 501, "2:text", "TEXT_LONG", id="a text without an end"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), REGISTER_FAULTS)
def test_a_fault_of_the_register_is_reported_at_its_line(old: str, new: str, place: str, reason: str) -> None:
    assert (f"register.csv:{place}", reason) in faults_of(changed("register.csv", old=old, new=new))


COMPETENCE_FAULTS = [
    pytest.param("6000,", "60 00,", "3:code", "COMPETENCE_CODE", id="a code that is none"),
    pytest.param("6000,", "1035,", "3:code", "DUPLICATE_COMPETENCE", id="a code twice"),
    pytest.param(
        "Transports publics de personnes", "", "3:title", "TITLE_MISSING", id="a code without a title"
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), COMPETENCE_FAULTS)
def test_a_fault_of_the_vocabulary_is_reported_at_its_line(
    old: str, new: str, place: str, reason: str
) -> None:
    assert (f"competences.csv:{place}", reason) in faults_of(changed("competences.csv", old=old, new=new))
