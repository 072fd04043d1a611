"""Lending a role for an absence on the portal: the form, the lists, taking back and giving back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from archipel.identity.v1.delegations_pb2 import ListDelegatesResponse, ListDelegationsResponse
from archipel.identity.v1.identity_pb2 import (
    DELEGATION_STATE_GRANTED,
    DELEGATION_STATE_REVOKED,
    Delegation,
    DelegationState,
)
from archipel.projects.v1.people_pb2 import GetPeopleResponse, Person
from chassis.domain import Fault, Forbidden, InvalidInput, NotFound, Refused, SystemClock, msg, paris_day
from chassis.errors import Unavailable
from chassis.tables import lent_mandates
from chassis.wire import date_to_wire
from services.portal.storage import tables
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import elected_of, value_of, without_spaces
from tests.unit.portal.territory import CALL, LOOS

TODAY = paris_day(SystemClock().now())
ID = "01990000-0000-7000-8000-000000000001"
MAYOR, DEPUTY = f"elected-{LOOS}", "deputy"
NAMES = {MAYOR: "Claire Delattre", DEPUTY: "Inès Kaczmarek", "other": "Marc Wozniak"}


def lent(
    delegator: str = MAYOR,
    delegate: str = DEPUTY,
    first: int = 0,
    last: int = 3,
    state: DelegationState.ValueType = DELEGATION_STATE_GRANTED,
    **changes: Any,
) -> Delegation:
    """Days are counted from today."""
    usual = {
        "name": f"delegations/{ID}",
        "body": f"territories/{LOOS}",
        "role": "elected",
        "delegator": f"people/{delegator}",
        "delegate": f"people/{delegate}",
        "first_day": date_to_wire(TODAY + timedelta(days=first)),
        "last_day": date_to_wire(TODAY + timedelta(days=last)),
        "reason": "Congés, arrêté 2026-118",
        "state": state,
        "etag": '"1-1"',
    }
    return Delegation(**(usual | changes))


@pytest.fixture(autouse=True)
def known_people(stage: Stage) -> None:
    people = [Person(name=f"people/{person}", display_name=name) for person, name in NAMES.items()]
    stage.fake.answers["GetPeople"] = GetPeopleResponse(people=people)
    stage.fake.answers["ListDelegates"] = ListDelegatesResponse(people=[f"people/{DEPUTY}", "people/other"])


async def lent_to_the_deputy(stage: Stage) -> httpx.AsyncClient:
    """A browser of somebody who stands in for the mayor, and holds no role otherwise."""
    row = {
        "id": ID, "body": LOOS, "role": "elected", "delegator": MAYOR, "delegate": DEPUTY,
        "first_day": TODAY, "last_day": TODAY + timedelta(days=3),
    }  # fmt: skip
    async with stage.engine.begin() as connection:
        await connection.execute(insert(tables.metadata.tables[lent_mandates.name]), row)
    await stage.portal.standing.load()
    return await stage.signed_in(DEPUTY)


FORM = {
    "collectivite": LOOS,
    "request_id": "r-1",
    "role": "elected",
    "delegate": f"people/{DEPUTY}",
    "first_day": TODAY.isoformat(),
    "last_day": (TODAY + timedelta(days=9)).isoformat(),
    "reason": "Congés",
}
NEW = "/mon-espace/delegations/nouvelle"


async def test_the_form_offers_the_people_of_the_body_by_name_and_begins_today(stage: Stage) -> None:
    mayor = await elected_of(stage, LOOS)
    people = [Person(name=f"people/{each}", display_name=NAMES[each]) for each in ("other", DEPUTY)]
    stage.fake.answers["GetPeople"] = GetPeopleResponse(people=people)
    page = (await mayor.get(NEW)).text
    assert re.findall(r'<option value="people/[^"]+">([^<]+)</option>', page) == [
        "Inès Kaczmarek",
        "Marc Wozniak",
    ]
    assert value_of(page, "first_day") == TODAY.isoformat()
    assert value_of(page, "role") == "elected"
    (asked,) = stage.fake.calls("ListDelegates")
    assert asked.request.body == f"territories/{LOOS}"


async def test_a_role_is_lent_as_it_was_typed(stage: Stage) -> None:
    stage.fake.answers["CreateDelegation"] = lent()
    mayor = await elected_of(stage, LOOS)
    answer = await mayor.post(NEW, data=FORM)
    assert answer.headers["location"] == "/mon-espace/delegations"
    (asked,) = stage.fake.calls("CreateDelegation")
    request = asked.request
    assert (request.request_id, request.body, request.role) == ("r-1", f"territories/{LOOS}", "elected")
    assert request.delegate == f"people/{DEPUTY}"
    assert (request.first_day, request.reason) == (date_to_wire(TODAY), "Congés")
    assert "Votre rôle est confié" in (await mayor.get("/mon-espace/delegations")).text


async def test_what_is_missing_is_told_at_once_and_nothing_typed_is_lost(stage: Stage) -> None:
    wrong = {**FORM, "delegate": "", "first_day": "demain", "last_day": "", "reason": ""}
    answer = await (await elected_of(stage, LOOS)).post(NEW, data=wrong)
    assert answer.status_code == 400
    assert set(re.findall(r'href="#f-(\w+)"', answer.text)) == {
        "delegate",
        "first_day",
        "last_day",
        "reason",
    }
    assert value_of(answer.text, "first_day") == "demain"
    assert value_of(answer.text, "request_id") == "r-1"
    assert stage.fake.calls("CreateDelegation") == []


async def test_what_the_service_refuses_is_said_at_its_field_and_the_next_try_is_another_request(
    stage: Stage,
) -> None:
    text = msg("Une délégation dure {months} mois au plus.", months=6)
    stage.fake.answers["CreateDelegation"] = InvalidInput([Fault("last_day", "TOO_LONG", text)])
    mayor = await elected_of(stage, LOOS)
    answer = await mayor.post(NEW, data=FORM)
    assert answer.status_code == 400
    assert "6 mois au plus" in without_spaces(answer.text)
    assert 'href="#f-last_day"' in answer.text
    assert value_of(answer.text, "request_id") not in ("", "r-1")
    stage.fake.answers["CreateDelegation"] = Refused("DELEGATION_OVERLAPS", msg("Déjà confié ces jours-là."))
    answer = await mayor.post(NEW, data=FORM)
    assert "Déjà confié ces jours-là" in answer.text


async def test_while_the_service_is_away_the_same_request_may_be_sent_again(stage: Stage) -> None:
    away = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    stage.fake.answers["CreateDelegation"] = stage.fake.answers["ListDelegates"] = away
    answer = await (await elected_of(stage, LOOS)).post(NEW, data=FORM)
    assert answer.status_code == 503
    assert "attendez une minute" in answer.text
    assert value_of(answer.text, "request_id") == "r-1"
    assert f'value="people/{DEPUTY}" selected' in answer.text


async def test_a_form_of_another_body_than_one_acts_for_now_is_not_sent(stage: Stage) -> None:
    mayor = await stage.signed_in(f"elected-{LOOS}", f"{LOOS}/elected", f"{CALL}/elected")
    await mayor.post("/mon-espace/collectivite", data={"collectivite": CALL})
    answer = await mayor.post(NEW, data=FORM)
    assert answer.status_code == 409
    assert "une autre collectivité" in answer.text
    assert stage.fake.calls("CreateDelegation") == []


async def test_with_several_roles_one_chooses_which_to_lend(stage: Stage) -> None:
    mayor = await stage.signed_in(MAYOR, f"{LOOS}/elected", f"{LOOS}/pool_manager", f"{LOOS}/juror")
    page = (await mayor.get(NEW)).text
    assert re.findall(r'<option value="(\w+)">', page)[:2] == ["elected", "pool_manager"]
    assert 'value="juror"' not in page
    answer = await mayor.post(NEW, data={**FORM, "role": ""})
    assert 'href="#f-role"' in answer.text


async def test_where_nobody_else_signed_in_yet_the_page_says_what_to_do(stage: Stage) -> None:
    stage.fake.answers["ListDelegates"] = ListDelegatesResponse()
    page = (await (await elected_of(stage, LOOS)).get(NEW)).text
    assert "se connecter une fois" in page
    assert "<select" not in page


@pytest.mark.parametrize("mandates", [(), (f"{LOOS}/juror",)])
async def test_who_has_no_role_to_lend_is_told_why(stage: Stage, mandates: tuple[str, ...]) -> None:
    page = (await (await stage.signed_in("somebody", *mandates)).get(NEW)).text
    assert "On ne confie qu’un rôle que l’on tient soi-même" in page
    assert stage.fake.calls("ListDelegates") == []


async def test_a_lent_role_is_shown_as_such_and_is_not_lent_on(stage: Stage) -> None:
    stage.fake.answers["ListDelegations"] = ListDelegationsResponse(delegations=[lent()])
    deputy = await lent_to_the_deputy(stage)
    page = without_spaces((await deputy.get("/mon-espace")).text)
    assert "par délégation de Claire Delattre" in page
    assert "Déposer un projet" in page
    assert "tient soi-même" in (await deputy.get(NEW)).text


async def test_the_lists_tell_what_was_lent_received_and_by_others_and_what_is_over(stage: Stage) -> None:
    given = lent(name=f"delegations/{ID[:-1]}2", first=2)
    over = lent(name=f"delegations/{ID[:-1]}3", first=-9, last=-1)
    taken = lent(name=f"delegations/{ID[:-1]}4", state=DELEGATION_STATE_REVOKED)
    received = lent("other", MAYOR)
    of_others = lent("other", DEPUTY, name=f"delegations/{ID[:-1]}5")
    stage.fake.answers["ListDelegations"] = [
        ListDelegationsResponse(delegations=[taken, over, given, received]),
        ListDelegationsResponse(delegations=[of_others, received, given]),
    ]
    page = (await (await elected_of(stage, LOOS)).get("/mon-espace/delegations")).text
    gave, rest = page.split('id="recus"')
    got, others = rest.split('id="autres"')
    assert re.findall(r'badge \w+">([^<]+)<', gave) == ["à venir", "terminée", "retirée"]
    assert re.findall(r"/delegations/([^/]+)/fin", gave) == [f"{ID[:-1]}2"]
    assert "Marc Wozniak" in got
    assert re.findall(r"/delegations/([^/]+)/fin", got) == [ID]
    assert re.findall(r"/delegations/([^/]+)/fin", others) == [f"{ID[:-1]}5"]
    assert [asked.request.body for asked in stage.fake.calls("ListDelegations")] == [
        "",
        f"territories/{LOOS}",
    ]


async def test_who_is_not_elected_sees_what_others_lend_and_ends_nothing_of_it(stage: Stage) -> None:
    stage.fake.answers["ListDelegations"] = [
        ListDelegationsResponse(),
        ListDelegationsResponse(delegations=[lent()]),
    ]
    manager = await stage.signed_in("manager", f"{LOOS}/project_manager")
    page = (await manager.get("/mon-espace/delegations")).text
    assert "Inès Kaczmarek" in page
    assert "/fin" not in page


@pytest.mark.parametrize(
    ("subject", "word", "notice"),
    [(MAYOR, "Reprendre ce rôle", "repris"), (DEPUTY, "Rendre ce rôle", "rendu"), ("x", "Retirer", "repris")],
)
async def test_ending_one_is_confirmed_first(stage: Stage, subject: str, word: str, notice: str) -> None:
    stage.fake.answers["GetDelegation"] = lent()
    stage.fake.answers["RevokeDelegation"] = lent(state=DELEGATION_STATE_REVOKED)
    browser = await stage.signed_in(subject, f"{LOOS}/elected")
    address = f"/mon-espace/delegations/{ID}/fin"
    page = (await browser.get(address)).text
    assert word in page
    assert stage.fake.calls("RevokeDelegation") == []
    sent = {"request_id": value_of(page, "request_id"), "etag": lent().etag}
    answer = await browser.post(address, data=sent)
    assert answer.headers["location"] == "/mon-espace/delegations"
    (asked,) = stage.fake.calls("RevokeDelegation")
    assert (asked.request.name, asked.request.body) == (f"delegations/{ID}", f"territories/{LOOS}")
    assert (asked.request.etag, asked.request.request_id) == (sent["etag"], sent["request_id"])
    assert notice in (await browser.get("/mon-espace/delegations")).text


async def test_one_that_is_over_meanwhile_is_told_so_in_words(stage: Stage) -> None:
    stage.fake.answers["GetDelegation"] = [lent(), lent(state=DELEGATION_STATE_REVOKED)]
    stage.fake.answers["RevokeDelegation"] = Refused("STATE_FORBIDS", msg("Elle est déjà « retirée »."))
    mayor = await elected_of(stage, LOOS)
    answer = await mayor.post(f"/mon-espace/delegations/{ID}/fin", data={"request_id": "r", "etag": "x"})
    assert answer.status_code == 409
    assert "déjà" in answer.text
    assert "il n’y a rien à faire" in answer.text


async def test_one_that_is_hidden_unknown_or_malformed_is_no_page(stage: Stage) -> None:
    stage.fake.answers["GetDelegation"] = NotFound("NOT_FOUND", msg("Rien de tel ici."))
    mayor = await elected_of(stage, LOOS)
    for wrong in (ID, "vol", "..;x"):
        assert (await mayor.get(f"/mon-espace/delegations/{wrong}/fin")).status_code == 404


async def test_who_may_only_read_one_gets_no_button(stage: Stage) -> None:
    stage.fake.answers["GetDelegation"] = lent()
    manager = await stage.signed_in("manager", f"{LOOS}/project_manager")
    page = (await manager.get(f"/mon-espace/delegations/{ID}/fin")).text
    assert '<button class="button risky"' not in page
    stage.fake.answers["RevokeDelegation"] = Forbidden("ROLE_MISSING", msg("Il faut le rôle d’élu."))
    answer = await manager.post(f"/mon-espace/delegations/{ID}/fin", data={"request_id": "r"})
    assert answer.status_code == 403
    assert "Il faut le rôle d’élu" in answer.text


@pytest.mark.parametrize("path", ["", "/nouvelle", f"/{ID}/fin"])
async def test_without_signing_in_there_is_nothing_to_see(stage: Stage, path: str) -> None:
    answer = await stage.browser().get(f"/mon-espace/delegations{path}")
    assert answer.headers["location"].startswith("/connexion")
