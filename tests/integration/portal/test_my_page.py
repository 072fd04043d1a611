"""Mon espace: for whom one acts, and what one may do, in sentences."""

from __future__ import annotations

import httpx
import pytest

from archipel.projects.v1.people_pb2 import GetPeopleResponse
from archipel.projects.v1.people_pb2 import Person as Named
from chassis.domain import msg
from chassis.errors import Unavailable
from services.portal.views.rights import RIGHTS, allowed_by
from tests.integration.portal.conftest import Stage, follow
from tests.integration.portal.provider import Person
from tests.integration.portal.rule_stage import elected_of, without_spaces
from tests.integration.portal.test_delegation_pages import MAYOR, lent_to_the_deputy
from tests.unit.portal.territory import CALL, GRENAY, LOOS


async def test_each_role_is_explained_with_what_it_allows_and_what_it_does_not(stage: Stage) -> None:
    page = (await (await stage.signed_in("officer", f"{CALL}/funding_officer")).get("/mon-espace")).text
    can, cannot = page.split('class="cannot"')
    words = without_spaces(can)
    for sentence in allowed_by("funding_officer"):
        assert str(sentence) in words
    others = [right for right in RIGHTS if "funding_officer" not in right.roles]
    assert others
    for right in others:
        assert str(right.text) in without_spaces(cannot)
        assert str(right.text) not in words
    assert "vient de votre compte" in words


async def test_with_several_bodies_each_has_its_roles_and_can_be_chosen(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{CALL}/observer")
    await both.post("/mon-espace/collectivite", data={"collectivite": CALL})
    page = await both.get("/mon-espace")
    assert page.text.count('<details class="rights"') == 2
    assert page.text.count('<details class="rights" open') == 1
    assert "Agir pour Loos-en-Gohelle" in without_spaces(page.text)


async def test_the_choice_of_a_body_leads_back_to_where_one_was(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{GRENAY}/elected")
    page = await both.get("/mon-espace/choix", params={"vers": "/labels"})
    assert 'name="vers" value="/labels"' in page.text
    answer = await both.post("/mon-espace/collectivite", data={"collectivite": LOOS, "vers": "/labels"})
    assert answer.headers["location"] == "/labels"
    away = await both.get("/mon-espace/choix", params={"vers": "//ailleurs.example"})
    assert "ailleurs" not in away.text


async def test_who_has_no_role_is_told_whom_to_ask(stage: Stage) -> None:
    nobody = await stage.signed_in("nobody")
    assert "Demandez-le à votre mairie" in (await nobody.get("/mon-espace")).text
    assert "rien à choisir" in (await nobody.get("/mon-espace/choix")).text


async def test_a_lent_role_is_told_even_while_nobody_can_say_by_whom(stage: Stage) -> None:
    stage.fake.answers["ListDelegations"] = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    page = await (await lent_to_the_deputy(stage)).get("/mon-espace")
    assert page.status_code == 200
    assert "par délégation" in page.text


async def test_the_way_to_lend_ones_role_starts_here(stage: Stage) -> None:
    assert "/mon-espace/delegations" in (await (await elected_of(stage, LOOS)).get("/mon-espace")).text


async def come_back(stage: Stage, browser: httpx.AsyncClient, page: str = "/labels") -> str:
    """Sign in from a page, once more in the same browser; where one arrives."""
    start = await browser.get("/connexion", params={"vers": page})
    end = await browser.get(await follow(start.headers["location"]))
    return end.headers["location"]


async def test_whoever_has_several_bodies_is_asked_once_and_the_browser_remembers(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{GRENAY}/elected")
    assert await come_back(stage, both) == "/mon-espace/choix?vers=%2Flabels"
    await both.post("/mon-espace/collectivite", data={"collectivite": LOOS, "vers": "/labels"})
    assert "Vous agissez pour <strong>Loos-en-Gohelle</strong>" in (await both.get("/labels")).text
    await both.post("/deconnexion")
    assert await come_back(stage, both) == "/labels"
    assert "Vous agissez pour <strong>Loos-en-Gohelle</strong>" in (await both.get("/labels")).text


async def test_a_remembered_body_where_one_has_no_role_any_more_is_forgotten(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{GRENAY}/elected")
    await both.post("/mon-espace/collectivite", data={"collectivite": LOOS})
    groups = (f"bodies/{GRENAY}/elected", f"bodies/{CALL}/observer")
    stage.provider.person = Person("both", "Nom de both", groups)
    assert (await come_back(stage, both)).startswith("/mon-espace/choix")


async def test_with_one_body_nobody_is_asked(stage: Stage) -> None:
    assert await come_back(stage, await elected_of(stage, LOOS)) == "/labels"


async def test_a_body_of_others_cannot_be_chosen(stage: Stage) -> None:
    both = await stage.signed_in("both", f"{LOOS}/elected", f"{GRENAY}/elected")
    answer = await both.post("/mon-espace/collectivite", data={"collectivite": CALL})
    assert answer.headers["location"] == "/mon-espace/choix"
    assert "collectivite" not in {cookie.name for cookie in both.cookies.jar}


@pytest.mark.parametrize("path", ["/", "/labels", "/mon-espace/delegations"])
async def test_every_page_says_for_whom_and_in_whose_place_one_acts(stage: Stage, path: str) -> None:
    people = [Named(name=f"people/{MAYOR}", display_name="Claire Delattre")]
    stage.fake.answers["GetPeople"] = GetPeopleResponse(people=people)
    deputy = await lent_to_the_deputy(stage)
    head = without_spaces((await deputy.get(path)).text.partition("</header>")[0])
    assert "Vous agissez pour Loos-en-Gohelle par délégation de Claire Delattre" in head
    assert "Changer" not in head


async def test_in_the_place_of_somebody_whose_name_is_not_known_one_still_acts_by_delegation(
    stage: Stage,
) -> None:
    stage.fake.answers["GetPeople"] = Unavailable("DATABASE_UNAVAILABLE", msg("Réessayez."))
    deputy = await lent_to_the_deputy(stage)
    assert "par délégation" in (await deputy.get("/labels")).text


async def test_who_acts_by_a_role_of_their_own_acts_in_nobodys_place(stage: Stage) -> None:
    assert "par délégation" not in (await (await elected_of(stage, LOOS)).get("/")).text


async def test_whose_account_belongs_to_a_body_without_a_role_is_told_so(stage: Stage) -> None:
    page = (await (await stage.signed_in("attached", LOOS)).get("/mon-espace")).text
    assert "Votre compte est rattaché à Loos-en-Gohelle, mais sans rôle" in without_spaces(page)
    page = (await (await stage.signed_in("more", LOOS, f"{CALL}/observer", CALL)).get("/mon-espace")).text
    assert "rattaché à Loos-en-Gohelle" in without_spaces(page)
    assert "Observateur" in page
