"""Sentences in the reader's language: French as written in the code, others from the catalogues."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from chassis.domain import Text

CATALOGUES = Path(__file__).resolve().parent.parent / "locales"
SOURCE_LANGUAGE = "fr"
LANGUAGES = ("fr", "en")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; without one the French sentence stands."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation("messages", CATALOGUES, languages=[language], fallback=True)


def translate(text: Text, language: str = SOURCE_LANGUAGE) -> str:
    """The sentence in the language, its places filled."""
    template = catalogue(language).gettext(text.template) if text.template else ""
    return template.format(**{key: _shown(value, language) for key, value in text.values})


def _shown(value: object, language: str) -> object:
    return translate(value, language) if isinstance(value, Text) else value


def preferred_language(accept_language: str) -> str:
    """The first language of an Accept-Language header that has a catalogue, else French."""
    for part in accept_language.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return SOURCE_LANGUAGE
