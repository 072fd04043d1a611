"""French first; English for who asks for it; a sentence without translation stands in French."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.domain import Text, msg
from chassis.translation import LANGUAGES, preferred_language, translate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"), ("*", "fr"), ("de", "fr"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("EN", "en"), ("de-DE, en;q=0.5", "en"), (" en ; q=1", "en"), (",,en", "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_we_speak_is_taken_and_french_otherwise(header: str, language: str) -> None:
    assert preferred_language(header) == language


@given(st.text())
def test_any_header_gives_a_language_that_we_speak(header: str) -> None:
    assert preferred_language(header) in LANGUAGES


def test_a_sentence_without_translation_stands_in_french() -> None:
    assert translate(msg("Une phrase sans traduction : {n}.", n=3), "en") == "Une phrase sans traduction : 3."


def test_a_sentence_inside_another_is_translated_as_well() -> None:
    inner = msg("Connectez-vous pour faire cela.")
    assert translate(msg("({inner})", inner=inner), "en") == "(Sign in to do this.)"
    assert translate(msg("({inner})", inner=inner)) == "(Connectez-vous pour faire cela.)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_sentence_stays_empty(language: str) -> None:
    assert translate(Text(""), language) == ""
