"""Charters, register, coverage, simulations, principles: what people read, and what they send."""

from __future__ import annotations

import re

import httpx
import pytest

from archipel.projects.v1.charters_pb2 import Charter, CharterState, ListChartersResponse
from archipel.projects.v1.learning_service_pb2 import ListExperiencesResponse, ListPrinciplesResponse
from archipel.projects.v1.ownership_pb2 import PrincipleState
from archipel.projects.v1.register_pb2 import CoverageKind, ListHoldingChangesResponse
from archipel.projects.v1.simulations_pb2 import SimulationState
from archipel.projects.v1.territories_pb2 import ListHoldingsResponse
from chassis.domain import Fault, InvalidInput, Refused, Stale, msg
from chassis.errors import Unavailable
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.unit.portal.territory import CALL, LOOS, POLE

ADOPTED = CharterState.CHARTER_STATE_ADOPTED
ID = samples.CHARTER.partition("/")[2]
SIMULATION_ID = samples.SIMULATION.partition("/")[2]
PRINCIPLE_ID = samples.PRINCIPLE.partition("/")[2]


async def elected_of(stage: Stage, body: str = POLE) -> httpx.AsyncClient:
    return await stage.signed_in(f"elected-{body}", f"{body}/elected")


def put_charter(stage: Stage, charter: Charter) -> None:
    stage.fake.answers["GetCharter"] = charter
    stage.fake.answers["ListCharters"] = ListChartersResponse(
        charters=[charter, samples.charter(ADOPTED, name="charters/founding", version="1")]
    )


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def without_spaces(text: str) -> str:
    """The page's words, whatever space stands between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u202f", " ").split())


# Charters


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
    shown = msg("ligne 12 : evidence.gian n’existe pas\n  evidence.gian > 0.2\n           ^\nConnus : gain")
    stage.fake.answers["CreateCharter"] = InvalidInput(
        [
            Fault("rules.R4", "UNKNOWN_NAME", shown),
            Fault("parameters.consent_days", "BAD", msg("ligne 3 : …")),
        ]
    )
    pole = await elected_of(stage)
    answer = await pole.post("/chartes/nouvelle", data={"text": "id: <artois>", "request_id": "r-1"})
    assert answer.status_code == 400
    assert "  evidence.gian &gt; 0.2\n           ^\n" in answer.text
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
    for shown in ("+ Ajouté", "− Supprimé", "≠ Modifié", "15 %", "20 %"):
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


# Simulations


def put_simulation(stage: Stage, state: SimulationState.ValueType, token: str = "") -> None:
    put_charter(stage, samples.charter())
    stage.fake.answers["GetSimulation"] = samples.simulation(state)
    stage.fake.answers["ListSimulationChanges"] = samples.simulation_changes(token)


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
    assert "Loos-en-Gohelle : co-porteur" in words
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


async def test_the_figures_of_every_body_are_a_sheet_with_decimal_commas(stage: Stage) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE)
    answer = await stage.browser().get(f"/simulations/{SIMULATION_ID}/collectivites.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "62386;Grenay;10;10;50;50;0;0" in lines
    assert any(line.startswith(f"{CALL};") and ";300;420,5;" in line for line in lines)


# Register


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


# Coverage


async def test_the_matrix_names_who_is_able_and_puts_alarms_first(stage: Stage) -> None:
    stage.fake.answers["GetCoverage"] = samples.coverage()
    page = (await stage.browser().get("/couverture")).text
    words = without_spaces(page)
    assert "2 compétences en alarme" not in words
    assert "Une compétence en alarme" in words
    assert "Personne : CALL (Grenay)" in words
    assert "Partage non déclaré : CAHC" in words
    assert page.index("en alarme") < page.index('id="fam10"') < page.index('id="fam65"')
    assert "commune partout" in words
    assert "CALL Loos-en-Gohelle" in words


async def test_the_matrix_may_show_one_body_or_alarms_alone(stage: Stage) -> None:
    stage.fake.answers["GetCoverage"] = samples.coverage()
    asked = {"collectivite": "CALL", "montrer": "alarmes", "jour": "2026-01-01"}
    page = (await stage.browser().get("/couverture", params=asked)).text
    assert 'id="fam10"' not in page
    assert 'id="fam65"' in page
    request = stage.fake.calls("GetCoverage")[0].request
    assert (request.body, request.on) == (f"territories/{CALL}", samples.day(2026))


# Principles


def put_principles(stage: Stage, *states: PrincipleState.ValueType) -> None:
    stage.fake.answers["ListPrinciples"] = ListPrinciplesResponse(
        principles=[samples.principle(state) for state in states]
    )


PROPOSED = PrincipleState.PRINCIPLE_STATE_PROPOSED


async def test_everybody_reads_principles_and_that_they_bind_nobody(stage: Stage) -> None:
    put_principles(stage, PROPOSED)
    words = without_spaces((await stage.browser().get("/principes")).text)
    assert "Un principe n’oblige personne" in words
    assert "Tiré de 3 expériences" in words
    assert "Un projet que vous ne pouvez pas lire" in words
    assert "Enregistrer l’adoption" not in words


async def test_a_principle_is_drawn_from_three_experiences_at_least(stage: Stage) -> None:
    experiences = [samples.experience(number) for number in range(3)]
    stage.fake.answers["ListExperiences"] = ListExperiencesResponse(projects=experiences)
    stage.fake.answers["ProposePrinciple"] = samples.principle()
    pole = await elected_of(stage)
    page = await pole.get("/principes/proposer", params={"competence": "6520"})
    assert "Un référent par rue change tout." in page.text
    form = {"competence": "6520", "title": "Collecte", "text": "À dix minutes."}
    names = [experience.name for experience in experiences]
    few = await pole.post("/principes/proposer", data={**form, "projects": names[:2]})
    assert few.status_code == 400
    assert few.text.count(" checked") == 2
    assert stage.fake.calls("ProposePrinciple") == []
    await pole.post("/principes/proposer", data={**form, "projects": names})
    (asked,) = stage.fake.calls("ProposePrinciple")
    assert list(asked.request.projects) == names
    assert asked.request.body == f"territories/{POLE}"


async def test_a_commune_is_told_who_proposes_principles(stage: Stage) -> None:
    page = await (await elected_of(stage, LOOS)).get("/principes/proposer")
    assert "au nom d’une agglomération ou du pôle" in page.text


async def test_a_principle_is_adopted_by_a_deliberation_of_its_body(stage: Stage) -> None:
    put_principles(stage, PROPOSED)
    stage.fake.answers["AdoptPrinciple"] = samples.principle(PrincipleState.PRINCIPLE_STATE_ADOPTED)
    pole = await elected_of(stage)
    address = f"/principes/{PRINCIPLE_ID}/adopter"
    missing = await pole.post(address, data={"deliberation.reference": "2026-4", "etag": "e"})
    assert missing.status_code == 400
    assert value_of(missing.text, "deliberation.reference") == "2026-4"
    form = {"deliberation.reference": "2026-4", "deliberation.date": "2026-11-01", "etag": "e"}
    await pole.post(address, data=form)
    (asked,) = stage.fake.calls("AdoptPrinciple")
    assert asked.request.name == samples.PRINCIPLE
    assert asked.request.deliberation.date == samples.day(2026, 11, 1)


async def test_a_principle_is_withdrawn_by_its_body(stage: Stage) -> None:
    stage.fake.answers["WithdrawPrinciple"] = samples.principle()
    pole = await elected_of(stage)
    answer = await pole.post(f"/principes/{PRINCIPLE_ID}/retirer", data={"etag": "e", "request_id": "r"})
    assert answer.headers["location"] == "/principes"
    assert stage.fake.calls("WithdrawPrinciple")[0].request.etag == "e"


# All of them


@pytest.mark.parametrize(
    "path", ["/chartes", f"/chartes/{ID}", f"/simulations/{SIMULATION_ID}", "/registre", "/principes"]
)
async def test_pages_about_rules_are_light(stage: Stage, path: str) -> None:
    put_simulation(stage, SimulationState.SIMULATION_STATE_DONE)
    put_principles(stage, PROPOSED)
    browser = stage.browser()
    page = await browser.get(path)
    assert page.status_code == 200
    static = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    sizes = [len((await browser.get(address)).content) for address in static]
    assert len(page.content) + sum(sizes) < 100_000
