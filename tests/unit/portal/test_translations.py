"""The catalogue: fresh, complete, with the same places as the French."""

from __future__ import annotations

from babel.messages.catalog import Catalog, Message

from services.portal import translations


def test_every_french_sentence_has_its_english() -> None:
    assert list(translations.faults()) == []


def test_sentences_of_templates_and_of_the_domains_are_found() -> None:
    found: Catalog = translations.extracted()
    assert "Aller au contenu" in found
    assert "Donnez un titre au projet." in found
    assert "Le plan ne contient aucun fonds de concours." in found


def test_a_translation_that_loses_a_place_is_a_fault() -> None:
    message = Message("{free} jours libres", "free days")
    assert [fault.partition(":")[0] for fault in translations._message_faults(message)] == [
        "other places than the French"
    ]


def test_a_sentence_without_translation_is_a_fault() -> None:
    assert list(translations._message_faults(Message("Bonjour", ""))) == ["not translated: Bonjour"]


def test_the_singular_of_a_plural_may_leave_the_number_out() -> None:
    message = Message(("Une réponse", "%(num)s réponses"), ("One answer", "%(num)s answers"))
    assert list(translations._message_faults(message)) == []
