"""The way in: no form from elsewhere, no address elsewhere, nothing readable outside."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from chassis.telemetry import Telemetry
from services.portal.sign_in.sealing import Sealer
from services.portal.web.assets import ASSETS, STATIC
from services.portal.web.entry import Entry, origin_of
from services.portal.web.rendering import TEMPLATES
from services.portal.web.visit import local_path


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "", "javascript:alert(1)", "/\n//evil"],
)
def test_nobody_is_sent_to_an_address_elsewhere(path: str) -> None:
    assert local_path(path) == "/"


def test_a_path_of_our_own_is_kept() -> None:
    assert local_path("/projets/1?page=2") == "/projets/1?page=2"


async def nothing(scope: object, receive: object, send: object) -> None:
    """An application that answers nothing."""


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "https://archipel.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_a_form_from_another_site_is_refused(headers: dict[str, str], ours: bool) -> None:
    entry = Entry(nothing, Telemetry("portal", "test"), "https://archipel.example/", "https://sso.example")
    assert entry._same_origin(Headers(headers)) is ours


def test_the_origin_of_an_address_is_its_scheme_host_and_port() -> None:
    assert origin_of("http://127.0.0.1:8080/path/x") == "http://127.0.0.1:8080"


def test_what_is_sealed_opens_again_and_what_was_changed_does_not() -> None:
    sealer = Sealer("k" * 32)
    sealed = sealer.seal(b"secret")
    assert b"secret" not in sealed
    assert sealer.open(sealed) == b"secret"
    assert sealer.open(sealed[:-2] + b"xx") is None
    assert Sealer("other" * 8).open(sealed) is None
    assert sealer.open(sealed, -1) is None


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Sealer("short")


def test_htmx_comes_from_an_installed_wheel() -> None:
    assert "htmx.min.js" in ASSETS
    assert STATIC not in ASSETS["htmx.min.js"].parents


def test_no_page_needs_an_inline_script_or_style() -> None:
    for template in TEMPLATES.iterdir():
        text = template.read_text()
        assert "<style" not in text, template.name
        assert " style=" not in text, template.name
        assert "<script>" not in text, template.name
        assert " onclick=" not in text, template.name
