"""A fault in a condition says the line of the file and puts the caret under the right character, however YAML
wrote the condition.
"""

import re
from dataclasses import dataclass

import pytest

from chassis.domain import Fault, InvalidInput
from services.projects.storage.charter_file import charter_from_text
from tests.unit.projects.subsidiarity.artois import ARTOIS_YAML

TEXT = ARTOIS_YAML.read_text(encoding="utf-8")
INFORMED = "      informed: project.cost > parameter.informed_above\n"


@dataclass(frozen=True)
class Shown:
    """What a fault shows: the line of the file, its text, what begins above the caret."""

    line: int
    text: str
    above: str


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        charter_from_text(text)
    return list(caught.value.faults)


def with_informed(written: str) -> str:
    """The shipped charter with another condition « informed »."""
    assert TEXT.count(INFORMED) == 1
    return TEXT.replace(INFORMED, f"      informed: {written}\n")


def shown_by(fault: Fault) -> Shown:
    head, text, caret = str(fault.text).rsplit("\n", 2)
    number = re.match(r"Ligne (\d+) :", head)
    assert number is not None
    assert caret.strip() == "^"
    return Shown(int(number[1]), text, text[caret.index("^") :])


def check(written: str, wrong: str) -> None:
    """The one fault is about « informed », and its caret stands under the first of `wrong`."""
    text = with_informed(written)
    (fault,) = faults_of(text)
    assert (fault.field, fault.reason) == ("rules.R9.conditions.informed", "CONDITION_INVALID")
    found = shown_by(fault)
    assert found.text == text.splitlines()[found.line - 1]
    assert found.above.startswith(wrong)


WRITTEN = {
    "plain": "{}",
    "plain over two lines": "true &&\n        {}",
    "single quotes": "'{}'",
    "double quotes": '"{}"',
    "folded": ">-\n        true\n        && {}",
    "folded with a note on its mark": ">- # why\n        true\n        && {}",
    "folded with a deeper line": ">\n        true &&\n            true && {}",
    "literal": "|\n        true\n        && {}",
    "literal after an empty line": "|+\n\n        true && {}",
    "literal after a comment of CEL": "|\n        // above: nothing\n        true && {} // so it is",
    "tagged": "!!str {}",
    "tagged and quoted": "!!str   '{}'",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("projet.cost > 1.0", "projet.cost"),
        ("project.experiment && project.prix > 1.0", "project.prix"),
        ("project.experiment && project.cost > 1000", "> 1000"),
        ("project.experiment && && true", "&& true"),
    ],
)
def test_the_caret_stands_under_what_is_wrong(written: str, expression: str, wrong: str) -> None:
    check(written.format(expression), wrong)


def test_escapes_inside_double_quotes_do_not_move_the_caret() -> None:
    check(r'"project.nature == \"order\" && project.label != \"\u00e9t\xe9\" && projet.cost > 1.0"', "projet")
    check('"project.nature == \\"order\\" \\\n        && projet.cost > 1.0"', "projet")


def test_a_quote_written_twice_inside_single_quotes_does_not_move_the_caret() -> None:
    check("'project.nature == ''order'' && projet.cost > 1.0'", "projet")


def test_accents_and_pictures_before_the_mistake_do_not_move_the_caret() -> None:
    check("""project.label == "été 🌻" && projet.cost > 1.0""", "projet")


@pytest.mark.parametrize("expression", ["project.cost", "1", '"yes"', "[true]", "project.partners"])
def test_a_condition_that_does_not_answer_yes_or_no_is_refused_where_it_begins(expression: str) -> None:
    (fault,) = faults_of(with_informed(f"'{expression}'"))
    assert "Elle doit répondre par oui ou par non" in str(fault.text)
    assert shown_by(fault).above.startswith(expression)


def test_an_empty_condition_and_a_missing_one_are_two_faults() -> None:
    assert [fault.reason for fault in faults_of(with_informed('"  "'))] == ["CONDITION_INVALID"]
    assert [fault.reason for fault in faults_of(with_informed(""))] == ["CONDITION_MISSING"]


def test_an_unknown_name_is_answered_with_a_near_one_and_all_that_exist() -> None:
    (fault,) = faults_of(with_informed("project.costs > 1.0"))
    assert "« project.costs » n’existe pas (vouliez-vous dire « project.cost » ?)" in str(fault.text)
    for name in ("project.experiment", "project.communes_with_same_need", "parameter.informed_above"):
        assert name in str(fault.text)


def test_a_word_of_another_scope_is_unknown() -> None:
    """Only evidence is asked about evidence; only a charter's own rules know the owner."""
    for word in ('evidence.criterion == ""', 'owner.kind == ""'):
        (fault,) = faults_of(with_informed(f"'{word}'"))
        assert "n’existe pas" in str(fault.text)


def test_a_wrong_type_is_answered_with_how_amounts_and_counts_are_written() -> None:
    (fault,) = faults_of(with_informed("project.cost > 1000"))
    assert "nombre décimal (1000.0), nombre entier (1000)" in str(fault.text)
    assert "Un montant ou une part s’écrit avec un point" in str(fault.text)


def test_all_mistakes_of_all_conditions_come_at_once_in_the_order_of_the_file() -> None:
    text = with_informed("projet.cost > 1.0 || project.prix > 1.0")
    text = text.replace("suspended: project.experiment", "suspended: project.experimental")
    text = text.replace("need_is_shared: project.communes_with_same_need >= 2", "need_is_shared: 3")
    found = [(fault.field, shown_by(fault).above.split()[0]) for fault in faults_of(text)]
    assert found == [
        ("rules.R4.conditions.suspended", "project.experimental"),
        ("rules.R6.conditions.need_is_shared", "3"),
        ("rules.R9.conditions.informed", "projet.cost"),
        ("rules.R9.conditions.informed", "project.prix"),
    ]
