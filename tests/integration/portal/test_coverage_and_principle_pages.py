"""Who is able everywhere, what experiences taught; and that all pages about rules are light."""

from __future__ import annotations

import re

import pytest

from archipel.projects.v1.learning_service_pb2 import ListExperiencesResponse
from archipel.projects.v1.ownership_pb2 import PrincipleState
from archipel.projects.v1.simulations_pb2 import SimulationState
from tests.integration.portal import rule_samples as samples
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import (
    ID,
    PRINCIPLE_ID,
    SIMULATION_ID,
    elected_of,
    put_principles,
    put_simulation,
    value_of,
    without_spaces,
)
from tests.unit.portal.territory import CALL, LOOS, POLE


async def test_the_matrix_names_who_is_able_and_puts_alarms_first(stage: Stage) -> None:
    stage.fake.answers["GetCoverage"] = samples.coverage()
    page = (await stage.browser().get("/couverture")).text
    words = without_spaces(page)
    assert "2 compétences en alarme" not in words
    assert "Une compétence en alarme" in words
    assert "Personne : CALL (Grenay)" in words
    assert "Partage non déclaré : CAHC" in words
    assert page.index("en alarme") < page.index('id="fam10"') < page.index('id="fam65"')
    assert "la commune partout" in words
    assert "CALL Loos-en-Gohelle" in words


async def test_the_matrix_may_show_one_body_or_alarms_alone(stage: Stage) -> None:
    stage.fake.answers["GetCoverage"] = samples.coverage()
    asked = {"collectivite": "CALL", "montrer": "alarmes", "jour": "2026-01-01"}
    page = (await stage.browser().get("/couverture", params=asked)).text
    assert 'id="fam10"' not in page
    assert 'id="fam65"' in page
    request = stage.fake.calls("GetCoverage")[0].request
    assert (request.body, request.on) == (f"territories/{CALL}", samples.day(2026))


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
