"""The page of a project in hand: evaluated, offered, asked for, and part of a programme."""

from __future__ import annotations

import pytest

from archipel.projects.v1 import ownership_pb2
from archipel.projects.v1.learning_service_pb2 import ListPrinciplesResponse
from archipel.projects.v1.ownership_service_pb2 import ListWishesResponse
from archipel.projects.v1.projects_pb2 import ListProjectsResponse, ProjectState
from chassis.domain import Forbidden, Refused, msg
from tests.integration.portal import decided
from tests.integration.portal.conftest import Stage
from tests.integration.portal.samples import ID, project
from tests.integration.portal.test_consent_pages import CARRIED, PAGE, VOTE, at, flat
from tests.unit.portal.territory import CALL, GRENAY, LOOS, POLE

NOTHING_MOVES = "Rien ne bouge sans l’accord des deux conseils."


def wishes(*made: ownership_pb2.TransferWish) -> ListWishesResponse:
    return ListWishesResponse(wishes=made)


async def test_the_owner_offers_the_project_and_stays_owner(stage: Stage) -> None:
    mayor = await at(stage, decided.evaluated())
    page = await mayor.get(PAGE)
    assert f'<option value="{CALL}" selected>' in page.text
    page = await mayor.post(f"{PAGE}/proposer-la-reprise", data={"to": "", "reason": "", "text": "Un mot."})
    assert page.status_code == 400
    assert 'href="#f-offer-to"' in page.text
    assert ">Un mot.</textarea>" in page.text
    stage.fake.answers["OfferTransfer"] = decided.offered()
    typed = {"to": CALL, "reason": "1", "text": "Un mot.", **VOTE, **CARRIED}
    assert (await mayor.post(f"{PAGE}/proposer-la-reprise", data=typed)).status_code == 303
    (asked,) = stage.fake.calls("OfferTransfer")
    assert (asked.request.to, asked.request.reason) == (f"territories/{CALL}", 1)
    assert asked.request.deliberation.reference == "2026-11-042"


async def test_a_return_clause_that_came_due_names_to_whom_and_why(stage: Stage) -> None:
    made = decided.accepted(CALL)
    made.return_clause.body = f"territories/{LOOS}"
    made.return_clause.due.CopyFrom(decided.CHRISTMAS)
    president = await at(stage, made, CALL)
    assert "le 26 décembre 2026, on décidera si le projet revient" in flat(await president.get(PAGE))
    made.return_clause.reached = True
    page = await president.get(PAGE)
    assert "est arrivée à son terme le 26 décembre 2026" in flat(page)
    assert f'<option value="{LOOS}" selected>' in page.text
    assert f'<option value="{ownership_pb2.TRANSFER_REASON_RETURN_CLAUSE}" selected>' in page.text


async def test_an_offer_may_be_taken_back_or_accepted_by_the_body_that_it_names(stage: Stage) -> None:
    mayor = await at(stage, decided.offered())
    stage.fake.answers |= {"WithdrawOffer": decided.accepted(), "WishTransfer": decided.wish()}
    await mayor.post(f"{PAGE}/retirer-la-proposition", data=CARRIED)
    assert stage.fake.calls("WithdrawOffer")[0].request.etag == CARRIED["etag"]
    president = await at(stage, decided.offered(), CALL)
    page = await president.get(PAGE)
    assert f'name="offer" value="{decided.OFFER}"' in page.text
    page = await president.post(
        f"{PAGE}/accepter-la-reprise", data={"offer": decided.OFFER, "text": "Oui.", "deliberation.date": ""}
    )
    assert 'href="#f-take-deliberation.date"' in page.text
    assert ">Oui.</textarea>" in page.text
    typed = {"offer": decided.OFFER, **VOTE, **CARRIED}
    await president.post(f"{PAGE}/accepter-la-reprise", data=typed)
    (asked,) = stage.fake.calls("WishTransfer")
    assert (asked.request.project, asked.request.offer) == (f"projects/{ID}", decided.OFFER)


async def test_a_body_proposes_to_take_over_and_may_take_its_word_back(stage: Stage) -> None:
    president = await at(stage, decided.accepted(), CALL)
    stage.fake.answers["WishTransfer"] = decided.wish()
    await president.post(f"{PAGE}/demander-la-reprise", data={"reason": "4", **VOTE, **CARRIED})
    (asked,) = stage.fake.calls("WishTransfer")
    assert (asked.request.offer, asked.request.reason) == ("", 4)
    stage.fake.answers |= {"ListWishes": wishes(decided.wish()), "WithdrawWish": decided.wish()}
    page = await president.get(PAGE)
    assert f'action="{PAGE}/demandes/{decided.WISH}/retirer"' in page.text
    await president.post(f"{PAGE}/demandes/{decided.WISH}/retirer", data=CARRIED)
    assert stage.fake.calls("WithdrawWish")[0].request.name == f"wishes/{decided.WISH}"


async def test_the_owner_says_yes_by_an_offer_that_names_who_asked(stage: Stage) -> None:
    asked = decided.wish(GRENAY)
    asked.reason = ownership_pb2.TRANSFER_REASON_LAPSE_OF_SUPPORT
    mayor = await at(stage, decided.evaluated())
    stage.fake.answers["ListWishes"] = wishes(asked)
    page = await mayor.get(PAGE)
    assert f'<option value="{GRENAY}" selected>' in page.text
    assert f'<option value="{asked.reason}" selected>' in page.text


async def test_the_owner_says_no_with_a_reason(stage: Stage) -> None:
    mayor = await at(stage, decided.accepted())
    stage.fake.answers |= {"ListWishes": wishes(decided.wish()), "DeclineWish": decided.accepted()}
    path = f"{PAGE}/demandes/{decided.WISH}/decliner"
    page = await mayor.post(path, data={"text": "", **CARRIED})
    assert f'<details id="acte-decline_wish-{decided.WISH}" open>' in page.text
    assert f'href="#f-decline_wish-{decided.WISH}-text"' in page.text
    await mayor.post(path, data={"text": "Nous continuons.", **CARRIED})
    (asked,) = stage.fake.calls("DeclineWish")
    assert (asked.request.wish, asked.request.text) == (f"wishes/{decided.WISH}", "Nous continuons.")


async def test_a_transfer_that_the_service_refuses_is_said_and_nothing_is_lost(stage: Stage) -> None:
    mayor = await at(stage, decided.accepted())
    stage.fake.answers["OfferTransfer"] = Refused("NOT_ABLE", msg("La CALL n’exerce pas cette compétence."))
    page = await mayor.post(
        f"{PAGE}/proposer-la-reprise", data={"to": CALL, "reason": "4", "text": "Un mot.", **VOTE}
    )
    assert page.status_code == 400
    assert "La CALL n’exerce pas cette compétence." in flat(page)
    assert ">Un mot.</textarea>" in page.text
    assert 'value="2026-11-042"' in page.text


async def test_the_chain_of_owners_is_told(stage: Stage) -> None:
    made = decided.accepted(CALL)
    first = made.ownership.add()
    first.CopyFrom(made.ownership[0])
    made.ownership[0].owner = f"territories/{LOOS}"
    made.ownership[1].reason = ownership_pb2.TRANSFER_REASON_EVALUATION
    stage.fake.answers["GetProject"] = made
    read = flat(await stage.browser().get(PAGE))
    chain = read[read.index("Qui porte, qui a porté") :]
    assert chain.index("Loos-en-Gohelle depuis") < chain.index(
        "Communauté d’agglomération de Lens-Liévin depuis"
    )
    assert "aujourd’hui À la suite d’un bilan" in chain


async def test_the_owner_evaluates_and_says_what_follows(stage: Stage) -> None:
    made = decided.accepted()
    made.facts.experiment = True
    mayor = await at(stage, made)
    page = await mayor.post(f"{PAGE}/bilan", data={"lessons": "Un guichet unique.", "results": ""})
    assert page.status_code == 400
    for field in ("class", "outcome", "results"):
        assert f'href="#f-evaluate-{field}"' in page.text
    assert ">Un guichet unique.</textarea>" in page.text
    stage.fake.answers["EvaluateProject"] = decided.evaluated()
    typed = {"class": "3", "outcome": "2", "results": "Peu.", "lessons": "Tôt.", "experiment_ended": "1"}
    assert (await mayor.post(f"{PAGE}/bilan", data={**typed, **CARRIED})).status_code == 303
    asked = stage.fake.calls("EvaluateProject")[0].request
    assert (getattr(asked, "class"), asked.outcome, asked.experiment_ended) == (3, 2, True)


async def test_a_reassessment_says_that_nothing_moves_by_itself(stage: Stage) -> None:
    stage.fake.answers["GetProject"] = decided.evaluated()
    read = flat(await stage.browser().get(PAGE))
    assert "Ce que dit la charte aujourd’hui Porteur : Communauté d’agglomération de Lens-Liévin" in read
    assert NOTHING_MOVES in read
    assert "Un guichet unique rassure les habitants." in read
    assert "Communauté d’agglomération de Lens-Liévin Accord par silence" in read
    made = decided.evaluated()
    made.owner = f"territories/{CALL}"
    for quiet in (decided.accepted(), made):
        stage.fake.answers["GetProject"] = quiet
        assert NOTHING_MOVES not in flat(await stage.browser().get(PAGE))


async def test_a_programme_shows_its_lots_and_a_lot_its_programme(stage: Stage) -> None:
    programme = decided.accepted(CALL)
    programme.facts.programme = True
    lot = project("2")
    lot.title, lot.part_of = "Loos, cité 5", programme.name
    stranger = project("3")
    stranger.title = "Autre chose"
    stage.fake.answers["ListProjects"] = ListProjectsResponse(projects=[lot, stranger])
    president = await at(stage, programme, CALL)
    page = await president.get(PAGE)
    assert 'href="/projets/2"' in page.text
    assert "Autre chose" not in page.text
    assert stage.fake.calls("ListProjects")[0].request.part_of == programme.name
    assert f'href="/projets/nouveau?programme={ID}"' in page.text
    assert f"/projets/nouveau?programme={ID}" not in (await stage.browser().get(PAGE)).text


async def test_a_lot_leads_to_its_programme(stage: Stage) -> None:
    lot = decided.proposed()
    lot.part_of = "projects/7"
    stage.fake.answers["GetProject"] = lot
    read = flat(await stage.browser().get(PAGE))
    assert "Ce projet est un lot de Toiture solaire" in read
    assert [asked.request.name for asked in stage.fake.calls("GetProject")] == [lot.name, "projects/7"]


async def test_a_lot_is_begun_from_its_programme(stage: Stage) -> None:
    programme = decided.accepted(CALL)
    programme.facts.programme = True
    president = await at(stage, programme, CALL)
    page = await president.get(f"/projets/nouveau?programme={ID}")
    assert f'name="part_of" value="projects/{ID}"' in page.text
    assert 'value="1035 – Énergies renouvelables"' in page.text
    stage.fake.answers["CreateProject"] = project("2", state=ProjectState.PROJECT_STATE_DRAFT)
    typed = {"title": "Lot 1", "facts.competence": "1035", "part_of": f"projects/{ID}", "action": "save"}
    await president.post("/projets/nouveau", data=typed)
    assert stage.fake.calls("CreateProject")[0].request.project.part_of == f"projects/{ID}"


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (ownership_pb2.PRINCIPLE_STATE_ADOPTED, True),
        (ownership_pb2.PRINCIPLE_STATE_PROPOSED, True),
        (ownership_pb2.PRINCIPLE_STATE_WITHDRAWN, False),
    ],
)
async def test_principles_of_the_same_competence_stand_beside_and_bind_nobody(
    stage: Stage, state: ownership_pb2.PrincipleState.ValueType, *, shown: bool
) -> None:
    principle = ownership_pb2.Principle(
        title="Un guichet unique", projects=["projects/7"], body=f"territories/{POLE}", state=state
    )
    stage.fake.answers |= {
        "GetProject": decided.proposed(),
        "ListPrinciples": ListPrinciplesResponse(principles=[principle]),
    }
    mayor = await at(stage, decided.proposed())
    typed = {"title": "Toiture", "facts.competence": "1035", "action": "preview"}
    for page in (await stage.browser().get(PAGE), await mayor.post("/projets/nouveau", data=typed)):
        assert ("Un guichet unique" in flat(page)) == shown
        assert ("Cela n’oblige à rien" in flat(page)) == shown
    assert {asked.request.competence for asked in stage.fake.calls("ListPrinciples")} == {"1035"}


async def test_a_principle_does_not_stand_beside_the_projects_that_it_was_drawn_from(stage: Stage) -> None:
    adopted = ownership_pb2.PRINCIPLE_STATE_ADOPTED
    principle = ownership_pb2.Principle(title="Un guichet unique", projects=[f"projects/{ID}"], state=adopted)
    stage.fake.answers |= {
        "GetProject": decided.accepted(),
        "ListPrinciples": ListPrinciplesResponse(principles=[principle]),
    }
    assert "Un guichet unique" not in flat(await stage.browser().get(PAGE))


async def test_the_page_does_without_what_its_neighbours_do_not_answer(stage: Stage) -> None:
    refusal = Forbidden("ROLE_MISSING", msg("Il faut un rôle."))
    stage.fake.answers |= {
        "GetProject": decided.accepted(),
        "ListWishes": refusal,
        "ListPrinciples": refusal,
    }
    assert (await stage.browser().get(PAGE)).status_code == 200


async def test_who_is_not_concerned_gets_no_button(stage: Stage) -> None:
    made = decided.offered()
    made.concerned_bodies.remove(f"territories/{GRENAY}")
    neighbour = await at(stage, made, GRENAY)
    assert "Ce que vous pouvez faire" not in (await neighbour.get(PAGE)).text
