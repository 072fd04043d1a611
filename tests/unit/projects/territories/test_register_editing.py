"""Editing the register line by line: who may, what is refused, and what the history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, Mandate, NotFound
from services.projects.domain.register_change import HoldingAct, HoldingChange
from services.projects.domain.subsidiarity.facts import Holding, Mode
from services.projects.use_cases.end_holding import EndHolding, end_holding
from services.projects.use_cases.import_territories import (
    ImportReport,
    ImportTerritories,
    import_territories,
)
from services.projects.use_cases.list_holding_changes import ListHoldingChanges, list_holding_changes
from services.projects.use_cases.record_holding import RecordHolding, record_holding
from services.projects.use_cases.remove_holding import RemoveHolding, remove_holding
from services.projects.use_cases.who_holds import WhoHolds, answer_who_holds
from tests.fixtures.projects.small_territory import changed, small_folder
from tests.fixtures.projects.territories_memory import FakeTerritoryUnit

CALL, CAHC, POLE, SYNDICATE = "246200364", "246200299", "200060358", "smt-artois"
GRENAY, HENIN, LOOS = "62386", "62427", "62528"
OPERATOR = Caller("operator:test")
DAY = date(2026, 11, 22)
LINE = Holding(LOOS, "1035", Mode.COMMUNAL, date(2020, 1, 1), None, "part gardée", "2019-12-001")
IMPORTED = Holding(
    CAHC, "1035", Mode.COMMUNITY_INTEREST, None, None, "défaut légal, à confirmer", "", financial_tools=False
)


def elected(body: str) -> Caller:
    return Caller(f"p-{body}", frozenset({Mandate(body, "elected")}))


@pytest.fixture
async def unit() -> FakeTerritoryUnit:
    made = FakeTerritoryUnit()
    await imported(made, small_folder())
    return made


async def imported(unit: FakeTerritoryUnit, files: Mapping[str, bytes]) -> ImportReport:
    return await import_territories(ImportTerritories(files), OPERATOR, unit)


async def recorded(unit: FakeTerritoryUnit, line: Holding, body: str = "") -> Holding:
    acting = body or line.body
    return await record_holding(RecordHolding(acting, line), elected(acting), unit)


async def history(unit: FakeTerritoryUnit, **asked: str) -> list[HoldingChange]:
    page = await list_holding_changes(ListHoldingChanges(50, **asked), Caller(), unit)  # type: ignore[arg-type]
    return [placed.change for placed in page.items]


async def test_a_line_is_added_corrected_ended_and_each_change_is_kept(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    corrected = await recorded(unit, replace(LINE, text="part gardée : toitures"))
    last_day = date(2026, 12, 31)
    end = EndHolding(LOOS, replace(LINE, to=last_day, deliberation="2026-11-003"))
    ended = await end_holding(end, elected(LOOS), unit)

    assert ended == replace(corrected, to=last_day), "it keeps the deliberation that it began with"
    newest, middle, oldest = await history(unit, body=LOOS)
    assert (oldest.act, oldest.before, oldest.holding) == (HoldingAct.RECORDED, None, LINE)
    assert (middle.act, middle.before, middle.holding) == (HoldingAct.RECORDED, LINE, corrected)
    assert (newest.act, newest.before, newest.holding) == (HoldingAct.ENDED, corrected, ended)
    assert newest.why == "Délibération 2026-11-003."
    assert (newest.actor, newest.body, newest.time) == (f"p-{LOOS}", LOOS, unit.clock.now())
    events = [event for name, event in unit.journal.rows if name == f"territories/{LOOS}"]
    assert events == ["TerritoryImported", "HoldingChanged", "HoldingChanged", "HoldingChanged"]


async def test_the_same_line_again_changes_nothing(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    rows = len(unit.journal.rows)
    await recorded(unit, LINE)
    assert len(unit.journal.rows) == rows
    assert len(await history(unit, body=LOOS)) == 1


async def test_a_removed_line_is_gone_and_the_history_says_why(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    removed = await remove_holding(RemoveHolding(LOOS, LINE, "erreur de code"), elected(LOOS), unit)
    assert removed == LINE
    (change, _) = await history(unit, body=LOOS)
    assert (change.act, change.holding, change.before, change.why) == (
        HoldingAct.REMOVED, LINE, LINE, "erreur de code",
    )  # fmt: skip
    with pytest.raises(NotFound):
        await remove_holding(RemoveHolding(LOOS, LINE, "encore"), elected(LOOS), unit)
    with pytest.raises(NotFound):
        await end_holding(EndHolding(LOOS, replace(LINE, to=DAY)), elected(LOOS), unit)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (LOOS, LINE),
        (CALL, LINE),
        (POLE, LINE),
        (POLE, replace(LINE, body=CALL)),
        (SYNDICATE, replace(LINE, body=SYNDICATE)),
    ],
)
async def test_the_holder_its_agglomeration_and_its_pole_edit(
    unit: FakeTerritoryUnit, body: str, line: Holding
) -> None:
    assert await recorded(unit, line, body) == line


@pytest.mark.parametrize(
    ("body", "holder"),
    [(CAHC, LOOS), (GRENAY, LOOS), (LOOS, CALL), (SYNDICATE, CALL), (SYNDICATE, LOOS), (POLE, SYNDICATE)],
)
async def test_nobody_else_edits(unit: FakeTerritoryUnit, body: str, holder: str) -> None:
    line = replace(LINE, body=holder)
    for act in (
        record_holding(RecordHolding(body, line), elected(body), unit),
        end_holding(EndHolding(body, line), elected(body), unit),
        remove_holding(RemoveHolding(body, line, "x"), elected(body), unit),
    ):
        with pytest.raises(Forbidden) as refused:
            await act
        assert refused.value.reason == "NOT_THE_HOLDER"


async def test_only_an_elected_of_the_acting_body_edits(unit: FakeTerritoryUnit) -> None:
    for caller in (elected(GRENAY), Caller("p-1", frozenset({Mandate(LOOS, "project_manager")}))):
        with pytest.raises(Forbidden) as refused:
            await record_holding(RecordHolding(LOOS, LINE), caller, unit)
        assert refused.value.reason == "ROLE_MISSING"


async def test_everything_wrong_with_a_line_is_told_at_once(unit: FakeTerritoryUnit) -> None:
    wrong = Holding(LOOS, "9999", Mode.OPTIONAL, DAY, DAY - timedelta(days=1), "x" * 501, "a\nb")
    with pytest.raises(InvalidInput) as refused:
        await recorded(unit, wrong)
    assert [(fault.field, fault.reason) for fault in refused.value.faults] == [
        ("holding.competence", "COMPETENCE_UNKNOWN"),
        ("holding.to", "DATES_ORDER"),
        ("holding.text", "TOO_LONG"),
        ("holding.deliberation", "CONTROL_CHARACTER"),
    ]


async def test_an_end_needs_a_day_and_a_vote_and_a_removal_a_reason(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    with pytest.raises(InvalidInput) as refused:
        await end_holding(EndHolding(LOOS, replace(LINE, deliberation="")), elected(LOOS), unit)
    assert {fault.field for fault in refused.value.faults} == {"holding.to", "holding.deliberation"}
    early = replace(LINE, to=date(2019, 12, 31))
    with pytest.raises(InvalidInput) as refused:
        await end_holding(EndHolding(LOOS, early), elected(LOOS), unit)
    assert [fault.reason for fault in refused.value.faults] == ["DATES_ORDER"]
    with pytest.raises(InvalidInput):
        await remove_holding(RemoveHolding(LOOS, LINE, ""), elected(LOOS), unit)


async def test_lines_may_overlap(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    later = replace(LINE, from_=date(2021, 1, 1))
    await recorded(unit, later)
    await recorded(unit, replace(LINE, body=CALL, mode=Mode.COMMUNITY_INTEREST))
    answer = await answer_who_holds(WhoHolds(LOOS, "1035"), Caller(), unit)
    assert len(answer.holdings) == 3
    assert answer.able == (LOOS, CALL)


async def test_an_import_writes_what_it_changed_into_the_history(unit: FakeTerritoryUnit) -> None:
    assert [change.act for change in await history(unit)] == [HoldingAct.IMPORTED] * 4
    await imported(unit, changed("register.csv", old="246200299,1035", new="246200299,6520"))
    newest, gone_or_new = (await history(unit))[:2]
    assert {newest.act, gone_or_new.act} == {HoldingAct.IMPORTED, HoldingAct.REMOVED}
    removed = next(each for each in (newest, gone_or_new) if each.act is HoldingAct.REMOVED)
    assert (removed.holding, removed.actor, removed.body) == (IMPORTED, "operator:test", "")
    assert removed.why == "Le dossier « petit » ne porte plus cette ligne."
    count = len(await history(unit))
    assert count == 4 + 2, "lines that stayed the same are no changes"
    await imported(unit, changed("register.csv", old="246200299,1035", new="246200299,6520"))
    assert len(await history(unit)) == count


async def test_an_import_leaves_alone_what_somebody_edited_here(unit: FakeTerritoryUnit) -> None:
    confirmed = replace(IMPORTED, text="déclarée", deliberation="2026-11-004")
    await recorded(unit, confirmed)
    await recorded(unit, LINE)
    gone = Holding(SYNDICATE, "6000", Mode.TRANSFERRED_TO_THIRD_BODY)
    await remove_holding(RemoveHolding(SYNDICATE, gone, "dissous"), elected(SYNDICATE), unit)

    report = await imported(unit, small_folder())

    assert (report.changed, report.edited_here) == ((), 2)
    lines = [line for lines in unit.register.kept.values() for line in lines]
    assert confirmed in lines
    assert LINE in lines
    assert IMPORTED not in lines
    assert not [line for line in lines if line.body == SYNDICATE]


async def test_who_held_what_is_asked_of_communes_and_known_competences(unit: FakeTerritoryUnit) -> None:
    answer = await answer_who_holds(WhoHolds(HENIN, "1035"), Caller(), unit)
    assert (answer.able, answer.on) == ((HENIN, CAHC), date(2026, 11, 23))
    with pytest.raises(NotFound):
        await answer_who_holds(WhoHolds("75056", "1035"), Caller(), unit)
    with pytest.raises(NotFound):
        await answer_who_holds(WhoHolds(HENIN, "9999"), Caller(), unit)
    with pytest.raises(InvalidInput) as refused:
        await answer_who_holds(WhoHolds(CAHC, "1035"), Caller(), unit)
    assert refused.value.reason == "NOT_A_COMMUNE"


async def test_the_history_is_paged_and_filtered(unit: FakeTerritoryUnit) -> None:
    await recorded(unit, LINE)
    first = await list_holding_changes(ListHoldingChanges(3), Caller(), unit)
    assert len(first.items) == 3
    assert first.after is not None
    rest = await list_holding_changes(ListHoldingChanges(3, int(first.after[0])), Caller(), unit)
    assert len(rest.items) == 2
    assert rest.after is None
    assert {change.holding.competence for change in await history(unit, competence="6520")} == {"6520"}
    with pytest.raises(NotFound):
        await list_holding_changes(ListHoldingChanges(3, body="75056"), Caller(), unit)
