"""The page of a project while bodies agree or object: the picture, who still has to say what, the forms."""

from __future__ import annotations

import re

import httpx
import pytest

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1.projects_pb2 import Project, ProjectState
from chassis.domain import Fault, InvalidInput, Refused, Stale, msg
from chassis.errors import Unavailable
from services.portal.storage import keep
from tests.integration.portal import decided
from tests.integration.portal.conftest import Stage
from tests.integration.portal.samples import ID, project
from tests.unit.portal.territory import CALL, GRENAY, LOOS

PAGE = f"/projets/{ID}"
UNFAVOURABLE = consent_pb2.OPINION_VALUE_UNFAVOURABLE
VOTE = {"deliberation.date": "2026-11-20", "deliberation.reference": "2026-11-042"}
CARRIED = {"etag": '"1-1"', "request_id": "01900000-0000-4000-8000-000000000001"}


def flat(page: httpx.Response) -> str:
    """The words of a page, as they are read: without markup, spaces all alike."""
    words = re.sub(r"<[^>]+>", " ", page.text.replace("&#39;", "’"))
    return " ".join(words.replace("\u00a0", " ").split())


async def at(stage: Stage, made: Project, body: str = LOOS, role: str = "elected") -> httpx.AsyncClient:
    """Somebody before the page of the project."""
    stage.fake.answers["GetProject"] = made
    return await stage.signed_in(f"{role}-{body}", f"{body}/{role}")


async def test_the_decision_is_a_picture_and_the_same_in_words(stage: Stage) -> None:
    page = await (await at(stage, decided.proposed())).get(PAGE)
    assert page.text.count('<svg class="levels-') == 2
    picture = page.text[page.text.index('class="levels"') : page.text.index('class="facts roles"')]
    listed = page.text[page.text.index('class="facts roles"') :]
    for words in ("Loos-en-Gohelle", "Appui en ingénierie", "Cofinanceur", "Labellisateur"):
        assert words in picture
        assert words in listed
    assert "style=" not in page.text


async def test_the_page_says_why_and_what_would_change_it(stage: Stage) -> None:
    read = flat(await (await at(stage, decided.proposed())).get(PAGE))
    for words in (
        "La commune porte le projet",
        "CGCT, art. L2121-29",
        "Rien ne dépasse une agglomération.",
        "un gain d’au moins 15 % en faisant ensemble. Porteur : CALL",
        "calendrier des 30 jours",
    ):
        assert words in read
    assert "Aucune preuve d’échelle." not in read


async def test_who_still_has_to_speak_is_said_with_the_day_and_what_silence_means(stage: Stage) -> None:
    read = flat(await stage_browser(stage, decided.proposed()).get(PAGE))
    assert "Donner son accord, ou contester jusqu’au 26 décembre 2026" in read
    assert "Sans réponse, le silence vaut accord." in read
    awaited = consent_pb2.OPINION_VALUE_AWAITED
    read = flat(await stage_browser(stage, decided.touching_one_commune(awaited)).get(PAGE))
    assert "l’avis est réputé favorable" in read
    assert "deux tiers du conseil" in read


def stage_browser(stage: Stage, made: Project) -> httpx.AsyncClient:
    stage.fake.answers["GetProject"] = made
    return stage.browser()


async def test_past_decisions_and_answers_to_contests_stay_readable(stage: Stage) -> None:
    made = decided.in_conciliation()
    made.state = ProjectState.PROJECT_STATE_PROPOSED
    made.past_decisions.append(decided.decision(CALL))
    made.decision.number = 2
    made.contests[0].answer.upheld = True
    made.contests[0].answer.text = "Le périmètre est élargi."
    made.conciliations[0].close_time.CopyFrom(made.conciliations[0].open_time)
    read = flat(await stage_browser(stage, made).get(PAGE))
    assert "(n° 2)" in read
    assert "N° 1, du 26 novembre 2026" in read
    assert "Contestation fondée Le périmètre est élargi." in read
    assert "Conférence des maires (CALL) a conclu" in read


async def test_the_owner_accepts_with_what_it_wants_to_reach(stage: Stage) -> None:
    mayor = await at(stage, decided.proposed())
    stage.fake.answers["AcceptOwnership"] = decided.accepted()
    typed = {**VOTE, **CARRIED, "expected_results": "Cent logements isolés."}
    assert (await mayor.post(f"{PAGE}/accepter", data=typed)).status_code == 303
    (asked,) = stage.fake.calls("AcceptOwnership")
    assert asked.request.expected_results == "Cent logements isolés."
    assert (asked.request.etag, asked.request.request_id) == (CARRIED["etag"], CARRIED["request_id"])


async def test_votes_are_asked_for_against_an_unfavourable_opinion_alone(stage: Stage) -> None:
    president = await at(stage, decided.touching_one_commune(consent_pb2.OPINION_VALUE_AWAITED), CALL)
    assert "Voix pour" not in (await president.get(PAGE)).text
    stage.fake.answers["GetProject"] = decided.touching_one_commune(UNFAVOURABLE)
    assert "Voix pour" in (await president.get(PAGE)).text
    votes = {"deliberation.votes_for": "beaucoup", "deliberation.votes_cast": "60"}
    page = await president.post(f"{PAGE}/accepter", data={**VOTE, **votes})
    assert page.status_code == 400
    assert "« beaucoup » n’est pas un nombre" in flat(page)
    assert 'value="beaucoup"' in page.text
    stage.fake.answers["AcceptOwnership"] = decided.accepted(CALL)
    await president.post(f"{PAGE}/accepter", data={**VOTE, **votes, "deliberation.votes_for": "41"})
    vote = stage.fake.calls("AcceptOwnership")[0].request.deliberation
    assert (vote.votes_for, vote.votes_cast) == (41, 60)


async def test_a_body_with_a_role_consents_with_one_button(stage: Stage) -> None:
    president = await at(stage, decided.proposed(), CALL)
    page = await president.get(PAGE)
    assert "jusqu’au 26 décembre 2026, sinon le silence vaut accord" in flat(page)
    stage.fake.answers["GiveOpinion"] = decided.proposed()
    await president.post(f"{PAGE}/avis", data={"value": "2", "text": "Volontiers.", **CARRIED})
    (asked,) = stage.fake.calls("GiveOpinion")
    assert (asked.request.body, asked.request.value) == (f"territories/{CALL}", 2)
    assert asked.request.text == "Volontiers."
    assert not asked.request.HasField("deliberation")


async def test_a_council_may_say_no_with_its_vote_and_must_say_something(stage: Stage) -> None:
    mayor = await at(stage, decided.touching_one_commune(consent_pb2.OPINION_VALUE_AWAITED))
    page = await mayor.post(f"{PAGE}/avis", data={"text": "Trop cher."})
    assert page.status_code == 400
    assert 'href="#f-opinion-value"' in page.text
    assert "Trop cher." in page.text
    stage.fake.answers["GiveOpinion"] = decided.touching_one_commune(UNFAVOURABLE)
    await mayor.post(f"{PAGE}/avis", data={"value": "3", "text": "Trop cher.", **VOTE})
    (asked,) = stage.fake.calls("GiveOpinion")
    assert (asked.request.value, asked.request.deliberation.reference) == (3, "2026-11-042")


async def test_a_contest_names_its_documents_one_a_line(stage: Stage) -> None:
    mayor = await at(stage, decided.proposed(), GRENAY)
    stage.fake.answers["ContestDecision"] = decided.contested()
    typed = {"ground": "2", "text": "Trop petit.", "documents": "Étude 2026\n\n Avis du SCoT \n"}
    assert (await mayor.post(f"{PAGE}/contester", data=typed)).status_code == 303
    (asked,) = stage.fake.calls("ContestDecision")
    assert list(asked.request.documents) == ["Étude 2026", "Avis du SCoT"]


async def test_nothing_typed_is_lost_when_somebody_else_was_faster(stage: Stage) -> None:
    mayor = await at(stage, decided.proposed(), GRENAY)
    stage.fake.answers["ContestDecision"] = Stale("STALE", msg("Quelqu’un a modifié ce projet entre-temps."))
    page = await mayor.post(
        f"{PAGE}/contester", data={"ground": "2", "text": "Trop petit.", "documents": "X"}
    )
    assert page.status_code == 400
    assert "Quelqu’un a modifié" in flat(page)
    assert ">Trop petit.</textarea>" in page.text
    assert '<option value="2" selected>' in page.text
    assert '<details id="acte-contest" open>' in page.text


async def test_nothing_typed_is_lost_when_the_service_is_away_and_it_is_sent_once(stage: Stage) -> None:
    mayor = await at(stage, decided.proposed(), GRENAY)
    stage.fake.answers["ContestDecision"] = Unavailable("SERVICE_UNAVAILABLE", msg("Le service démarre."))
    typed = {"ground": "2", "text": "Cinq communes ont <le> même besoin.", **CARRIED}
    page = await mayor.post(f"{PAGE}/contester", data=typed)
    assert page.status_code == 503
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert again["request_id"] == CARRIED["request_id"]
    assert again["text"] == "Cinq communes ont &lt;le&gt; même besoin."
    assert f'action="{PAGE}/contester"' in page.text


async def test_the_named_body_convenes(stage: Stage) -> None:
    president = await at(stage, decided.contested(), CALL)
    assert "c’est à Communauté d’agglomération de Lens-Liévin de réunir" in flat(await president.get(PAGE))
    stage.fake.answers["ConveneConciliation"] = decided.in_conciliation()
    assert (await president.post(f"{PAGE}/reunir", data=CARRIED)).status_code == 303
    assert stage.fake.calls("ConveneConciliation")[0].request.body == f"territories/{CALL}"


async def test_a_conciliation_answers_each_open_contest_in_its_order(stage: Stage) -> None:
    president = await at(stage, decided.in_conciliation(), CALL)
    page = await president.get(PAGE)
    assert page.text.count("Cette contestation était-elle fondée") == 2
    half = {"answers": "2", "answers[0].upheld": "1", "answers[0].text": "Le périmètre est élargi."}
    page = await president.post(f"{PAGE}/conclure", data={**half, "answers[1].text": "", "text": ""})
    assert page.status_code == 400
    assert page.text.count("Dites si la contestation était fondée.") == 2
    assert 'href="#f-conclude-answers[1].upheld"' in page.text
    assert ">Le périmètre est élargi.</textarea>" in page.text
    stage.fake.answers["ConcludeConciliation"] = decided.proposed()
    whole = {
        **half,
        "answers[1].upheld": "2",
        "answers[1].text": "Les jours sont trouvés.",
        "text": "Accord.",
    }
    assert (await president.post(f"{PAGE}/conclure", data=whole)).status_code == 303
    (asked,) = stage.fake.calls("ConcludeConciliation")
    assert [(answer.upheld, answer.text) for answer in asked.request.answers] == [
        (True, "Le périmètre est élargi."),
        (False, "Les jours sont trouvés."),
    ]


async def test_a_contest_that_was_answered_before_is_not_answered_again(stage: Stage) -> None:
    made = decided.in_conciliation()
    made.contests[0].answer.text = "C’est fait."
    page = await (await at(stage, made, CALL)).get(PAGE)
    assert page.text.count("Cette contestation était-elle fondée") == 1
    assert 'name="answers" value="1"' in page.text
    assert "Réponse à CALL" in flat(page)


async def test_a_fault_that_the_service_finds_in_an_answer_is_said_at_its_field(stage: Stage) -> None:
    president = await at(stage, decided.in_conciliation(), CALL)
    fault = Fault("answers[1].text", "TOO_LONG", msg("Raccourcissez cette réponse."))
    stage.fake.answers["ConcludeConciliation"] = InvalidInput([fault])
    typed = {"answers": "2", "text": "Accord."}
    typed |= {f"answers[{n}].upheld": "1" for n in (0, 1)} | {f"answers[{n}].text": "Oui." for n in (0, 1)}
    page = await president.post(f"{PAGE}/conclure", data=typed)
    assert 'href="#f-conclude-answers[1].text"' in page.text


async def test_the_lead_corrects_its_project_during_the_conciliation(stage: Stage) -> None:
    mayor = await at(stage, decided.in_conciliation())
    assert f'href="{PAGE}/modifier"' in (await mayor.get(PAGE)).text
    page = await mayor.get(f"{PAGE}/modifier")
    assert "Enregistrer les corrections" in page.text
    assert 'value="submit"' not in page.text
    assert 'name="participants"' not in page.text
    stage.fake.answers["UpdateProject"] = decided.in_conciliation()
    state = str(ProjectState.PROJECT_STATE_CONCILIATION)
    typed = {
        "title": "Toiture",
        "facts.competence": "1035",
        "state": state,
        "etag": '"1-1"',
        "action": "save",
    }
    done = await mayor.post(f"{PAGE}/modifier", data=typed)
    assert "avis=amended" in done.headers["set-cookie"]
    assert "participants" not in stage.fake.calls("UpdateProject")[0].request.update_mask.paths


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProjectState.PROJECT_STATE_OPINIONS_RUNNING, "Accepté par le porteur, avis en cours"),
        (ProjectState.PROJECT_STATE_CONCILIATION, "En conciliation"),
    ],
)
async def test_the_new_states_have_words_and_a_filter(
    stage: Stage, state: ProjectState.ValueType, words: str
) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_project(connection, project(state=state), [])
    page = await stage.browser().get(f"/collectivites/{LOOS}?etat={state}")
    assert f"<strong>{words}</strong>" in page.text
    assert "Toiture solaire de l’église" in page.text


async def test_a_dashboard_says_what_is_awaited_from_whom_until_when(stage: Stage) -> None:
    async with stage.engine.begin() as connection:
        await keep.keep_project(connection, decided.proposed(), [])
    read = flat(await stage.browser().get(f"/collectivites/{CALL}"))
    assert "Donner son accord (le silence vaut accord) CALL 26 décembre 2026" in read
    assert "Accepter de porter le projet Loos-en-Gohelle sans délai" in read
    president = await at(stage, decided.proposed(), CALL)
    for path in (f"/collectivites/{CALL}", "/mon-espace"):
        assert "Accord à donner · jusqu’au 26 décembre 2026" in flat(await president.get(path))


async def test_the_preview_shows_the_picture_and_who_would_have_to_speak(stage: Stage) -> None:
    mayor = await at(stage, project())
    stage.fake.answers["EvaluateSubsidiarity"] = decided.decision()
    typed = {"title": "Toiture", "facts.competence": "1035", "action": "preview"}
    page = await mayor.post("/projets/nouveau", data=typed)
    assert page.text.count('<svg class="levels-') == 2
    read = flat(page)
    for words in ("Si vous déposez ainsi…", "Ce qui changerait la décision", "Qui aurait à se prononcer"):
        assert words in read


async def test_a_refusal_of_the_service_is_said_with_the_form(stage: Stage) -> None:
    president = await at(stage, decided.touching_one_commune(UNFAVOURABLE), CALL)
    stage.fake.answers["AcceptOwnership"] = Refused("TWO_THIRDS", msg("41 voix sur 90 : il en faut 60."))
    page = await president.post(f"{PAGE}/accepter", data={**VOTE, "expected_results": "Moins de bruit."})
    assert "41 voix sur 90" in flat(page)
    assert ">Moins de bruit.</textarea>" in page.text
