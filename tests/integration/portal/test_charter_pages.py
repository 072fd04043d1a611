"""The charter: read, written, carried to the vote, compared."""

from __future__ import annotations

import pytest

from archipel.projects.v1.charters_pb2 import CharterState, ListChartersResponse
from archipel.projects.v1.simulations_pb2 import SimulationState
from chassis.domain import Fault, InvalidInput, Refused, Stale, msg
from chassis.errors import Unavailable
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import (
    ADOPTED,
    ID,
    SIMULATION_ID,
    elected_of,
    put_charter,
    value_of,
    without_spaces,
)
from tests.unit.portal.territory import CALL, POLE


async def test_everybody_reads_the_charter_in_force_with_its_figures_in_words(stage: Stage) -> None:
    put_charter(stage, samples.charter(ADOPTED, name="charters/founding", version="1"))
    page = await stage.browser().get("/chartes")
    words = without_spaces(page.text)
    for shown in ("15 %", "30 jours", "30 000 €", "TETE, ÉcoQuartier", "CGCT L5211-57", "Fixée par la loi"):
        assert shown in words
    assert "evidence.gain &gt;= parameter.mutualisation_gain" in page.text
    assert "Le gain prouvé atteint le seuil voté." in words
    assert stage.fake.calls("GetCharter")[0].request.name == "charters/in-force"
    assert "Écrire un brouillon" not in words


async def test_a_figure_stands_beside_the_rule_that_uses_it(stage: Stage) -> None:
    put_charter(stage, samples.charter(ADOPTED))
    page = (await stage.browser().get("/chartes")).text
    assert page.index("Gain de mutualisation") < page.index('id="R10"') < page.index("Délai pour répondre")
    assert page.index("Autres chiffres votés") < page.index("Labels nationaux")


async def test_where_no_charter_is_in_force_the_page_says_so(stage: Stage) -> None:
    stage.fake.answers["ListCharters"] = ListChartersResponse()
    page = await stage.browser().get("/chartes")
    assert page.status_code == 200
    assert "Aucune charte en vigueur" in page.text


@pytest.mark.parametrize(
    ("state", "role", "offered"),
    [
        ("DRAFT", "elected", {"simuler", "modifier", "retirer"}),
        ("DRAFT", "project_manager", {"simuler", "modifier"}),
        ("SIMULATED", "elected", {"simuler", "modifier", "vote", "retirer"}),
        ("SIMULATED", "project_manager", {"simuler", "modifier"}),
        ("PUT_TO_VOTE", "elected", {"adopter", "retirer"}),
        ("PUT_TO_VOTE", "project_manager", set()),
        ("ADOPTED", "elected", set()),
        ("SUPERSEDED", "elected", set()),
        ("WITHDRAWN", "elected", set()),
        ("DRAFT", "observer", set()),
    ],
)
async def test_acts_are_offered_where_state_and_role_allow(
    stage: Stage, state: str, role: str, offered: set[str]
) -> None:
    put_charter(stage, samples.charter(CharterState.Value(f"CHARTER_STATE_{state}")))
    browser = await stage.signed_in(f"{role}-pole", f"{POLE}/{role}")
    page = (await browser.get(f"/chartes/{ID}")).text
    acts = {"simuler", "modifier", "vote", "adopter", "retirer"}
    assert {act for act in acts if f'/chartes/{ID}/{act}"' in page} == offered


async def test_another_body_reads_a_draft_without_buttons(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    page = await (await elected_of(stage, CALL)).get(f"/chartes/{ID}")
    assert f"/chartes/{ID}/retirer" not in page.text


async def test_a_new_draft_begins_as_the_charter_in_force(stage: Stage) -> None:
    put_charter(stage, samples.charter(ADOPTED))
    page = await (await elected_of(stage)).get("/chartes/nouvelle")
    assert "mutualisation_gain: {value:" in page.text


async def test_a_pact_begins_with_its_frame_and_what_the_pole_lets_it_loosen(stage: Stage) -> None:
    put_charter(stage, samples.charter(ADOPTED))
    page = await (await elected_of(stage, CALL)).get("/chartes/nouvelle")
    assert "layer: agglomeration\nbody: &#34;246200364&#34;" in page.text
    words = without_spaces(page.text)
    assert "Gain de mutualisation mutualisation_gain (peut augmenter, jusqu’à 50 %)" in words
    assert "Délai pour répondre" not in words


async def test_a_draft_is_sent_as_it_was_typed(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["CreateCharter"] = samples.charter()
    pole = await elected_of(stage)
    typed = "\r\n  id: artois\r\n  rules: {}\r\n"
    answer = await pole.post("/chartes/nouvelle", data={"text": typed, "request_id": "r-1"})
    assert answer.headers["location"] == f"/chartes/{ID}"
    (asked,) = stage.fake.calls("CreateCharter")
    assert asked.request.text == "\n  id: artois\n  rules: {}\n"
    assert asked.request.body == f"territories/{POLE}"
    assert asked.request.request_id == "r-1"


async def test_faults_of_a_charter_keep_their_line_and_caret_and_the_text(stage: Stage) -> None:
    shown = msg("ligne 12 : evidence.gian n’existe pas\n  evidence.gian > 0.2\n           ^")
    stage.fake.answers["CreateCharter"] = InvalidInput(
        [
            Fault("rules.R4", "UNKNOWN_NAME", shown),
            Fault("parameters.consent_days", "BAD", msg("ligne 3 : …")),
        ]
    )
    pole = await elected_of(stage)
    answer = await pole.post("/chartes/nouvelle", data={"text": "id: <artois>", "request_id": "r-1"})
    assert answer.status_code == 400
    assert "  evidence.<mark>gian</mark> &gt; 0.2\n           ^</pre>" in answer.text
    assert "2 fautes" in without_spaces(answer.text)
    assert "id: &lt;artois&gt;</textarea>" in answer.text
    assert value_of(answer.text, "request_id") != "r-1"


async def test_an_empty_charter_is_told_without_asking_the_service(stage: Stage) -> None:
    answer = await (await elected_of(stage)).post("/chartes/nouvelle", data={"text": " \n"})
    assert answer.status_code == 400
    assert "Écrivez la charte" in answer.text
    assert stage.fake.calls("CreateCharter") == []


async def test_a_text_that_somebody_changed_meanwhile_is_kept_and_may_replace(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["UpdateCharter"] = Stale("STALE", msg("Changé."))
    pole = await elected_of(stage)
    sent = {"text": "id: artois # mine", "etag": '"0-0"', "request_id": "r-1"}
    answer = await pole.post(f"/chartes/{ID}/modifier", data=sent)
    assert answer.status_code == 409
    assert "id: artois # mine" in answer.text
    assert value_of(answer.text, "etag") == "&#34;1-1&#34;"


async def test_a_service_that_is_down_keeps_the_text_and_the_request(stage: Stage) -> None:
    stage.fake.answers["CreateCharter"] = Unavailable("AWAY", msg("Absent."))
    pole = await elected_of(stage)
    answer = await pole.post("/chartes/nouvelle", data={"text": "id: artois", "request_id": "r-1"})
    assert answer.status_code == 503
    assert "id: artois</textarea>" in answer.text
    assert value_of(answer.text, "request_id") == "r-1"


async def test_a_charter_under_vote_can_no_longer_be_written(stage: Stage) -> None:
    put_charter(stage, samples.charter(CharterState.CHARTER_STATE_PUT_TO_VOTE))
    answer = await (await elected_of(stage)).get(f"/chartes/{ID}/modifier")
    assert answer.headers["location"] == f"/chartes/{ID}"


async def test_simulating_leads_to_the_simulation(stage: Stage) -> None:
    stage.fake.answers["StartSimulation"] = samples.simulation(SimulationState.SIMULATION_STATE_RUNNING)
    answer = await (await elected_of(stage)).post(f"/chartes/{ID}/simuler", data={"request_id": "r"})
    assert answer.headers["location"] == f"/simulations/{SIMULATION_ID}"
    assert stage.fake.calls("StartSimulation")[0].request.charter == samples.CHARTER


async def test_an_adoption_names_its_deliberation_and_its_first_day(stage: Stage) -> None:
    put_charter(stage, samples.charter(CharterState.CHARTER_STATE_PUT_TO_VOTE))
    stage.fake.answers["AdoptCharter"] = samples.charter(ADOPTED)
    pole = await elected_of(stage)
    refused = await pole.post(f"/chartes/{ID}/adopter", data={"deliberation.reference": "2026-12-01"})
    assert refused.status_code == 400
    assert value_of(refused.text, "deliberation.reference") == "2026-12-01"
    assert stage.fake.calls("AdoptCharter") == []
    form = {
        "deliberation.date": "2026-12-01",
        "deliberation.reference": "2026-12-01",
        "in_force_from": "2027-01-01",
        "etag": "e",
    }
    answer = await pole.post(f"/chartes/{ID}/adopter", data=form)
    assert answer.headers["location"] == f"/chartes/{ID}"
    (asked,) = stage.fake.calls("AdoptCharter")
    assert asked.request.in_force_from == samples.day(2027)
    assert asked.request.etag == "e"


@pytest.mark.parametrize(("path", "method"), [("vote", "PutCharterToVote"), ("retirer", "WithdrawCharter")])
async def test_the_vote_and_the_withdrawal_carry_the_version_seen(
    stage: Stage, path: str, method: str
) -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers[method] = samples.charter()
    pole = await elected_of(stage)
    await pole.post(f"/chartes/{ID}/{path}", data={"etag": "e", "request_id": "r"})
    (asked,) = stage.fake.calls(method)
    assert (asked.request.name, asked.request.etag, asked.request.request_id) == (samples.CHARTER, "e", "r")


async def test_a_refused_vote_is_said_on_the_page_of_the_charter(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["PutCharterToVote"] = Refused("NOT_SIMULATED", msg("Simulez d’abord ce texte."))
    answer = await (await elected_of(stage)).post(f"/chartes/{ID}/vote", data={"etag": "e"})
    assert answer.status_code == 400
    assert "Simulez d’abord ce texte." in answer.text


async def test_two_versions_are_held_side_by_side_and_marked_in_words(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["CompareCharters"] = samples.comparison()
    page = await stage.browser().get(f"/chartes/{ID}/comparer?avec=founding")
    words = without_spaces(page.text)
    for shown in ("+ Ajouté", "− Supprimé", "Modifié", "(texte)", "15 %", "20 %"):
        assert shown in words
    assert "<del>sérieuse</del>" in page.text
    assert "<ins>écrite</ins>" in page.text
    (asked,) = stage.fake.calls("CompareCharters")
    assert (asked.request.name, asked.request.against) == (samples.CHARTER, "charters/founding")


async def test_the_text_of_a_charter_is_a_file(stage: Stage) -> None:
    put_charter(stage, samples.charter())
    answer = await stage.browser().get(f"/chartes/{ID}/texte")
    assert answer.text == samples.YAML
    assert answer.headers["content-disposition"] == 'attachment; filename="charte-artois-2.yaml"'
