"""The register: asked, corrected, ended, with its history."""

from __future__ import annotations

import re

import pytest

from archipel.projects.v1.register_pb2 import CoverageKind, ListHoldingChangesResponse
from archipel.projects.v1.territories_pb2 import ListHoldingsResponse
from chassis.domain import Fault, InvalidInput, msg
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import (
    elected_of,
    value_of,
    without_spaces,
)
from tests.unit.portal.territory import CALL, LOOS, POLE


async def test_the_register_answers_in_a_sentence_and_shows_its_lines(stage: Stage) -> None:
    stage.fake.answers["WhoHolds"] = samples.who_holds()
    asked = {"commune": "Loos-en-Gohelle (62528)", "competence": "6520", "jour": "2019-03-01"}
    page = await stage.browser().get("/registre", params=asked)
    words = without_spaces(page.text)
    assert "Au 1er mars 2019, la commune et la CALL pouvaient agir" in words
    assert "2017-09 du 12 septembre 2017" in words
    assert "depuis le 12 septembre 2017" in words
    request = stage.fake.calls("WhoHolds")[0].request
    assert (request.commune, request.competence) == (f"territories/{LOOS}", "6520")
    assert request.on == samples.day(2019, 3, 1)
    assert 'class="alarm"' not in page.text


async def test_a_competence_that_nobody_holds_is_an_alarm(stage: Stage) -> None:
    stage.fake.answers["WhoHolds"] = samples.who_holds(CoverageKind.COVERAGE_KIND_NOBODY)
    page = await stage.browser().get("/registre", params={"commune": LOOS, "competence": "6520"})
    assert 'class="alarm"' in page.text
    assert "il faut un transfert" in page.text


async def test_a_question_that_names_nothing_known_keeps_what_was_typed(stage: Stage) -> None:
    page = await stage.browser().get("/registre", params={"commune": "Atlantide", "competence": "vol"})
    assert page.status_code == 400
    assert value_of(page.text, "commune") == "Atlantide"
    assert "Choisissez une commune" in page.text
    assert "Choisissez une compétence" in page.text
    assert stage.fake.calls("WhoHolds") == []


@pytest.mark.parametrize(("body", "offered"), [(CALL, True), (POLE, True), (LOOS, False)])
async def test_a_line_is_changed_by_its_holder_and_by_those_above(
    stage: Stage, body: str, offered: bool
) -> None:
    stage.fake.answers["ListHoldings"] = ListHoldingsResponse(holdings=[samples.holding()])
    page = await (await elected_of(stage, body)).get("/registre", params={"collectivite": CALL})
    assert ("/registre/terminer?" in page.text) is offered


async def test_the_lines_of_a_body_are_those_of_the_day_asked_about(stage: Stage) -> None:
    stage.fake.answers["ListHoldings"] = ListHoldingsResponse(
        holdings=[samples.holding()], next_page_token="next"
    )
    asked = {"collectivite": "CALL", "jour": "2027-01-01"}
    page = (await stage.browser().get("/registre", params=asked)).text
    request = stage.fake.calls("ListHoldings")[0].request
    assert (request.body, request.on) == (f"territories/{CALL}", samples.day(2027))
    assert "6520" in without_spaces(page)
    assert f"?collectivite={CALL}&amp;jour=2027-01-01&amp;suite=next" in page


LINE = {
    "body": f"CALL ({CALL})",
    "competence": "6520",
    "mode": "2",
    "from": "2026-01-01",
    "to": "",
    "text": "OPAH",
    "deliberation": "2025-12",
    "financial_tools": "1",
    "request_id": "r-1",
}


async def test_a_line_is_recorded_as_it_was_typed(stage: Stage) -> None:
    stage.fake.answers["RecordHolding"] = samples.holding()
    answer = await (await elected_of(stage, CALL)).post("/registre/ligne", data=LINE)
    assert answer.headers["location"] == f"/registre?collectivite={CALL}"
    request = stage.fake.calls("RecordHolding")[0].request
    assert request.body == request.holding.body == f"territories/{CALL}"
    assert (request.holding.competence, request.holding.mode) == ("6520", 2)
    assert request.holding.financial_tools
    assert not request.holding.HasField("to")


async def test_faults_of_a_line_are_told_together_and_nothing_is_lost(stage: Stage) -> None:
    wrong = {**LINE, "competence": "vol", "mode": "", "to": "2025-01-01", "body": "Nulle part"}
    answer = await (await elected_of(stage, CALL)).post("/registre/ligne", data=wrong)
    assert answer.status_code == 400
    assert set(re.findall(r'href="#f-(\w+)"', answer.text)) == {"body", "competence", "mode", "to"}
    assert value_of(answer.text, "competence") == "vol"
    assert stage.fake.calls("RecordHolding") == []


async def test_what_the_service_refuses_of_a_line_is_said_at_its_field(stage: Stage) -> None:
    stage.fake.answers["RecordHolding"] = InvalidInput(
        [Fault("holding.from", "BAD", msg("Le premier jour manque."))]
    )
    answer = await (await elected_of(stage, CALL)).post("/registre/ligne", data=LINE)
    assert answer.status_code == 400
    assert 'href="#f-from"' in answer.text
    assert value_of(answer.text, "request_id") != "r-1"


IDENTITY = {"body": CALL, "competence": "6520", "mode": "2", "from": "2017-09-12"}


async def test_a_line_gets_its_last_day_and_the_vote_that_ends_it(stage: Stage) -> None:
    stage.fake.answers["ListHoldings"] = ListHoldingsResponse(holdings=[samples.holding()])
    stage.fake.answers["EndHolding"] = samples.holding()
    browser = await elected_of(stage, CALL)
    page = await browser.get("/registre/terminer", params=IDENTITY)
    assert "OPAH" not in value_of(page.text, "deliberation")
    missing = await browser.post("/registre/terminer", data=IDENTITY)
    assert missing.status_code == 400
    done = {**IDENTITY, "to": "2026-12-31", "deliberation": "2026-12"}
    await browser.post("/registre/terminer", data=done)
    (asked,) = stage.fake.calls("EndHolding")
    assert asked.request.holding.to == samples.day(2026, 12, 31)
    assert asked.request.holding.deliberation == "2026-12"
    assert stage.fake.calls("ListHoldings")[0].request.on == samples.day(2017, 9, 12)


async def test_a_line_is_taken_out_with_a_reason_only(stage: Stage) -> None:
    stage.fake.answers["ListHoldings"] = ListHoldingsResponse(holdings=[samples.holding()])
    stage.fake.answers["RemoveHolding"] = samples.holding()
    browser = await elected_of(stage, CALL)
    missing = await browser.post("/registre/retirer", data=IDENTITY)
    assert "Dites pourquoi" in missing.text
    await browser.post("/registre/retirer", data={**IDENTITY, "why": "Erreur de saisie"})
    (asked,) = stage.fake.calls("RemoveHolding")
    assert asked.request.why == "Erreur de saisie"
    assert asked.request.holding == samples.holding()


async def test_a_line_that_no_longer_stands_leads_back_to_the_register(stage: Stage) -> None:
    stage.fake.answers["ListHoldings"] = ListHoldingsResponse()
    answer = await (await elected_of(stage, CALL)).get("/registre/terminer", params=IDENTITY)
    assert answer.headers["location"] == "/registre"


async def test_the_history_of_the_register_says_what_stood_before_and_why(stage: Stage) -> None:
    stage.fake.answers["ListHoldingChanges"] = ListHoldingChangesResponse(
        changes=[samples.holding_change()], next_page_token="next"
    )
    page = (await stage.browser().get("/registre/historique", params={"collectivite": CALL})).text
    words = without_spaces(page)
    assert "Fin donnée à une ligne" in words
    assert "Pourquoi : Dissolution" in words
    assert "jusqu’au 31 décembre 2026" in words or "au 31 décembre 2026" in words
    assert f"suite=next&amp;collectivite={CALL}" in page


async def test_the_register_in_force_is_a_file_that_a_simulation_reads(stage: Stage) -> None:
    first = ListHoldingsResponse(holdings=[samples.holding()], next_page_token="next")
    last = ListHoldingsResponse(holdings=[samples.holding(competence="6505", financial_tools=False)])
    stage.fake.answers["ListHoldings"] = [first, last]
    answer = await stage.browser().get("/registre/registre.csv")
    assert len(answer.text.splitlines()) == 3
    assert answer.text.splitlines()[:2] == [
        "body,competence,mode,from,to,text,deliberation,financial_tools",
        f"{CALL},6520,community_interest,2017-09-12,,OPAH du bassin,2017-09 du 12 septembre 2017,yes",
    ]
