"""Sessions whose id changes: nobody keeps one that somebody planted, and a stolen one is found out."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest
from sqlalchemy import select

from services.portal.storage.tables import former_ids, sessions
from services.portal.web.visit import SESSION_COOKIE
from tests.integration.portal.conftest import Stage
from tests.unit.portal.territory import CALL, LOOS

PAGE = "/mon-espace"


def held_by(browser: httpx.AsyncClient) -> str:
    return browser.cookies[SESSION_COOKIE]


def browser_with(stage: Stage, session_id: str) -> httpx.AsyncClient:
    browser = stage.browser()
    browser.cookies.set(SESSION_COOKIE, session_id, domain="archipel.test")
    return browser


async def turning(stage: Stage, subject: str) -> httpx.AsyncClient:
    """Somebody whose access token is to be renewed at the next request, and whose id with it."""
    stage.provider.token_seconds = 20
    browser = await stage.signed_in(subject, f"{LOOS}/elected")
    stage.provider.token_seconds = 300
    return browser


async def test_an_id_that_somebody_planted_is_never_kept(stage: Stage) -> None:
    victim = browser_with(stage, "planted-by-somebody-else")
    await stage.sign_in(victim, "fixed", f"{LOOS}/elected")
    given = [cookie.value for cookie in victim.cookies.jar if cookie.name == SESSION_COOKIE]
    assert "planted-by-somebody-else" not in (await victim.get(PAGE)).request.headers["cookie"].split("=")[-1]
    assert len(given) == 1
    assert (await browser_with(stage, "planted-by-somebody-else").get(PAGE)).status_code == 401
    assert set(await stage.noted()) == {"SESSION_UNKNOWN"}


async def test_whoever_signs_in_again_gets_another_id_and_the_former_session_is_over(stage: Stage) -> None:
    browser = await stage.signed_in("again", f"{LOOS}/elected")
    former = held_by(browser)
    await stage.sign_in(browser, "again", f"{LOOS}/elected")
    assert held_by(browser) != former
    assert (await browser_with(stage, former).get(PAGE)).status_code == 401


async def test_a_renewed_token_brings_a_new_id(stage: Stage) -> None:
    browser = await turning(stage, "renewed")
    former = held_by(browser)
    assert (await browser.get(PAGE)).status_code == 200
    assert held_by(browser) != former
    turned = held_by(browser)
    assert (await browser.get(PAGE)).status_code == 200
    assert held_by(browser) == turned


async def test_another_acting_body_brings_a_new_id(stage: Stage) -> None:
    browser = await stage.signed_in("both", f"{LOOS}/elected", f"{CALL}/observer")
    former = held_by(browser)
    await browser.post("/mon-espace/collectivite", data={"collectivite": LOOS})
    assert "<strong>Loos-en-Gohelle</strong>" in (await browser.get("/")).text
    assert held_by(browser) != former


async def test_requests_that_come_at_once_all_get_the_same_new_id(stage: Stage) -> None:
    browser = await turning(stage, "at-once")
    former = held_by(browser)
    pages = await asyncio.gather(*(browser_with(stage, former).get(PAGE) for _ in range(6)))
    assert [page.status_code for page in pages] == [200] * 6
    assert len({page.cookies[SESSION_COOKIE] for page in pages}) == 1
    assert stage.provider.refreshes == 1


async def test_an_answer_that_was_lost_does_no_harm(stage: Stage) -> None:
    browser = await turning(stage, "lost")
    former = held_by(browser)
    lost = (await browser_with(stage, former).get(PAGE)).cookies[SESSION_COOKIE]
    stage.clock.move_on(seconds=50)
    again = await browser_with(stage, former).get(PAGE)
    assert again.status_code == 200
    assert again.cookies[SESSION_COOKIE] == lost
    assert await stage.noted() == []


async def test_a_former_id_leads_over_several_changes_to_the_last_one(stage: Stage) -> None:
    browser = await stage.signed_in("often", f"{LOOS}/elected", f"{CALL}/observer")
    first = held_by(browser)
    for body in (CALL, LOOS):
        await browser.post("/mon-espace/collectivite", data={"collectivite": body})
        await browser.get("/")
    late = await browser_with(stage, first).get("/")
    assert late.cookies[SESSION_COOKIE] == held_by(browser)


async def test_a_former_id_that_comes_back_later_ends_the_session_everywhere(stage: Stage) -> None:
    browser = await turning(stage, "stolen-from")
    stolen = held_by(browser)
    await browser.get(PAGE)
    stage.clock.move_on(seconds=61)
    thief = browser_with(stage, stolen)
    assert (await thief.get(PAGE)).status_code == 401
    assert (await browser.get(PAGE)).status_code == 401
    assert await stage.noted() == ["SESSION_REPLAYED", "SESSION_ENDED"]
    (told,) = await stage.ends_told(person="stolen-from")
    assert told.session
    assert len(stage.provider.revoked) == 1
    # Once is enough: the thief goes on trying.
    assert (await thief.get(PAGE)).status_code == 401
    assert len(await stage.ends_told(person="stolen-from")) == 1


async def test_a_thief_who_is_first_is_found_out_when_the_person_comes(stage: Stage) -> None:
    victim = await turning(stage, "robbed")
    thief = browser_with(stage, held_by(victim))
    assert (await thief.get(PAGE)).status_code == 200
    stage.clock.move_on(seconds=61)
    assert (await victim.get(PAGE)).status_code == 401
    assert (await thief.get(PAGE)).status_code == 401
    assert await stage.noted() == ["SESSION_REPLAYED", "SESSION_ENDED"]


async def test_many_replays_at_once_end_it_without_a_fault(stage: Stage) -> None:
    browser = await turning(stage, "replayed-by-many")
    stolen = held_by(browser)
    await browser.get(PAGE)
    stage.clock.move_on(seconds=61)
    pages = await asyncio.gather(*(browser_with(stage, stolen).get(PAGE) for _ in range(5)))
    assert [page.status_code for page in pages] == [401] * 5
    assert (await browser.get(PAGE)).status_code == 401


async def test_a_session_ends_when_nothing_happens_and_at_the_latest_after_its_hours(stage: Stage) -> None:
    idle = await stage.signed_in("idle", f"{LOOS}/elected")
    stage.clock.move_on(hours=2)
    assert (await idle.get(PAGE)).status_code == 401
    busy = await stage.signed_in("busy", f"{LOOS}/elected")
    for _ in range(7):
        stage.clock.move_on(hours=1.7)
        assert (await busy.get(PAGE)).status_code == 200
    stage.clock.move_on(hours=0.2)
    assert (await busy.get(PAGE)).status_code == 401


async def test_a_page_that_reads_itself_again_does_not_keep_a_session_going(stage: Stage) -> None:
    browser = await stage.signed_in("away", f"{LOOS}/elected")
    for _ in range(3):
        stage.clock.move_on(minutes=45)
        await browser.get("/", headers={"HX-Request": "true"})
    assert (await browser.get(PAGE)).status_code == 401


async def test_over_https_the_cookie_is_for_this_host_and_https_alone(stage: Stage) -> None:
    secure = stage.over_https()
    browser = secure.browser()
    end = await secure.sign_in(browser, "secure", f"{LOOS}/elected")
    (cookie,) = [value for value in end.headers.get_list("set-cookie") if "__Host-archipel=" in value]
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    plain = secure.browser()
    plain.cookies.set(SESSION_COOKIE, browser.cookies["__Host-archipel"], domain="archipel.test")
    assert (await plain.get(PAGE)).status_code == 303
    assert (await browser.get(PAGE)).status_code == 200


async def test_the_table_holds_no_id_that_a_browser_holds(stage: Stage) -> None:
    browser = await turning(stage, "hashed")
    held = [held_by(browser)]
    await browser.get(PAGE)
    held.append(held_by(browser))
    async with stage.engine.connect() as connection:
        rows = [*(await connection.execute(select(sessions))).all()]
        rows += (await connection.execute(select(former_ids))).all()
    assert not any(each in str(row) for each in held for row in rows)


class Honest:
    """A browser that keeps what it is given, unless the answer is lost on the way."""

    def __init__(self, stage: Stage, session_id: str, chance: random.Random) -> None:
        self.stage = stage
        self.held = session_id
        self.chance = chance

    async def open(self) -> int:
        answer = await browser_with(self.stage, self.held).get(PAGE)
        if SESSION_COOKIE in answer.cookies and self.chance.random() > 0.3:
            self.held = answer.cookies[SESSION_COOKIE]
        return answer.status_code

    async def do_something(self) -> list[int]:
        """Some requests at once, some time, and now and then another body to act for."""
        if self.chance.random() < 0.4:
            data = {"collectivite": self.chance.choice([CALL, LOOS])}
            await browser_with(self.stage, self.held).post("/mon-espace/collectivite", data=data)
        at_once = self.chance.randint(1, 4)
        return list(await asyncio.gather(*(self.open() for _ in range(at_once))))


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_an_honest_browser_does_its_session_lasts_and_a_former_id_ends_it(
    stage: Stage, seed: int
) -> None:
    chance = random.Random(seed)
    signed_in = await stage.signed_in(f"honest-{seed}", f"{LOOS}/elected", f"{CALL}/observer")
    browser = Honest(stage, held_by(signed_in), chance)
    seen = {browser.held}
    for _ in range(12):
        assert set(await browser.do_something()) == {200}, f"seed {seed}"
        seen.add(browser.held)
        # A lost answer is asked for again before the grace is over.
        stage.clock.move_on(seconds=chance.randint(0, 3))
    assert len(seen) > 1
    former = (seen - {browser.held}).pop()
    # The last answer may have been lost as well: the browser takes its newest id first.
    browser.chance.seed(0)
    while await browser.open() == 200 and former == browser.held:
        former = (seen - {browser.held}).pop()
    stage.clock.move_on(seconds=61)
    assert (await browser_with(stage, former).get(PAGE)).status_code == 401, f"seed {seed}"
    assert await browser.open() == 401
    assert "SESSION_REPLAYED" in await stage.noted()
