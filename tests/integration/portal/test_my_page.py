"""Mon espace: for whom one acts, and what one may do, in sentences."""

from __future__ import annotations

from chassis.domain import msg
from chassis.errors import Unavailable
from services.portal.views.rights import RIGHTS, allowed_by
from tests.integration.portal.conftest import Stage
from tests.integration.portal.rule_stage import elected_of, without_spaces
from tests.integration.portal.test_delegation_pages import lent_to_the_deputy
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
