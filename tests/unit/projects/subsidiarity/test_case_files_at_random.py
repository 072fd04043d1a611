"""Any case without a fault has an answer, short and twice the same, and what would change it does."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from node.operations.decision_json import evaluation_to_plain
from node.operations.subsidiarity import evaluate_case
from services.projects.domain.cases.case import case_from_plain
from services.projects.domain.subsidiarity.facts import Initiator, Mode, Nature, ScaleCriterion
from services.projects.storage.plain_yaml import plain_from_text
from tests.unit.projects.subsidiarity.artois import CHARTER
from tests.unit.projects.subsidiarity.case_files import TODAY, artois
from tests.unit.projects.subsidiarity.test_case_files_changes import put

COMMUNES = ["62528", "62510", "62498", "62427", "62119"]
ABOVE = ["246200364", "246200299", "200060358"]
COMPETENCES = ["6520", "7575", "7555", "1035", "1520", "6000", "4005", "5510", "6035"]

days = st.fixed_dictionaries(
    {}, optional={"engineering": st.sampled_from([1, 10, 40.5]), "energy": st.just(8)}
)
evidence = st.dictionaries(
    st.sampled_from([criterion.value for criterion in ScaleCriterion]),
    st.fixed_dictionaries({"document": st.sampled_from(["étude", None])}, optional={"gain": st.just(0.15)}),
    max_size=2,
)
projects = st.fixed_dictionaries(
    {
        "competence": st.sampled_from(COMPETENCES),
        "works_area": st.lists(st.sampled_from(COMMUNES), min_size=1, max_size=3, unique=True),
    },
    optional={
        "nature": st.sampled_from([nature.value for nature in Nature]),
        "impact_area": st.lists(st.sampled_from(COMMUNES), max_size=2, unique=True),
        "cost": st.sampled_from([0, 999.99, 1000, 30000.01, 120000]),
        "initiator": st.sampled_from([None, *(initiator.value for initiator in Initiator)]),
        "asset_owner": st.just({"kind": "landlord", "name": "Maisons & Cités"}),
        "partners": st.just([{"kind": "farmers"}]),
        "experiment": st.booleans(),
        "programme": st.booleans(),
        "two_sided_charter": st.booleans(),
        "origin": st.sampled_from(COMMUNES),
        "person_days": days,
        "evidence": evidence,
        "duplicate_of": st.just("un autre"),
        "lots": st.just(["un lot", {"title": "un autre", "works_area": ["62510"]}]),
    },
)
capacity = st.dictionaries(
    st.sampled_from([*COMMUNES, *ABOVE]),
    st.fixed_dictionaries({"willing": st.booleans()}, optional={"person_days": days}),
    max_size=3,
)
lines = st.lists(
    st.fixed_dictionaries(
        {
            "body": st.sampled_from([*COMMUNES, *ABOVE]),
            "competence": st.sampled_from(COMPETENCES),
            "mode": st.sampled_from([mode.value for mode in Mode]),
        }
    ),
    max_size=3,
)
cases = st.fixed_dictionaries({"project": projects}, optional={"capacity": capacity, "register": lines})


def answer(case: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(case, ensure_ascii=False)
    return evaluation_to_plain(
        evaluate_case(case_from_plain(plain_from_text(text, "case.yaml"), artois(), TODAY), CHARTER)
    )


@given(cases)
def test_a_case_has_a_short_answer_and_twice_the_same(case: dict[str, Any]) -> None:
    found = answer(case)
    assert found == answer(case)
    assert len(found["explanation"].split()) < 200
    assert (found["owner"]["kind"] == "nobody") is (found["blocked"] is not None)
    assert [role for role in found["roles"] if found["roles"].count(role) > 1] == []
    assert json.loads(json.dumps(found)) == found


@given(cases)
def test_every_change_that_is_told_gives_the_owner_that_is_told(case: dict[str, Any]) -> None:
    found = answer(case)
    for alternative in found["what_would_change"]:
        changed = deepcopy(case)
        for change in alternative["changes"]:
            put(changed, change["fact"], change["to"])
        assert answer(changed)["owner"] == alternative["owner"] != found["owner"]
