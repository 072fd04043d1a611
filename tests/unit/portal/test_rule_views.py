"""Charters, coverage, simulations and the register as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
import yaml
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from archipel.projects.v1.charters_pb2 import (
    Charter,
    CharterChange,
    CharterLayer,
    CharterParameter,
    CharterState,
)
from archipel.projects.v1.coverage_pb2 import CoverageCell, CoverageRow
from archipel.projects.v1.ownership_pb2 import EvaluationClass, PrincipleState
from archipel.projects.v1.register_pb2 import CoverageKind, HoldingChange
from archipel.projects.v1.simulations_pb2 import Simulation, SimulationState
from archipel.projects.v1.territories_pb2 import Level, Mode
from chassis.domain import Text
from services.portal.storage.directory import Body
from services.portal.views import rule_words
from services.portal.views.charter_changes import Piece, changes_shown, marked
from services.portal.views.charter_view import in_words, pact_of, read, told
from services.portal.views.coverage_view import (
    AGGLOMERATION,
    COMMUNE,
    Column,
    columns_of,
    families_of,
    family_of,
    row_of,
)
from services.portal.views.forms import Form
from services.portal.views.language import Language
from services.portal.views.register_form import form_from, holding_from, identity, may_edit, named_by
from services.portal.views.sheets import figure, lines
from services.portal.views.simulation_view import charts, moved, progress
from tests.integration.portal import rule_samples as samples
from tests.unit.portal.territory import CAHC, CALL, COMPETENCES, GRENAY, HENIN, LOOS, POLE, directory

FRENCH = Language()

TABLES = [
    (CharterState, rule_words.CHARTER_STATE),
    (CharterState, rule_words.CHARTER_TONE),
    (CharterLayer, rule_words.LAYER),
    (CharterLayer, rule_words.VOTED_BY),
    (Mode, rule_words.MODE),
    (CoverageKind, rule_words.COVERAGE),
    (CoverageKind, rule_words.COVERAGE_CLASS),
    (HoldingChange.Act, rule_words.REGISTER_ACT),
    (SimulationState, rule_words.SIMULATION_STATE),
    (SimulationState, rule_words.SIMULATION_TONE),
    (PrincipleState, rule_words.PRINCIPLE_STATE),
    (PrincipleState, rule_words.PRINCIPLE_TONE),
    (EvaluationClass, rule_words.EVALUATION),
]
ONE, NOBODY = CoverageKind.COVERAGE_KIND_ONE, CoverageKind.COVERAGE_KIND_NOBODY


@pytest.mark.parametrize(("enum", "table"), TABLES)
def test_every_value_of_the_wire_has_words(enum: EnumTypeWrapper, table: Mapping[int, Text | str]) -> None:
    assert set(table) == {value for value in enum.values() if value}


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.15", "share", "15 %"),
        ("0.125", "share", "12,5 %"),
        ("30000", "EUR", "30 000 €"),
        ("1000.50", "EUR", "1 000,50 €"),
        ("1", "years", "1 an"),
        ("3", "years", "3 ans"),
        ("3", "months", "3 mois"),
        ("1", "days", "1 jour"),
        ("30", "days", "30 jours"),
        ("TETE, ÉcoQuartier", "labels", "TETE, ÉcoQuartier"),
        ("beaucoup", "EUR", "beaucoup"),
        ("12", "pieds", "12"),
    ],
)
def test_a_figure_of_a_charter_is_shown_in_words(value: str, unit: str, shown: str) -> None:
    found = in_words(CharterParameter(name="x", value=value, unit=unit), FRENCH)
    assert found.replace("\u00a0", " ").replace("\u202f", " ") == shown


def test_a_figure_stands_beside_the_rule_whose_condition_names_it_or_else_beside_its_usual_rule() -> None:
    reading = read(samples.charter(), COMPETENCES, FRENCH)
    beside = {view.rule.id: [each.name for each in view.parameters] for view in reading.rules}
    assert beside == {"R4": ["mutualisation_gain"], "R10": ["consent_days"]}
    assert [each.name for each in reading.left] == ["two_sided_charter_up_to", "labels_of_others"]


def test_a_pact_takes_the_titles_that_it_leaves_unsaid_from_the_charter_above() -> None:
    pact = Charter()
    pact.parameters.add(name="consent_days", value="45", unit="days")
    pact.parameters.add(name="of_its_own", value="1")
    reading = read(pact, COMPETENCES, FRENCH, samples.charter())
    assert [reading.title(each) for each in reading.left] == ["Délai pour répondre", "of_its_own"]


def test_a_figure_that_lists_competences_names_them() -> None:
    charter = samples.charter()
    charter.parameters.add(name="region_leads", value="1035, 9999", unit="competences")
    reading = read(charter, COMPETENCES, FRENCH)
    assert reading.listed == {"region_leads": ["1035 – Énergies renouvelables", "9999"]}


def test_two_long_texts_are_marked_where_they_differ() -> None:
    before = "Chaque collectivité concernée a trente jours pour accepter ou contester la décision."
    after = before.replace("trente", "soixante")
    left, right = marked(before, after)
    assert "".join(piece.text for piece in left) == before
    assert "".join(piece.text for piece in right) == after
    assert [piece for piece in left if piece.mark] == [Piece("trente", "del")]
    assert [piece for piece in right if piece.mark] == [Piece("soixante", "ins")]


def test_short_values_and_whole_texts_are_not_marked() -> None:
    assert marked("15 %", "20 %") == ([Piece("15 %")], [Piece("20 %")])
    assert marked("", "x" * 100) == ([Piece("")], [Piece("x" * 100)])


def test_changes_are_told_by_part_and_figures_in_words() -> None:
    changes = [
        *samples.comparison().changes[:2],
        CharterChange(
            path="parameters.mutualisation_gain.latitude",
            title="Gain",
            before="lower",
            after="raise → 0.5",
        ),
    ]
    gain, text, latitude = changes_shown(changes, [samples.charter()], FRENCH)
    assert ([piece.text for piece in gain.before], [piece.text for piece in gain.after]) == (
        ["15\u00a0%"],
        ["20\u00a0%"],
    )
    assert (text.title, str(text.part)) == ("R4. Agir à la bonne échelle", "texte")
    assert latitude.before == [Piece("peut baisser")]
    assert latitude.after == [Piece("peut augmenter, jusqu’à 50\u00a0%")]


def test_a_pact_held_against_the_charter_keeps_its_titles_and_repeats_no_latitude() -> None:
    pact = Charter(layer=CharterLayer.CHARTER_LAYER_AGGLOMERATION)
    pact.parameters.add(name="consent_days", title="consent_days", value="45", unit="days")
    path = "parameters.consent_days"
    changes = [
        CharterChange(path=path, title="consent_days", before="30", after="45"),
        CharterChange(path=f"{path}.latitude", title="consent_days", before="raise → 90"),
    ]
    (days,) = changes_shown(changes, [samples.charter(), pact], FRENCH)
    assert (days.title, days.after) == ("Délai pour répondre", [Piece("45 jours")])


def test_what_a_lower_layer_may_do_is_told_in_the_words_of_the_figure() -> None:
    allowed = read(samples.charter(), COMPETENCES, FRENCH).allowed
    assert allowed["mutualisation_gain"] == "peut augmenter, jusqu’à 50\u00a0%"
    assert allowed["consent_days"] == ""


def test_a_fault_sets_off_the_word_above_its_caret() -> None:
    fault = told("Ligne 3 : nom inconnu.\n  a: project.cots > 1\n             ^")
    assert fault.sentence == "Ligne 3 : nom inconnu."
    assert (fault.before, fault.word, fault.after) == ("  a: project.", "cots", " > 1")


@pytest.mark.parametrize(
    "text", ["Une phrase.", "Une phrase.\nune ligne", "P.\nune\ndeux\n ^", "P.\nab\n      ^"]
)
def test_a_fault_without_a_line_and_caret_loses_nothing(text: str) -> None:
    fault = told(text)
    rest = text.partition("\n")[2]
    shown = fault.before + fault.word + fault.after + (f"\n{fault.caret}" if fault.caret else "")
    assert shown == rest
    assert fault.sentence == text.partition("\n")[0]


def row(*cells: CoverageCell) -> CoverageRow:
    return CoverageRow(competence="6505", title="Habitat", cells=cells)


def cell(kind: CoverageKind.ValueType, able: list[str], *communes: str) -> CoverageCell:
    return CoverageCell(
        kind=kind,
        able=[code if code == COMMUNE else f"territories/{code}" for code in able],
        communes=[f"territories/{code}" for code in communes],
    )


def columns() -> list[Column]:
    return columns_of(samples.coverage(), directory())


def test_agglomerations_are_the_columns_and_communes_outside_have_their_own() -> None:
    assert [(column.body and column.body.code, column.communes) for column in columns()] == [
        (CALL, {LOOS, GRENAY}),
        (CAHC, {HENIN}),
    ]
    coverage = samples.coverage()
    coverage.rows[0].cells[0].communes.append("territories/99999")
    assert columns_of(coverage, directory())[-1] == Column(None, frozenset({"99999"}))


def test_what_each_says_of_its_own_agglomeration_is_said_once() -> None:
    found = row_of(row(cell(ONE, [CALL], LOOS, GRENAY), cell(ONE, [CAHC], HENIN)), columns())
    assert found.same is not None
    assert found.same.able == (AGGLOMERATION,)
    assert set(found.same.communes) == {LOOS, GRENAY, HENIN}


def test_what_differs_between_agglomerations_is_said_in_each() -> None:
    found = row_of(row(cell(ONE, [CALL], LOOS, GRENAY), cell(ONE, [COMMUNE], HENIN)), columns())
    assert found.same is None
    assert [[answer.able for answer in each] for each in found.cells] == [[(CALL,)], [(COMMUNE,)]]
    assert all(answer.whole for each in found.cells for answer in each)


def test_communes_of_one_agglomeration_that_differ_are_told_apart_alarms_first() -> None:
    found = row_of(row(cell(ONE, [COMMUNE], LOOS, HENIN), cell(NOBODY, [], GRENAY)), columns())
    assert [(answer.kind, answer.communes, answer.whole) for answer in found.cells[0]] == [
        (NOBODY, (GRENAY,), False),
        (ONE, (LOOS,), False),
    ]
    assert [answer.communes for answer in found.alarms] == [(GRENAY,)]


def test_a_family_counts_its_competences_by_their_worst_answer() -> None:
    energy, housing = families_of(samples.coverage(), columns())
    assert {kind: count for kind, count in energy.counts.items() if count} == {ONE: 1}
    assert {kind: count for kind, count in housing.counts.items() if count} == {NOBODY: 1}
    assert (energy.alarms, housing.alarms) == (0, 1)


def test_every_code_has_a_family() -> None:
    assert family_of("6505") == "65"
    assert family_of("9999") == "75"
    assert set(rule_words.FAMILY) >= {code[:2] for code in COMPETENCES}


def test_bars_are_drawn_from_the_nearest_level_up_on_one_scale() -> None:
    projects, days, cost = charts(samples.simulation().levels)
    assert [level for level, _ in projects.bars] == [Level.LEVEL_COMMUNE, Level.LEVEL_AGGLOMERATION]
    assert (projects.largest, days.largest, cost.largest) == (160, 800, 400_000_000)
    assert str(days.bars[1][1].change) == "120.5"


def test_only_bodies_for_which_something_moves_are_named_the_most_moved_first() -> None:
    assert [move.who for move in moved(samples.simulation().bodies)] == [
        f"territories/{CALL}",
        f"territories/{LOOS}",
    ]


def test_what_no_body_owns_is_drawn_last() -> None:
    levels = [
        samples.level(Level.LEVEL_UNSPECIFIED, (1, 1), ("0", "0"), (0, 0)),
        *samples.simulation().levels,
    ]
    assert [int(level) for level, _ in charts(levels)[0].bars] == [1, 2, 0]


@pytest.mark.parametrize("code", [LOOS, CALL])
def test_the_frame_of_a_lower_charter_is_yaml_that_says_who_votes_it(code: str) -> None:
    body = directory().get(code)
    assert body is not None
    frame = yaml.safe_load(pact_of(body, date(2026, 11, 26), FRENCH))
    assert (frame["body"], frame["in_force_from"]) == (code, date(2027, 1, 1))
    assert frame["layer"] == ("commune" if code == LOOS else "agglomeration")
    assert frame["parameters"] == frame["rules"] == {}


def test_progress_of_nothing_is_nought() -> None:
    assert progress(Simulation()) == 0
    assert progress(Simulation(projects=3, replayed=2)) == 66


def test_a_sheet_carries_no_formula_and_keeps_its_figures() -> None:
    rows = [["=1+1", "@x", 'dit "oui"; non', figure("-3.5"), None, 12]]
    assert lines(rows) == '\'=1+1;\'@x;"dit ""oui""; non";-3,5;;12\r\n'


@pytest.mark.parametrize(
    ("holder", "acting", "may"),
    [(CALL, CALL, True), (CALL, POLE, True), (LOOS, CALL, True), (CALL, LOOS, False), (CAHC, CALL, False)],
)
def test_a_line_is_its_holders_and_of_those_above(holder: str, acting: str, may: bool) -> None:
    assert may_edit(directory(), holder, directory().get(acting)) is may


def test_nobody_changes_a_line_without_a_body() -> None:
    assert not may_edit(directory(), CALL, None)
    assert not may_edit(directory(), "unknown", Body(CALL, Level.LEVEL_AGGLOMERATION, "CALL"))


def test_a_line_goes_through_the_form_unchanged() -> None:
    line = samples.holding(to=samples.day(2026, 12, 31))
    form = form_from(line, directory(), COMPETENCES)
    assert holding_from(form, directory(), COMPETENCES) == line
    assert form.faults == []


def test_the_identity_of_a_line_finds_it_among_others() -> None:
    line, other = samples.holding(), samples.holding(competence="6505")
    form = Form({name: [value] for name, value in identity(line).items()})
    assert named_by(form, [other, line]) == line
    assert named_by(form, [other]) is None
