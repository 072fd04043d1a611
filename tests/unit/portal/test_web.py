"""No address elsewhere, nothing readable outside, nothing inline."""

from __future__ import annotations

import re

import pytest

from services.portal.sign_in.sealing import Sealer
from services.portal.web.assets import ASSETS, STATIC
from services.portal.web.rendering import TEMPLATES
from services.portal.web.visit import local_path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "",
        "javascript:alert(1)",
        "/\n//evil",
        "/a\\b",
        "/" + "a" * 2000,
    ],
)
def test_nobody_is_sent_to_an_address_elsewhere(path: str) -> None:
    assert local_path(path) == "/"


def test_a_path_of_our_own_is_kept() -> None:
    assert local_path("/projets/1?page=2") == "/projets/1?page=2"


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


INLINE = re.compile(
    r"<style|<script(?![^>]* src=)[^>]*>|\s(style|on(?!e=)[a-z]+)=|javascript:", re.IGNORECASE
)


def test_no_page_needs_an_inline_script_or_style() -> None:
    for template in TEMPLATES.iterdir():
        assert not INLINE.search(template.read_text()), template.name


@pytest.mark.parametrize(
    "html", ["<style>", "<script>x</script>", '<a onclick="x">', '<p style="x">', '<a href="javascript:x">']
)
def test_what_is_inline_is_found(html: str) -> None:
    assert INLINE.search(html)
