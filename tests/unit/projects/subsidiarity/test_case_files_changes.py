"""What would change a decision is a change of the case file: written into it, it gives that other owner."""

from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from node.operations.decision_json import evaluation_to_plain, written
from node.operations.subsidiarity import evaluate_file
from services.projects.domain.cases.fact_kinds import kind_of
from services.projects.domain.cases.keys import Kind
from tests.unit.projects.subsidiarity.case_files import artois

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
DEFAULTS: dict[str, Any] = {"willing": True, "initiator": "commune", "cost": 0}


class Codes(yaml.CSafeLoader):
    """Leaves codes and dates as they are written; numbers and truths are those of YAML."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        letter: [(tag, regexp) for tag, regexp in pairs if not tag.endswith((":timestamp", ":int"))]
        for letter, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def plain(path: Path) -> dict[str, Any]:
    found = yaml.load(path.read_text(), Codes)
    assert isinstance(found, dict)
    return found


def put(case: dict[str, Any], fact: str, value: Any) -> Any:
    """Write a value at a path; answers what stood there."""
    first, *rest = fact.split(".")
    if first == "register":
        return put_line(case, *rest, value)
    at = case
    for part in (first, *rest[:-1]):
        if at.get(part) is None:
            at[part] = {}
        at = at[part]
    before = at.get(rest[-1])
    at[rest[-1]] = value
    return before


def put_line(case: dict[str, Any], body: str, competence: str, key: str, value: Any) -> Any:
    """The register of the case with a line more, or, for a value of nothing, without the lines of a body."""
    shipped = [{"body": h.body, "competence": h.competence, "mode": h.mode.value} for h in artois().holdings]
    lines = case.setdefault("register", shipped)
    theirs = [line for line in lines if (str(line["body"]), str(line["competence"])) == (body, competence)]
    if value is None:
        case["register"] = [line for line in lines if line not in theirs]
        return theirs[0][key]
    lines.append({"body": body, "competence": competence, key: value})
    return None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_change_that_the_answer_names_gives_the_owner_that_it_names(path: Path, tmp_path: Path) -> None:
    found = evaluation_to_plain(evaluate_file(path))
    for alternative in found["what_would_change"]:
        case = deepcopy(plain(path))
        for change in alternative["changes"]:
            before = put(case, change["fact"], change["to"])
            last = change["fact"].rpartition(".")[2]
            if before is not None:
                same = sorted(before) if isinstance(before, list) else before
                assert str(change["from"]) == str(same)
            else:
                assert change["from"] in (None, False, DEFAULTS.get(last))
        changed = tmp_path / "changed.yaml"
        changed.write_text(yaml.safe_dump(case, allow_unicode=True))
        assert evaluation_to_plain(evaluate_file(changed))["owner"] == alternative["owner"]
        assert alternative["owner"] != found["owner"]


def test_most_worked_cases_say_what_would_change_them() -> None:
    silent = [path.stem for path in CASES if not evaluate_file(path).decision.what_would_change]
    assert len(silent) < len(CASES) / 4


@pytest.mark.parametrize(
    ("fact", "value", "expected"),
    [
        ("project.cost", "120000", 120000),
        ("project.cost", "1000.01", 1000.01),
        ("project.evidence.mutualisation_gain.gain", "0.15", 0.15),
        ("project.evidence.basin_market.document", "2026", "2026"),
        ("project.evidence.basin_market.document", "[2026]", "[2026]"),
        ("project.evidence.basin_market.document", "", None),
        ("project.person_days.engineering", "30.5", 30.5),
        ("project.experiment", "true", True),
        ("project.label", "true", "true"),
        ("project.origin", "62528", "62528"),
        ("project.works_area", '["62528", "62510"]', ["62528", "62510"]),
        ("project.communes_with_same_need", "2", 2),
        ("capacity.62528.person_days.engineering", "0", 0),
        ("capacity.62528.willing", "false", False),
        ("capacity.200060358.lent_agents[0].days", "12", 12),
        ("register.62528.4005.mode", "by_agreement", "by_agreement"),
    ],
)
def test_a_value_of_a_change_is_of_the_type_of_its_fact(fact: str, value: str, expected: object) -> None:
    found = written(fact, value)
    assert found == expected
    assert type(found) is type(expected)


def test_a_day_and_a_mapping_are_known_by_their_path() -> None:
    assert kind_of("date") is Kind.DAY
    assert kind_of("project.asset_owner") is Kind.MAPPING
    assert kind_of("capacity.62528.lent_agents[0].skills") is Kind.WORDS
    assert kind_of("project.unknown") is None
