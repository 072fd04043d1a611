"""Everything that can be wrong with a case file, each with its path, and all of it at once."""

import pytest

from chassis.domain import InvalidInput
from services.projects.storage.plain_yaml import LARGEST_FILE, MOST_FAULTS, plain_from_text
from tests.unit.projects.subsidiarity.case_files import faults, read

P = "project: {works_area: [62528]}\n"

FAULTS: list[tuple[str, str, str]] = [
    ("projet: {}", "projet", "UNKNOWN_KEY"),
    ("date: 2026-11-21", "project", "REQUIRED"),
    ("project: 3", "project", "NOT_A_MAPPING"),
    ("project: {}\nregistre: []", "registre", "UNKNOWN_KEY"),
    ("project: {cots: 1}", "project.cots", "UNKNOWN_KEY"),
    ("project: {competence: 9999}", "project.competence", "UNKNOWN_COMPETENCE"),
    ("project: {competence: [6520]}", "project.competence", "NOT_A_TEXT"),
    ("project: {nature: works}", "project.nature", "UNKNOWN_VALUE"),
    ("project: {nature: Investment}", "project.nature", "UNKNOWN_VALUE"),
    ("project: {nature: true}", "project.nature", "UNKNOWN_VALUE"),
    ("project: {works_area: 62528}", "project.works_area", "NOT_A_LIST"),
    ("project: {works_area: [62528, 75056]}", "project.works_area[1]", "UNKNOWN_COMMUNE"),
    ("project: {works_area: [246200364]}", "project.works_area[0]", "UNKNOWN_COMMUNE"),
    ("project: {works_area: [62528, 62528]}", "project.works_area[1]", "DUPLICATE_ENTRY"),
    ("project: {impact_area: [1]}", "project.impact_area[0]", "UNKNOWN_COMMUNE"),
    ("project: {cost: dix}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: '12,5'}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: .nan}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: NaN}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: .inf}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: 1e400}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: true}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: '١٢'}", "project.cost", "NOT_A_NUMBER"),
    ("project: {cost: -1}", "project.cost", "NEGATIVE"),
    ("project: {cost: 10000000000}", "project.cost", "TOO_LARGE"),
    ("project: {cost: 1.001}", "project.cost", "TOO_PRECISE"),
    ("project: {asset_owner: Maisons}", "project.asset_owner", "NOT_A_MAPPING"),
    ("project: {asset_owner: {name: Maisons}}", "project.asset_owner.kind", "REQUIRED"),
    ("project: {asset_owner: {kind: bank}}", "project.asset_owner.kind", "UNKNOWN_VALUE"),
    ("project: {asset_owner: {kind: company, title: M}}", "project.asset_owner.title", "UNKNOWN_KEY"),
    ("project: {initiator: mayor}", "project.initiator", "UNKNOWN_VALUE"),
    ("project: {experiment: yes}", "project.experiment", "NOT_A_TRUTH"),
    ("project: {experiment: 'true'}", "project.experiment", "NOT_A_TRUTH"),
    ("project: {programme: 1}", "project.programme", "NOT_A_TRUTH"),
    ("project: {two_sided_charter: on}", "project.two_sided_charter", "NOT_A_TRUTH"),
    ("project: {equipment: no}", "project.equipment", "NOT_A_TRUTH"),
    ("project: {needs_involvement: []}", "project.needs_involvement", "NOT_A_TRUTH"),
    ("project: {origin: 246200364}", "project.origin", "UNKNOWN_COMMUNE"),
    ("project: {partners: {kind: farmers}}", "project.partners", "NOT_A_LIST"),
    ("project: {partners: [farmers]}", "project.partners[0]", "NOT_A_MAPPING"),
    ("project: {partners: [null]}", "project.partners[0]", "REQUIRED"),
    ("project: {partners: [{kind: mayor}]}", "project.partners[0].kind", "UNKNOWN_VALUE"),
    ("project: {partners: [{kind: company}, {kind: company}]}", "project.partners[1]", "DUPLICATE_ENTRY"),
    ("project: {person_days: {cooking: 3}}", "project.person_days.cooking", "UNKNOWN_KEY"),
    ("project: {person_days: {food: -3}}", "project.person_days.food", "NEGATIVE"),
    ("project: {person_days: {food: 100001}}", "project.person_days.food", "TOO_LARGE"),
    ("project: {person_days: {food: 1.234}}", "project.person_days.food", "TOO_PRECISE"),
    ("project: {label: [tete]}", "project.label", "NOT_A_TEXT"),
    (f"project: {{label: {'x' * 65}}}", "project.label", "TOO_LONG"),
    (f"project: {{title: {'x' * 201}}}", "project.title", "TOO_LONG"),
    ('project: {title: "a\\u202eb"}', "project.title", "CONTROL_CHARACTER"),
    ("project: {communes_with_same_need: 1.5}", "project.communes_with_same_need", "NOT_WHOLE"),
    ("project: {communes_with_same_need: -1}", "project.communes_with_same_need", "OUT_OF_RANGE"),
    ("project: {evidence: {size: {document: d}}}", "project.evidence.size", "UNKNOWN_VALUE"),
    ("project: {evidence: [basin_market]}", "project.evidence", "NOT_A_MAPPING"),
    ("project: {evidence: {basin_market: étude}}", "project.evidence.basin_market", "NOT_A_MAPPING"),
    ("project: {evidence: {basin_market: {doc: é}}}", "project.evidence.basin_market.doc", "UNKNOWN_KEY"),
    (
        "project: {evidence: {basin_market: {document: d}, mutualisation_gain: {document: d, gain: 20}}}",
        "project.evidence.mutualisation_gain.gain",
        "OUT_OF_RANGE",
    ),
    (
        "project: {evidence: {mutualisation_gain: {document: d, gain: 20%}}}",
        "project.evidence.mutualisation_gain.gain",
        "NOT_A_NUMBER",
    ),
    ("project: {lots: oui}", "project.lots", "NOT_A_LIST"),
    ("project: {lots: [a, a]}", "project.lots[1]", "DUPLICATE_ENTRY"),
    ("project: {lots: [null]}", "project.lots[0]", "REQUIRED"),
    ("project: {lots: [{title: a, lots: [b]}]}", "project.lots[0].lots", "UNKNOWN_KEY"),
    ("project: {lots: [{title: a, cost: -1}]}", "project.lots[0].cost", "NEGATIVE"),
    ("project: {lots: [{title: a, works_area: [1]}]}", "project.lots[0].works_area[0]", "UNKNOWN_COMMUNE"),
    (f"project: {{lots: [{', '.join(map(str, range(201)))}]}}", "project.lots", "TOO_MANY"),
    (P + "register: {}", "register", "NOT_A_LIST"),
    (P + "register: [null]", "register[0]", "REQUIRED"),
    (P + "register: [{competence: 6520, mode: communal}]", "register[0].body", "REQUIRED"),
    (P + "register: [{body: 62528, mode: communal}]", "register[0].competence", "REQUIRED"),
    (P + "register: [{body: 62528, competence: 6520}]", "register[0].mode", "REQUIRED"),
    (P + "register: [{body: 62528, competence: 6520, mode: x}]", "register[0].mode", "UNKNOWN_VALUE"),
    (P + "register: [{body: smt, competence: 6520, mode: communal}]", "register[0].body", "UNKNOWN_BODY"),
    (
        P + "register: [{body: 62528, competence: 1, mode: communal}]",
        "register[0].competence",
        "UNKNOWN_COMPETENCE",
    ),
    (
        P + "register: [{body: smt, level: state, competence: 6520, mode: communal}]",
        "register[0].level",
        "UNKNOWN_VALUE",
    ),
    (
        P + "register: [{body: 62528, level: pole, competence: 6520, mode: communal}]",
        "register[0].level",
        "LEVEL_DIFFERS",
    ),
    (
        P + "register: [{body: 62528, competence: 6520, mode: communal, from: 2026-02-30}]",
        "register[0].from",
        "DATE",
    ),
    (
        P + "register: [{body: 62528, competence: 6520, mode: communal, from: 2026-02-03, to: 2026-02-02}]",
        "register[0].to",
        "DATES_ORDER",
    ),
    (P + "capacity: []", "capacity", "NOT_A_MAPPING"),
    (P + "capacity: {smt: {}}", "capacity.smt", "UNKNOWN_BODY"),
    (P + "capacity: {62528: 3}", "capacity.62528", "NOT_A_MAPPING"),
    (P + "capacity: {62528: {days: 3}}", "capacity.62528.days", "UNKNOWN_KEY"),
    (P + "capacity: {62528: {willing: oui}}", "capacity.62528.willing", "NOT_A_TRUTH"),
    (
        P + "capacity: {62528: {person_days: {cooking: 1}}}",
        "capacity.62528.person_days.cooking",
        "UNKNOWN_KEY",
    ),
    (P + "capacity: {62528: {person_days: {food: -1}}}", "capacity.62528.person_days.food", "NEGATIVE"),
    (
        P + "capacity: {62528: {lent_agents: [{employer: 62498}]}}",
        "capacity.62528.lent_agents[0].id",
        "REQUIRED",
    ),
    (P + "capacity: {62528: {lent_agents: [{id: a}]}}", "capacity.62528.lent_agents[0].employer", "REQUIRED"),
    (
        P + "capacity: {62528: {lent_agents: [{id: a, employer: 3}]}}",
        "capacity.62528.lent_agents[0].employer",
        "UNKNOWN_BODY",
    ),
    (
        P + "capacity: {62528: {lent_agents: [{id: a, employer: 62498, skills: [cooking]}]}}",
        "capacity.62528.lent_agents[0].skills[0]",
        "UNKNOWN_VALUE",
    ),
    (
        P + "capacity: {62528: {lent_agents: [{id: a, employer: 62498}, {id: a, employer: 62498}]}}",
        "capacity.62528.lent_agents[1].id",
        "DUPLICATE_ENTRY",
    ),
    (P + "date: 21/11/2026", "date", "DATE"),
    (P + "date: 2026-02-30", "date", "DATE"),
    (P + "date: 9999-01-01", "date", "OUT_OF_RANGE"),
    ("project: {cost: 1, cost: 2}", "project.cost", "DUPLICATE_KEY"),
    ("project: &p {}\ncapacity: *p", "capacity", "ALIAS"),
    ("project: !!python/object:os.system {}", "project", "TAG"),
    ("project: {cost: !!int 3}", "project.cost", "TAG"),
    ("project: {? [a] : 1}", "project", "KEY_NOT_TEXT"),
    ("project: {}\n---\nproject: {}", "case.yaml", "SEVERAL_DOCUMENTS"),
    ("project: {", "case.yaml", "NOT_YAML"),
    ("a: b: c", "case.yaml", "NOT_YAML"),
    ("\x00\x01", "case.yaml", "NOT_YAML"),
    ("[" * LARGEST_FILE, "[0]" * 20, "TOO_DEEP"),
    ("? " * 1000, "case.yaml", "TOO_DEEP"),
    ("project: " + "[" * 30 + "]" * 30, "project" + "[0]" * 19, "TOO_DEEP"),
    ("project: {}\n" + "".join(f"k{i}: 1\n" for i in range(100_000)), "case.yaml", "TOO_MANY"),
]


@pytest.mark.parametrize(("text", "path", "reason"), FAULTS)
def test_a_fault_is_told_with_its_path(text: str, path: str, reason: str) -> None:
    assert (path, reason) in [(where or "case.yaml", why) for where, why in faults(text)]


@pytest.mark.parametrize("text", ["", "null", "[]", "project", "3"])
def test_a_file_that_is_no_mapping_is_one_fault_of_the_file(text: str) -> None:
    assert faults(text) == [("", "NOT_A_MAPPING")]


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        "date: hier\n"
        "project: {cost: -1, nature: x}\n"
        "capacity: {62528: {willing: 1}}\n"
        "register: [{body: 62528, competence: 6520, mode: x}]\n"
        "oops: 1\n"
    )
    assert faults(text, on="demain") == [
        ("date", "DATE"),
        ("project.nature", "UNKNOWN_VALUE"),
        ("project.cost", "NEGATIVE"),
        ("capacity.62528.willing", "NOT_A_TRUTH"),
        ("register[0].mode", "UNKNOWN_VALUE"),
        ("oops", "UNKNOWN_KEY"),
        ("--on", "DATE"),
    ]


def test_a_fault_of_a_programme_is_not_told_again_for_each_lot() -> None:
    assert faults("project: {cost: -1, lots: [a, {title: b}, {title: c, cost: -1}]}") == [
        ("project.cost", "NEGATIVE"),
        ("project.lots[2].cost", "NEGATIVE"),
    ]


@pytest.mark.parametrize(
    "text",
    ["works_area: [62528]", "competence: 7575", "competence: 7575, works_area: [62528], initiator: null", ""],
)
def test_what_lacks_for_admission_is_no_fault_of_the_file(text: str) -> None:
    assert faults(f"project: {{{text}}}") == []


def test_a_thousand_aliases_of_aliases_are_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in ("ab", "bc", "cd"))
    with pytest.raises(InvalidInput) as refused:
        plain_from_text(bomb, "bomb.yaml")
    assert {fault.reason for fault in refused.value.faults} == {"ALIAS"}


def test_a_file_of_nothing_but_faults_is_given_up_after_a_thousand() -> None:
    assert len(faults("project: {" + "cost: 1, " * 5_000 + "}")) == MOST_FAULTS


def test_a_near_miss_names_what_was_probably_meant() -> None:
    with pytest.raises(InvalidInput) as refused:
        read("project: {work_area: []}")
    assert "works_area" in str(refused.value.faults[0].text)


def test_the_largest_file_holds_a_register_of_every_commune_and_competence() -> None:
    line = (
        "- {body: 200072460, competence: 6520, mode: community_interest, from: 2020-01-01, deliberation: D}"
    )
    assert 150 * 118 * len(f"{line}\n") < LARGEST_FILE
