"""The page that documents case files says what the reader does."""

import re

import pytest
import yaml

from node.vocabulary_page import HEAD, page
from services.projects.domain.cases import keys
from services.projects.domain.cases.keys import Keys, Kind
from tests.unit.projects.subsidiarity.case_files import faults, read

FALSE_UNLESS_SAID = ("experiment", "programme", "two_sided_charter", "needs_involvement")


def test_the_example_of_the_page_is_a_case_without_a_fault() -> None:
    example = re.search(r"```yaml\n(.*?)```", HEAD, re.DOTALL)
    assert example is not None
    assert faults(example[1]) == []
    assert yaml.safe_load(example[1])["project"]["title"] == read(example[1]).project.title


@pytest.mark.parametrize("of", keys.ALL_KEYS, ids=lambda of: of.title)
def test_every_key_and_every_word_stands_on_the_page(of: Keys) -> None:
    text = page()
    assert [key.name for key in of.keys if f"| `{key.name}` |" not in text] == []
    assert [word for key in of.keys for word in key.words if f"`{word}`" not in text] == []


@pytest.mark.parametrize(
    "key", [key for key in keys.PROJECT.keys if key.kind is Kind.WORD], ids=lambda k: k.name
)
def test_every_word_of_the_page_is_admitted(key: keys.Key) -> None:
    assert [word for word in key.words if faults(f"project: {{{key.name}: {word}}}")] == []
    assert faults(f"project: {{{key.name}: another}}") != []


@pytest.mark.parametrize("of", keys.ALL_KEYS, ids=lambda of: of.title)
def test_a_key_that_is_documented_as_required_is_asked_for(of: Keys) -> None:
    least = {
        keys.CASE.place: "{}",
        keys.PROJECT.place: "project: {}",
        keys.PARTY.place: "project: {partners: [{}]}",
        keys.EVIDENCE.place: "project: {evidence: {basin_market: {}}}",
        keys.REGISTER.place: "project: {}\nregister: [{from: 2020-01-01}]",
        keys.CAPACITY.place: "project: {}\ncapacity: {62528: {}}",
        keys.AGENT.place: "project: {}\ncapacity: {62528: {lent_agents: [{}]}}",
    }
    asked = {path.rpartition(".")[2] for path, reason in faults(least[of.place]) if reason == "REQUIRED"}
    assert asked == {key.name for key in of.keys if key.default == keys.REQUIRED}


def test_truths_are_false_by_default_where_the_page_says_so() -> None:
    facts = read("project: {}").project.facts
    documented = [
        key.name for key in keys.PROJECT.keys if key.kind is Kind.TRUTH and key.default.startswith("false")
    ]
    assert documented == list(FALSE_UNLESS_SAID)
    assert [getattr(facts, name) for name in FALSE_UNLESS_SAID] == [False] * 4
