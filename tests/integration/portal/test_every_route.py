"""Every route of the portal, as reflection finds them: who gets which answer, and with which headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from starlette.routing import Route

from services.portal.app import PAGES as MODULES
from services.portal.app import make_app
from tests.integration.portal.conftest import Stage
from tests.integration.portal.every_route import ACTING, ACTS, DENIED, HIDDEN, PAGES, PLACES, Done, answers
from tests.unit.portal.territory import HENIN, LOOS, POLE

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}

FRAMED = "/auth/frontchannel-logout"

FORBIDDEN_IN_POLICY = ("unsafe-", "*", "http://*", "https:", "data:", "blob:")

INLINE = re.compile(r"<style|<script(?![^>]* src=)|\s(style|on(?!e=)[a-z]+)=\"|javascript:", re.IGNORECASE)


def routes(stage: Stage) -> Iterator[tuple[str, str]]:
    for route in make_app(stage.portal).routes:
        assert isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}:
            yield method, route.path


def address(path: str, query: str = "") -> str:
    filled = path.format(**PLACES)
    return f"{filled}?{query}" if query else filled


@dataclass
class Crowd:
    """Nobody, somebody of another body, somebody of the right ones; each signs in once, and again after an
    act that ends their session.
    """

    stage: Stage
    other: httpx.AsyncClient | None = None
    right: httpx.AsyncClient | None = None

    async def come(self) -> dict[str, httpx.AsyncClient]:
        if self.other is None or self.right is None:
            roles = ("elected", "project_manager", "juror")
            everything = [f"{body}/{role}" for body in (LOOS, POLE) for role in roles]
            self.other = await self.stage.signed_in("of-another", f"{HENIN}/elected")
            self.right = await self.stage.signed_in("of-the-right", *everything)
            await self.right.post("/mon-espace/collectivite", data={"collectivite": LOOS})
        return {"nobody": self.stage.browser(), "other": self.other, "right": self.right}

    def left(self, path: str) -> None:
        if path in ENDS_SESSIONS:
            self.other = self.right = None


ENDS_SESSIONS = ("/deconnexion", "/deconnexion/partout", "/mon-espace/mes-donnees/effacer")


async def opened(browser: httpx.AsyncClient, path: str) -> httpx.Response:
    return await browser.get(address(path, PAGES[path].query))


def test_the_table_names_every_route_and_no_other() -> None:
    there = {
        (method, route.path)
        for module in MODULES
        for route in module.routes
        for method in (route.methods or set()) - {"HEAD"}
    }
    there |= {("GET", "/healthz"), ("GET", "/static/{name}")}
    listed = {("GET", path) for path in PAGES} | {("POST", path) for path in ACTS}
    assert there - listed == set(), "routes that the table lacks"
    assert listed - there == set(), "routes that are no more"


async def test_the_application_has_no_route_beside_those_of_its_pages(stage: Stage) -> None:
    listed = {("GET", path) for path in PAGES} | {("POST", path) for path in ACTS}
    assert set(routes(stage)) == listed


async def test_a_page_is_for_whom_the_table_says(stage: Stage) -> None:
    stage.portal.hub.close()  # the one stream that goes on for ever ends at once
    crowd, found = Crowd(stage), {}
    for path, page in PAGES.items():
        statuses = []
        for who, browser in (await crowd.come()).items():
            stage.fake.answers = answers()
            if page.reads and who != "right":
                stage.fake.answers[page.reads] = HIDDEN
            answer = await opened(browser, path)
            statuses.append(answer.status_code)
            if (who, answer.status_code, page.right) == ("nobody", 303, 200):
                assert answer.headers["location"].startswith("/connexion?vers="), path
        found[path] = tuple(statuses)
    assert found == {path: (page.nobody, page.other, page.right) for path, page in PAGES.items()}


async def test_an_act_is_for_whom_the_table_says(stage: Stage) -> None:
    crowd, found, asked = Crowd(stage), {}, {}
    for path, act in ACTS.items():
        statuses, calls = [], []
        for who, browser in (await crowd.come()).items():
            stage.fake.answers = answers()
            stage.fake.asked.clear()
            if act.answer:
                stage.fake.answers[act.verb] = act.answer
            if act.verb and who == "other":
                stage.fake.answers[act.verb] = DENIED
            form = form_of(act, HENIN if who == "other" else LOOS)
            answer = await browser.post(address(path), data=form)
            statuses.append(answer.status_code)
            calls.append(bool(stage.fake.calls(act.verb)))
            if act.verb and answer.status_code == 303:
                assert (answer.headers["location"] == "/saisie") is (who == "nobody"), path
        found[path], asked[path] = tuple(statuses), calls
        crowd.left(path)
    assert found == {path: (act.nobody, act.other, act.right) for path, act in ACTS.items()}
    assert asked == {path: [False, bool(act.verb), bool(act.verb)] for path, act in ACTS.items()}


def form_of(act: Done, acting: str = LOOS) -> dict[str, str | list[str]]:
    filled = {name: acting if value == ACTING else value for name, value in act.form.items()}
    return {"request_id": "0197c3f4-0000-7000-8000-000000000001", **filled}


async def test_no_act_is_done_for_a_form_of_another_site(stage: Stage) -> None:
    right = (await Crowd(stage).come())["right"]
    stage.fake.asked.clear()
    for path, act in ACTS.items():
        stage.fake.answers = answers()
        for origin in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = await right.post(address(path), data=form_of(act), headers=origin)
            # The provider is another site; its word is signed, and this one is not.
            assert answer.status_code == (400 if path == "/auth/backchannel-logout" else 403), path
    assert set(await stage.noted()) == {"FORM_FROM_ELSEWHERE", "LOGOUT_TOKEN_INVALID"}
    assert stage.fake.asked == []
    assert (await right.get("/mon-espace")).status_code == 200


async def test_every_answer_to_a_page_carries_every_header_and_nothing_inline(stage: Stage) -> None:
    stage.portal.hub.close()
    crowd = Crowd(stage)
    for path in PAGES:
        for browser in (await crowd.come()).values():
            stage.fake.answers = answers()
            must_be_guarded(path, await opened(browser, path))


async def test_every_answer_to_an_act_carries_every_header_and_nothing_inline(stage: Stage) -> None:
    crowd = Crowd(stage)
    for path, act in ACTS.items():
        for form in (form_of(act), {}):
            for browser in (await crowd.come()).values():
                stage.fake.answers = answers()
                must_be_guarded(path, await browser.post(address(path), data=form))
            crowd.left(path)


def must_be_guarded(path: str, answer: httpx.Response) -> None:
    expected = dict(HEADERS)
    policy = answer.headers["content-security-policy"]
    if path == FRAMED:
        expected.pop("x-frame-options")
        expected["cross-origin-resource-policy"] = "cross-origin"
        assert "x-frame-options" not in answer.headers
        assert "frame-ancestors http://127.0.0.1" in policy
    else:
        assert "frame-ancestors 'none'" in policy
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "base-uri 'none'" in policy
    assert not [part for part in FORBIDDEN_IN_POLICY if part in policy]
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert answer.headers["reporting-endpoints"] == 'csp="/csp"'
    static = path == "/static/{name}"
    assert answer.headers["cache-control"] == (
        "public, max-age=31536000, immutable" if static else "no-store"
    )
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert not INLINE.search(answer.text)
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie


async def test_over_https_browsers_are_told_to_stay_there(stage: Stage) -> None:
    secure = stage.over_https()
    for path in ("/labels", "/nowhere", "/static/archipel.css"):
        answer = await secure.browser().get(path)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in (await stage.browser().get("/labels")).headers
