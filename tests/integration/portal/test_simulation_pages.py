"""A simulation while it runs, once it is done, and as sheets."""

from __future__ import annotations

import re

from archipel.projects.v1.simulations_pb2 import SimulationState
from chassis.domain import Fault, InvalidInput, msg
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import (
    SIMULATION_ID,
    elected_of,
    put_simulation,
    value_of,
    without_spaces,
)
from tests.unit.portal.territory import CALL, POLE


async def test_a_running_simulation_shows_its_progress_with_or_without_script(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_RUNNING)
    page = (await stage.browser().get(f"/simulations/{SIMULATION_ID}")).text
    assert "40 % des projets rejoués" in without_spaces(page)
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert stage.fake.calls("ListSimulationChanges") == []


async def test_a_finished_simulation_is_read_no_more_and_shows_what_moves(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE, token="next")
    page = (await stage.browser().get(f"/simulations/{SIMULATION_ID}")).text
    words = without_spaces(page)
    assert "hx-trigger" not in page
    for shown in ("G5", "3 projets touchés", "420,5", "+ 120,5", "+ 500 000 €", "− 40", "Personne"):
        assert shown in words, shown
    assert page.index("Commune ") < page.index("Agglomération ")
    assert "Loos-en-Gohelle : Co-porteur" in words
    assert "Grenay" not in words
    assert "?suite=next#projets" in page


async def test_a_failed_simulation_says_why_and_that_nothing_changed(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_FAILED)
    words = without_spaces((await stage.browser().get(f"/simulations/{SIMULATION_ID}")).text)
    assert "Le service a été arrêté pendant le calcul." in words
    assert "Rien n’a été changé." in words


async def test_the_changed_projects_are_a_sheet_that_carries_nothing_out(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE)
    answer = await stage.browser().get(f"/simulations/{SIMULATION_ID}/projets.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Projet;Adresse;Porteur avant;Porteur après")
    assert lines[1].startswith("'=cmd Cuisine commune;http://archipel.test/projets/1;Loos-en-Gohelle;Comm")
    assert ";Personne;Les habitants;" in lines[2]


async def test_a_sheet_goes_on_to_the_last_page(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE)
    pages = [samples.simulation_changes("next"), samples.simulation_changes()]
    stage.fake.answers["ListSimulationChanges"] = [*pages]
    answer = await stage.browser().get(f"/simulations/{SIMULATION_ID}/projets.csv")
    assert len(answer.text.splitlines()) == 5
    assert [asked.request.page_token for asked in stage.fake.calls("ListSimulationChanges")] == ["", "next"]


async def test_the_figures_of_every_body_are_a_sheet_with_decimal_commas(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE)
    answer = await stage.browser().get(f"/simulations/{SIMULATION_ID}/collectivites.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "62386;Grenay;10;10;50;50;0;0" in lines
    assert any(line.startswith(f"{CALL};") and ";300;420,5;" in line for line in lines)


async def test_another_register_or_other_free_days_are_tried_as_they_were_typed(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_RUNNING)
    stage.fake.answers["StartSimulation"] = samples.simulation(SimulationState.SIMULATION_STATE_RUNNING)
    pole = await elected_of(stage)
    page = (await pole.get("/simulations/nouvelle")).text
    assert f'<option value="{samples.CHARTER}">' in page
    assert "charters/founding" not in page
    form = {"charter": samples.CHARTER, "register": "body,competence\r\n1,2", "request_id": "r"}
    answer = await pole.post("/simulations/nouvelle", data=form)
    assert answer.headers["location"] == f"/simulations/{SIMULATION_ID}"
    request = stage.fake.calls("StartSimulation")[0].request
    assert (request.charter, request.register) == (samples.CHARTER, "body,competence\n1,2\n")
    assert request.body == f"territories/{POLE}"


async def test_trying_nothing_or_a_charter_of_others_is_told_without_asking(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_RUNNING)
    pole = await elected_of(stage)
    assert "au moins une chose" in (await pole.post("/simulations/nouvelle", data={"request_id": "r"})).text
    other = await pole.post("/simulations/nouvelle", data={"charter": "charters/founding"})
    assert other.status_code == 400
    assert stage.fake.calls("StartSimulation") == []


async def test_faults_of_a_register_to_try_are_said_at_its_text_which_stays(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_RUNNING)
    stage.fake.answers["StartSimulation"] = InvalidInput(
        [Fault("register.csv:3:mode", "BAD", msg("Mode inconnu.")), Fault("capacity.1", "BAD", msg("Qui ?"))]
    )
    form = {"register": "body;1", "capacities": "1: {}", "request_id": "r"}
    answer = await (await elected_of(stage)).post("/simulations/nouvelle", data=form)
    assert answer.status_code == 400
    assert set(re.findall(r'href="#f-(\w+)"', answer.text)) == {"register", "capacities"}
    assert "Ligne 3 : Mode inconnu." in without_spaces(answer.text)
    assert "body;1</textarea>" in answer.text
    assert value_of(answer.text, "request_id") != "r"
