"""Pages over fakes of the services: what is typed stays, what is refused is said where it is."""

from __future__ import annotations

import re

import httpx
import pytest
from google.protobuf.message import Message

from archipel.engineering.v1.engineering_pb2 import Agent, ListAgentsResponse, Reservation
from archipel.labels.v1.applications_pb2 import InterestStatement
from archipel.labels.v1.frameworks_pb2 import Committee, Criterion, Family, Framework
from archipel.projects.v1.project_facts_pb2 import Skill
from archipel.projects.v1.projects_pb2 import ProjectState
from chassis.domain import DomainError, Exhausted, Fault, Forbidden, InvalidInput, Refused, Stale, msg
from chassis.errors import Unavailable
from services.portal.storage import keep
from tests.integration.portal.conftest import Stage
from tests.integration.portal.samples import ID, application, day_request, euros, plan, project
from tests.unit.portal.territory import CALL, GRENAY, LOOS, POLE

DRAFT = ProjectState.PROJECT_STATE_DRAFT
FIVE = {
    "title": "Toiture solaire de l’église",
    "summary": "Produire de l’électricité.",
    "facts.competence": "1035 – Énergies renouvelables",
    "facts.cost": "100 000,50",
    "facts.works_area": "Loos-en-Gohelle (62528)",
}


def value_of(page: str, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


async def mayor_of(stage: Stage, body: str = LOOS) -> httpx.AsyncClient:
    return await stage.signed_in(f"elected-{body}", f"{body}/elected")


async def test_everybody_reads_the_home_page_and_it_is_light(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_project(connection, project(state=ProjectState.PROJECT_STATE_ACCEPTED), [])
    page = await stage.browser().get("/")
    assert "Toiture solaire" in page.text
    static = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    sizes = [len((await stage.browser().get(address)).content) for address in static]
    assert len(page.content) + sum(sizes) < 100_000


@pytest.mark.parametrize("path", ["/", "/collectivites", f"/collectivites/{LOOS}", "/ingenierie", "/labels"])
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_public_pages_need_no_sign_in_and_speak_both_languages(
    stage: Stage, path: str, language: str
) -> None:
    browser = stage.browser()
    await browser.post("/langue", data={"langue": language, "vers": path})
    page = await browser.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text


async def test_every_page_forbids_inline_scripts_and_frames(stage: Stage) -> None:
    policy = (await stage.browser().get("/")).headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_a_form_from_another_site_changes_nothing(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    answer = await mayor.post("/projets/nouveau", data=FIVE, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert stage.fake.calls("CreateProject") == []


async def test_a_form_that_is_too_large_is_refused(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    answer = await mayor.post("/projets/nouveau", data={**FIVE, "summary": "x" * 300_000})
    assert answer.status_code == 413


async def test_an_address_that_leads_nowhere_says_so(stage: Stage) -> None:
    for path in ("/nowhere", "/collectivites/99999", f"/projets/{ID}"):
        page = await stage.browser().get(path)
        assert page.status_code == 404
        assert "Cette page n’existe pas" in page.text


async def test_what_some_text_holds_is_never_markup(stage: Stage) -> None:
    made = project(state=ProjectState.PROJECT_STATE_ACCEPTED)
    made.title = "<script>alert(1)</script>"
    stage.fake.answers["GetProject"] = made
    page = await stage.browser().get(f"/projets/{ID}")
    assert "<script>alert" not in page.text


async def test_five_answers_make_a_draft(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers["CreateProject"] = project(state=DRAFT)
    answer = await mayor.post("/projets/nouveau", data={**FIVE, "action": "save"})
    assert answer.headers["location"] == f"/projets/{ID}"
    (asked,) = stage.fake.calls("CreateProject")
    assert asked.request.project.lead == f"territories/{LOOS}"
    assert asked.request.project.facts.cost.units == 100_000
    assert asked.metadata["authorization"].startswith("Bearer ")
    assert asked.has_deadline
    assert "traceparent" in asked.metadata


async def test_the_same_form_sent_twice_carries_the_same_request_id(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers["CreateProject"] = project(state=DRAFT)
    stage.fake.answers["SubmitProject"] = project()
    request_id = value_of((await mayor.get("/projets/nouveau")).text, "request_id")
    for _ in range(2):
        await mayor.post("/projets/nouveau", data={**FIVE, "action": "submit", "request_id": request_id})
    assert {asked.request.request_id for asked in stage.fake.calls("CreateProject")} == {request_id}
    assert len({asked.request.request_id for asked in stage.fake.calls("SubmitProject")}) == 1


async def test_bad_answers_come_back_as_typed_with_links_to_the_fields(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    typed = {**FIVE, "title": "", "facts.cost": "très cher", "facts.works_area": "Atlantis", "action": "save"}
    page = await mayor.post("/projets/nouveau", data=typed)
    assert page.status_code == 400
    for name in ("title", "facts.cost", "facts.works_area"):
        assert f'href="#f-{name}"' in page.text
        assert f'id="e-{name}"' in page.text
    assert value_of(page.text, "facts.cost") == "très cher"
    assert "Atlantis" in page.text
    assert "Produire de l’électricité." in page.text
    assert stage.fake.calls("CreateProject") == []


async def test_faults_of_the_service_point_at_the_same_fields(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers["CreateProject"] = InvalidInput(
        [
            Fault("project.title", "TOO_LONG", msg("Ce titre est trop long.")),
            Fault("project.facts.works_area[0]", "OUTSIDE_PERIMETER", msg("Hors de votre territoire.")),
        ]
    )
    page = await mayor.post("/projets/nouveau", data={**FIVE, "action": "save"})
    assert '<a href="#f-title">Ce titre est trop long.</a>' in page.text
    assert '<a href="#f-facts.works_area">Hors de votre territoire.</a>' in page.text
    assert 'aria-invalid="true"' in page.text


async def test_a_draft_that_somebody_else_changed_keeps_what_was_typed(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    current = project(state=DRAFT)
    current.etag = '"1-2"'
    stage.fake.answers["GetProject"] = current
    stage.fake.answers["UpdateProject"] = Stale("ETAG_STALE", msg("Relisez."))
    page = await mayor.post(
        f"/projets/{ID}/modifier", data={**FIVE, "action": "save", "etag": '"1-1"', "lead": LOOS}
    )
    assert page.status_code == 409
    assert "Quelqu’un a modifié ce brouillon entre-temps" in page.text
    assert value_of(page.text, "title") == FIVE["title"]
    assert value_of(page.text, "etag") == "&#34;1-2&#34;"


async def test_a_service_that_is_down_loses_nothing_typed(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers["CreateProject"] = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    page = await mayor.post("/projets/nouveau", data={**FIVE, "action": "save"})
    assert page.status_code == 503
    assert value_of(page.text, "title") == FIVE["title"]


async def test_the_preview_says_what_a_submission_would_give_and_records_nothing(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    page = await mayor.post("/projets/nouveau", data={**FIVE, "action": "preview"})
    assert "Si vous déposez ainsi…" in page.text
    assert "La commune garde son projet." in page.text
    assert {asked.method for asked in stage.fake.asked} >= {"EvaluateSubsidiarity"}
    assert stage.fake.calls("CreateProject") == []


async def test_more_rows_keep_the_answers(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    typed = {**FIVE, "participants": ["Grenay (62386)", "Hénin-Beaumont (62427)"], "action": "more"}
    page = await mayor.post("/projets/nouveau", data=typed)
    assert page.text.count('name="participants"') == 4
    assert value_of(page.text, "title") == FIVE["title"]


async def test_who_may_not_propose_is_told_why(stage: Stage) -> None:
    observer = await stage.signed_in("observer", f"{POLE}/observer")
    assert "il faut le rôle d’élu" in (await observer.get("/projets/nouveau")).text


async def test_the_owner_accepts_with_date_and_reference(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers |= {"GetProject": project(), "AcceptOwnership": project()}
    page = await mayor.post(f"/projets/{ID}/accepter", data={"deliberation.reference": "2026-11-042"})
    assert page.status_code == 400
    assert "Indiquez la date." in page.text
    assert value_of(page.text, "deliberation.reference") == "2026-11-042"
    done = await mayor.post(
        f"/projets/{ID}/accepter",
        data={"deliberation.reference": "2026-11-042", "deliberation.date": "2026-11-20", "etag": '"1-1"'},
    )
    assert done.status_code == 303
    (asked,) = stage.fake.calls("AcceptOwnership")
    assert asked.request.body == f"territories/{LOOS}"
    assert asked.request.deliberation.date.day == 20


async def test_an_invited_commune_confirms_for_itself(stage: Stage) -> None:
    mayor = await mayor_of(stage, GRENAY)
    stage.fake.answers["ConfirmParticipation"] = project()
    await mayor.post(f"/projets/{ID}/participer", data={"etag": '"1-1"'})
    assert stage.fake.calls("ConfirmParticipation")[0].request.body == f"territories/{GRENAY}"


async def test_a_refused_act_is_said_on_the_page_of_the_project(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers |= {
        "GetProject": project(),
        "WithdrawProject": Refused("STATE", msg("Ce projet est déjà accepté.")),
    }
    page = await mayor.post(f"/projets/{ID}/retirer", data={"etag": '"1-1"'})
    assert page.status_code == 400
    assert "Ce projet est déjà accepté." in page.text


async def test_buttons_are_offered_to_the_owner_and_not_to_a_neighbour(stage: Stage) -> None:
    stage.fake.answers["GetProject"] = project()
    path = f"/projets/{ID}"
    assert "Accepter la décision" in (await (await mayor_of(stage)).get(path)).text
    assert "Accepter la décision" not in (await (await mayor_of(stage, GRENAY)).get(path)).text
    assert "Accepter la décision" not in (await stage.browser().get(path)).text


async def test_an_overbooking_says_how_many_days_are_free(stage: Stage) -> None:
    manager = await stage.signed_in("manager", f"{CALL}/pool_manager")
    agent = Agent(
        name="agents/1", person="people/a", employer=f"territories/{CALL}", skills=[Skill.SKILL_ENGINEERING]
    )
    stage.fake.answers |= {
        "GetDayRequest": day_request(),
        "ListAgents": ListAgentsResponse(agents=[agent]),
        "ReserveDays": Exhausted("AGENT_OVERBOOKED", msg("Trop de jours."), free_days="7.5"),
    }
    typed = {"agent": "agents/1", "start_date": "2026-12-01", "end_date": "2026-12-31", "days": "30"}
    page = await manager.post(f"/ingenierie/demandes/{ID}/reserver", data=typed)
    assert page.status_code == 400
    assert "n’a plus que 7,5 jours libres" in page.text
    assert value_of(page.text, "days") == "30"
    stage.fake.answers["ReserveDays"] = Reservation()
    done = await manager.post(f"/ingenierie/demandes/{ID}/reserver", data={**typed, "days": "7,5"})
    assert done.status_code == 303
    assert stage.fake.calls("ReserveDays")[-1].request.days == "7.5"


async def test_lines_of_a_plan_are_checked_and_saved(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers |= {"GetPlan": plan(), "CheckPlan": plan(), "SetLines": plan()}
    typed = {"cost": "100 000", "lines[0].kind": "1", "lines[0].amount": "20 000", "etag": '"1-1"'}
    page = await mayor.post(f"/financement/{ID}", data={**typed, "action": "check"})
    assert "Avec ces lignes…" in page.text
    assert stage.fake.calls("SetLines") == []
    done = await mayor.post(f"/financement/{ID}", data={**typed, "action": "save"})
    assert done.status_code == 303
    assert stage.fake.calls("SetLines")[0].request.lines[0].amount == euros(20_000)


EMPTY_VOTES = {
    f"{who}_deliberation.{what}": "" for who in ("funder", "owner") for what in ("date", "reference")
}


async def test_the_officer_grants_with_both_deliberations(stage: Stage) -> None:
    officer = await stage.signed_in("officer", f"{CALL}/funding_officer")
    stage.fake.answers |= {"GetPlan": plan(), "GrantFondsDeConcours": plan()}
    page = await officer.post(f"/financement/{ID}/lignes/2/accorder", data={"amount": "40000", **EMPTY_VOTES})
    assert page.status_code == 400
    assert 'href="#f-grant-2funder_deliberation.date"' in page.text
    assert value_of(page.text, "amount") == "40000"
    votes = {
        f"{who}_deliberation.{what}": held
        for who in ("funder", "owner")
        for what, held in (("date", "2026-11-20"), ("reference", "R1"))
    }
    done = await officer.post(f"/financement/{ID}/lignes/2/accorder", data={"amount": "40000", **votes})
    assert done.status_code == 303
    (asked,) = stage.fake.calls("GrantFondsDeConcours")
    assert asked.request.body == f"territories/{CALL}"
    assert asked.request.owner_deliberation.reference == "R1"


def framework() -> Framework:
    return Framework(
        name="frameworks/euralens@2026",
        title="Label Euralens",
        scale_max=4,
        families=[
            Family(title="Transition", criteria=[Criterion(id="climate", title="Climat", weight="100")])
        ],
        committees=[Committee(id="final", title="Comité final", quorum=3, members=[f"territories/{POLE}"])],
    )


async def test_a_juror_declares_then_marks_each_criterion_with_a_reason(stage: Stage) -> None:
    juror = await stage.signed_in("juror-1", f"{POLE}/juror")
    made = application()
    made.framework = "frameworks/euralens@2026"
    made.applicable_criteria.append("climate")
    answers: dict[str, Message | DomainError] = {
        "GetApplication": made,
        "GetFramework": framework(),
        "MarkCriteria": made,
    }
    stage.fake.answers |= answers
    path = f"/labels/candidatures/{ID}"
    before = (await juror.get(path)).text
    assert "Avez-vous un conflit d’intérêts" in before
    assert "Noter les critères" not in before
    made.statements.append(InterestStatement(juror="people/juror-1", conflict=False))
    assert "Noter les critères" in (await juror.get(path)).text
    page = await juror.post(f"{path}/noter", data={"value.climate": "3"})
    assert "Dites pourquoi cette note" in page.text
    done = await juror.post(f"{path}/noter", data={"value.climate": "3", "reason.climate": "Solide."})
    assert done.status_code == 303
    (mark,) = stage.fake.calls("MarkCriteria")[0].request.marks
    assert (mark.criterion, mark.value, mark.reason) == ("climate", 3, "Solide.")


async def test_a_juror_with_a_conflict_does_not_mark(stage: Stage) -> None:
    juror = await stage.signed_in("juror-2", f"{POLE}/juror")
    made = application()
    made.statements.append(InterestStatement(juror="people/juror-2", conflict=True))
    stage.fake.answers |= {"GetApplication": made, "GetFramework": framework()}
    page = await juror.get(f"/labels/candidatures/{ID}")
    assert "vous ne notez pas cette candidature" in page.text
    assert "Noter les critères" not in page.text


async def test_a_role_that_is_missing_is_named(stage: Stage) -> None:
    mayor = await mayor_of(stage)
    stage.fake.answers["GetDayRequest"] = Forbidden("ROLE_MISSING", msg("Il faut le rôle « pool_manager »."))
    page = await mayor.get(f"/ingenierie/demandes/{ID}")
    assert page.status_code == 403
    assert "pool_manager" in page.text


async def test_health_says_whether_the_database_answers(stage: Stage) -> None:
    assert (await stage.browser().get("/healthz")).status_code == 200


async def test_static_files_are_kept_for_ever_and_nothing_else_is_served(stage: Stage) -> None:
    browser = stage.browser()
    assert "immutable" in (await browser.get("/static/htmx.min.js")).headers["cache-control"]
    assert (await browser.get("/static/..%2Fapp.py")).status_code == 400
    assert (await browser.get("/static/app.py")).status_code == 404
