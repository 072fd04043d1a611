"""A charter as a file: what is no charter is refused in words, quickly, and never as a crash."""

from pathlib import Path

import pytest

from chassis.domain import Fault, InvalidInput
from services.projects.storage.charter_file import charter_from_text, read_charter
from tests.unit.projects.subsidiarity.artois import ARTOIS_YAML, CHARTER

TEXT = ARTOIS_YAML.read_text(encoding="utf-8")
PACT = """
id: pacte
version: "1"
title: Pacte de la CALL
in_force_from: 2026-06-01
layer: agglomeration
body: "246200364"
rules:
  CALL-1:
    title: Le comité est consulté
    text: Le comité des maires donne son avis.
    source: Délibération 2026-05-12
    when: owner.kind == "body"
    asks: Avis du comité des maires.
"""


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        charter_from_text(text)
    return list(caught.value.faults)


def reasons(text: str) -> dict[str, str]:
    return {fault.field: fault.reason for fault in faults_of(text)}


def changed(old: str, new: str, text: str = PACT) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_the_shipped_file_and_its_plain_mapping_are_the_same_charter() -> None:
    assert read_charter(ARTOIS_YAML) == CHARTER
    assert read_charter(ARTOIS_YAML).text == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "une charte",
        "[",
        "a: 'b",
        "\x00",
        "a: \x0b",
        "--- {a: 1}\n--- {b: 2}",
        "? [a, b]\n: c",
        "a: !!bool peut-être",
        "a: !!timestamp hier",
        "a: !!int beaucoup",
        "a: !!binary ///",
        "a: !!python/object/apply:os.getcwd []",
        "a: !celui-ci b",
        "a: 2026-02-30",
        "<<: 3",
        "a: " + "[" * 3_000 + "]" * 3_000,
        "a: " + "{a: " * 3_000,
        "a: " + "x" * 1_000_000,
    ],
)
def test_what_is_no_charter_is_one_fault_in_words(text: str) -> None:
    (fault,) = faults_of(text)
    assert (fault.field, fault.reason) == ("charter", "CHARTER_UNREADABLE")
    assert str(fault.text).startswith("La charte ne se lit pas : ")


def test_references_to_references_are_refused_before_they_grow() -> None:
    """Written out, the first would be three thousand million values."""
    lists = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 11))]
    keys = "abcdefghi"
    maps = ["a0: &a0 {x: 1}"]
    maps += [f"a{n}: &a{n} {{{', '.join(f'{key}: *a{n - 1}' for key in keys)}}}" for n in range(1, 11)]
    merged = ["a0: &a0 {x: 1}"]
    merged += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 11)]
    for bomb in (lists, maps, merged, ["a: &a [*a]"]):
        (fault,) = faults_of("\n".join(bomb))
        assert "renvoie d’un endroit à un autre" in str(fault.text)


def test_a_file_that_is_no_text_is_refused_and_one_that_is_missing_is_an_error_of_the_system(
    tmp_path: Path,
) -> None:
    file = tmp_path / "charter.yaml"
    file.write_bytes(b"title: \xe9t\xe9")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_charter(file)
    with pytest.raises(FileNotFoundError):
        read_charter(tmp_path / "elsewhere.yaml")


def test_every_key_written_twice_is_told_with_its_line() -> None:
    text = changed('version: "1"\n', 'version: "1"\nversion: "2"\n')
    text = changed("    asks: Avis", "    asks: Rien.\n    asks: Avis", text)
    assert [(fault.field, fault.reason) for fault in faults_of(text)] == [
        ("version", "KEY_TWICE"),
        ("rules.CALL-1.asks", "KEY_TWICE"),
    ]
    assert "Ligne 4 : la clé « version »" in str(faults_of(text)[0].text)


def test_an_unknown_key_is_answered_with_a_near_one_wherever_it_stands() -> None:
    text = changed("    source: Délibération", "    sources: Délibération")
    faults = {fault.field: str(fault.text) for fault in faults_of(text)}
    assert set(faults) == {"rules.CALL-1.sources", "rules.CALL-1.source"}
    assert "Clé inconnue « sources » (vouliez-vous dire « source » ?)" in faults["rules.CALL-1.sources"]
    assert "    sources: Délibération 2026-05-12\n             ^" in faults["rules.CALL-1.sources"]


@pytest.mark.parametrize("rule", [f"R{number}" for number in range(12)])
def test_a_charter_of_the_pole_that_forgets_a_rule_is_refused(rule: str) -> None:
    start = TEXT.index(f"  {rule}:\n")
    end = TEXT.find("\n  R", start) + 1 or len(TEXT)
    assert reasons(TEXT[:start] + TEXT[end:]) == {f"rules.{rule}": "SECTION_MISSING"}


def test_a_rule_of_the_law_is_in_no_other_layer_and_a_charter_votes_no_lower_one() -> None:
    assert reasons(changed("  R1:\n", "  R1:\n    layer: pole\n", TEXT.replace("    layer: law\n", ""))) == {
        "rules.R1.layer": "LAYER_OF_THE_LAW"
    }
    assert reasons(changed("  R3:\n", "  R3:\n    layer: commune\n", TEXT)) == {
        "rules.R3.layer": "LAYER_TOO_LOW"
    }
    assert reasons(changed("layer: agglomeration", "layer: law"))["layer"] == "LAYER_UNKNOWN"


def test_a_condition_that_the_charter_forgets_and_one_that_no_rule_asks_for_are_told() -> None:
    text = changed("      co_funded: project.equipment\n", "      cofunded: project.equipment\n", TEXT)
    assert reasons(text) == {
        "rules.R9.conditions.cofunded": "UNKNOWN_KEY",
        "rules.R9.conditions.co_funded": "CONDITION_MISSING",
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("    asks: Avis du comité des maires.\n", "", ("rules.CALL-1", "RULE_WITHOUT_EFFECT")),
        (
            "    asks: Avis",
            "    gives: {role: owner, to: communes}\n    asks: Avis",
            ("rules.CALL-1.gives.role", "VALUE_UNKNOWN"),
        ),
        (
            "    asks: Avis",
            "    gives: {role: informed, to: everybody}\n    asks: Avis",
            ("rules.CALL-1.gives.to", "VALUE_UNKNOWN"),
        ),
        (
            "    asks: Avis",
            "    gives: {role: engineering_support, to: pole}\n    asks: Avis",
            ("rules.CALL-1.gives.to", "POLE_HAS_NO_STAFF"),
        ),
        ("  CALL-1:", "  CALL1:", ("rules.CALL1", "UNKNOWN_KEY")),
        ("  CALL-1:", "  R5:", ("rules.R5", "RULE_OF_AN_UPPER_LAYER")),
        ('    when: owner.kind == "body"\n', "", ("rules.CALL-1.when", "CONDITION_MISSING")),
        ('body: "246200364"\n', "", ("body", "TEXT_MISSING")),
        (
            "rules:",
            "parameters:\n  opinion_months: {value: 2, unit: months, source: x}\nrules:",
            ("parameters.opinion_months.value", "FIXED_BY_LAW"),
        ),
        (
            "rules:",
            (
                'parameters:\n  region_leads: {value: ["1020"], unit: competences, source: x, '
                "lower_layers: {may: raise}}\nrules:"
            ),
            ("parameters.region_leads.lower_layers", "NO_LATITUDE"),
        ),
        (
            "rules:",
            (
                "parameters:\n  consent_days: {value: 40, unit: days, source: x, "
                "lower_layers: {may: double}}\nrules:"
            ),
            ("parameters.consent_days.lower_layers.may", "VALUE_UNKNOWN"),
        ),
        (
            "rules:",
            (
                "parameters:\n  consent_days: {value: 40, unit: days, source: x, "
                "lower_layers: {may: raise, limit: many}}\nrules:"
            ),
            ("parameters.consent_days.lower_layers.limit", "VALUE_INVALID"),
        ),
    ],
)
def test_what_a_pact_may_not_write_is_told_under_its_path(old: str, new: str, fault: tuple[str, str]) -> None:
    assert reasons(changed(old, new)) == dict([fault])


def test_a_pact_says_only_what_it_adds() -> None:
    pact = charter_from_text(PACT)
    assert (pact.rules, pact.changed, [rule.id for rule in pact.own_rules]) == ({}, frozenset(), ["CALL-1"])
