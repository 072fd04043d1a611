"""Mes données: all that is kept about oneself, nothing silently left out; and how one's name is erased."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from sqlalchemy import select

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.privacy.v1.privacy_pb2 import ExportMyDataResponse, KeptRecord, PersonForgotten
from archipel.projects.v1.people_pb2 import GetPeopleResponse
from archipel.projects.v1.people_pb2 import Person as Named
from chassis.domain import NotFound, msg
from chassis.errors import Unavailable
from chassis.journal.writer import Act, Transaction
from chassis.readers.spec import Received
from services.portal.consumers import READERS
from services.portal.storage.tables import kept_forms, sessions
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import without_spaces
from tests.unit.portal.territory import LOOS

PAGE = "/mon-espace/mes-donnees"


@pytest.fixture
def me() -> str:
    """Somebody of whom the journal, which keeps everything, tells nothing from another test."""
    return f"maire-{uuid4()}"


def record(table: str, resource: str = "", **facts: Any) -> KeptRecord:
    told = Struct()
    told.update(facts)
    made = KeptRecord(table=table, resource=resource, body=f"territories/{LOOS}", facts=told)
    made.time.FromDatetime(datetime(2026, 11, 27, 8, 30, tzinfo=UTC))
    return made


def answers(*records: KeptRecord, token: str = "") -> ExportMyDataResponse:
    return ExportMyDataResponse(records=records, next_page_token=token)


async def mayor(stage: Stage, me: str) -> httpx.AsyncClient:
    return await stage.signed_in(me, f"{LOOS}/elected")


async def test_the_file_holds_what_every_service_and_the_portal_keep(stage: Stage, me: str) -> None:
    stage.fake.answers["ExportMyData"] = answers(record("people", "people/maire", display_name="Claire"))
    browser = await mayor(stage, me)
    answer = await browser.get(f"{PAGE}/fichier")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(
        r'attachment; filename="mes-donnees-\d{4}-\d{2}-\d{2}\.json"', answer.headers["content-disposition"]
    )
    told = answer.json()
    assert (told["person"], told["missing"]) == (f"people/{me}", [])
    assert set(told["services"]) == {"projects", "labels", "engineering", "funding", "portal"}
    assert told["services"]["labels"]["people"][0]["facts"] == {"display_name": "Claire"}
    (session,) = told["services"]["portal"]["sessions"]
    assert session["facts"]["mandates"] == [f"{LOOS}/elected"]
    # Each service is asked in the name of the person, who can name nobody else.
    asked = stage.fake.calls("ExportMyData")
    assert len(asked) == 4
    assert all(one.metadata["authorization"].startswith("Bearer ") for one in asked)


async def test_all_pages_of_a_service_are_read(stage: Stage, me: str) -> None:
    pages: list[Message] = [
        answers(record("journal", event="ProjectSubmitted"), token="more") for _ in range(4)
    ]
    pages += [answers(record("journal", event="OpinionGiven")) for _ in range(4)]
    stage.fake.answers["ExportMyData"] = pages
    told = (await (await mayor(stage, me)).get(f"{PAGE}/fichier")).json()["services"]
    assert sum(len(kept.get("journal", [])) for kept in told.values()) == 8


async def test_a_service_that_is_away_is_named_in_the_file_and_on_the_page(stage: Stage, me: str) -> None:
    stage.fake.answers["ExportMyData"] = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    browser = await mayor(stage, me)
    told = (await browser.get(f"{PAGE}/fichier")).json()
    assert {one["service"] for one in told["missing"]} == {"projects", "labels", "engineering", "funding"}
    assert all("ne répond pas" in one["why"] for one in told["missing"])
    page = without_spaces((await browser.get(f"{PAGE}/lire")).text)
    assert "Cette page n’est pas complète" in page
    assert "Il manque ce que gardent les labels." in page


async def test_a_page_says_in_words_what_the_file_holds(stage: Stage, me: str) -> None:
    away = {"end_date": "2026-12-24", "start_date": "2026-12-21"}
    stage.fake.answers["ExportMyData"] = answers(
        record("people", "people/maire", display_name="Claire Delattre", registered_by="oneself"),
        record("journal", "projects/0190", event="ProjectSubmitted", event_id="0191", by_oneself=True),
        record("agents", "agents/1", employer=LOOS, absences=[away]),
        record("requests", "", method="/x", answer="y"),
    )  # fmt: skip
    page = without_spaces((await (await mayor(stage, me)).get(f"{PAGE}/lire")).text)
    for words in (
        "Votre nom", "Claire Delattre", "vous-même", "Projet déposé, décision proposée",
        "27 novembre 2026 à 09:30", "Loos-en-Gohelle", "21 décembre 2026 · 24 décembre 2026", "4 éléments",
    ):  # fmt: skip
        assert words in page
    assert "0191" not in page


@pytest.mark.parametrize("page", ["", "/lire", "/fichier", "/effacer"])
async def test_who_is_not_signed_in_is_sent_to_sign_in(stage: Stage, page: str) -> None:
    answer = await stage.browser().get(f"{PAGE}{page}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion")
    assert stage.fake.calls("ExportMyData") == []


async def test_ones_page_leads_there(stage: Stage, me: str) -> None:
    assert f'href="{PAGE}"' in (await (await mayor(stage, me)).get("/mon-espace")).text
    assert f'href="{PAGE}"' in (await (await stage.signed_in("nobody")).get("/mon-espace")).text


async def test_nothing_is_erased_before_the_box_is_ticked(stage: Stage, me: str) -> None:
    stage.fake.answers["GetPeople"] = GetPeopleResponse(
        people=[Named(name=f"people/{me}", display_name="Claire Delattre")]
    )
    browser = await mayor(stage, me)
    page = without_spaces((await browser.get(f"{PAGE}/effacer")).text)
    for words in (
        "« Claire Delattre » sera effacé",
        "vos connexions",
        "n’est pas tenu ici",
        "doit rester vérifiable",
    ):
        assert words in page, page
    refused = await browser.post(f"{PAGE}/effacer", data={"request_id": "r"})
    assert refused.status_code == 400
    assert "Cochez cette case" in refused.text
    assert stage.fake.calls("ForgetPerson") == []


async def erased(browser: httpx.AsyncClient) -> httpx.Response:
    sent = {"request_id": "1b4e28ba-2fa1-11d2-883f-0016d3cca427", "understood": "1"}
    return await browser.post(f"{PAGE}/effacer", data=sent)


async def test_the_name_goes_and_every_session_of_the_person_with_it(stage: Stage, me: str) -> None:
    stage.fake.answers["ForgetPerson"] = Named(name=f"people/{me}", forgotten=True)
    here, elsewhere = await mayor(stage, me), await mayor(stage, me)
    neighbour = await stage.signed_in("voisin", f"{LOOS}/elected")
    answer = await erased(here)
    assert answer.status_code == 303
    (asked,) = stage.fake.calls("ForgetPerson")
    assert asked.request.name == f"people/{me}"
    assert [ended.person for ended in await stage.ends_told(person=me)] == [me]
    assert (await here.get(PAGE)).headers["location"].startswith("/connexion")
    assert (await elsewhere.get(PAGE)).status_code == 401
    assert (await neighbour.get(PAGE)).status_code == 200


async def test_who_never_had_a_name_closes_the_sessions_all_the_same(stage: Stage, me: str) -> None:
    stage.fake.answers["ForgetPerson"] = NotFound("NOT_FOUND", msg("Rien de tel ici."))
    assert (await erased(await mayor(stage, me))).status_code == 303
    assert await stage.ends_told(person=me)


async def test_while_names_cannot_be_erased_nobody_is_signed_out(stage: Stage, me: str) -> None:
    stage.fake.answers["ForgetPerson"] = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    browser = await mayor(stage, me)
    assert (await erased(browser)).status_code == 503
    assert await stage.ends_told(person=me) == []
    assert (await browser.get(PAGE)).status_code == 200


async def test_a_name_that_was_erased_elsewhere_leaves_no_session_and_no_form_behind(
    stage: Stage, me: str
) -> None:
    await mayor(stage, me)
    await stage.signed_in("voisin", f"{LOOS}/elected")
    async with stage.engine.begin() as connection:
        for number, person in enumerate((me, "voisin")):
            await connection.execute(
                kept_forms.insert().values(
                    id_hash=bytes([number]), person=person, path="/", sealed=b"x", forget_at=stage.clock.now()
                )
            )
        reader = next(spec for spec in READERS if spec.name == "forgotten-sessions")
        tx = Transaction(connection, Act("service:portal"), "test", "portal", stage.clock)
        event = PersonForgotten(person=f"people/{me}", for_good=True)
        await reader.handle(Received(Envelope(subject=f"people/{me}"), event), tx)
    async with stage.engine.connect() as connection:
        assert list(await connection.scalars(select(sessions.c.person))) == ["voisin"]
        assert list(await connection.scalars(select(kept_forms.c.person))) == ["voisin"]
