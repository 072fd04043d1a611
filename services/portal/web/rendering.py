"""Templates: French sentences are the msgids; what is a Text is translated where it is shown."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chassis.domain import Text
from services.portal.views import project_words, rule_words, words
from services.portal.views.language import Language, typeset
from services.portal.web.assets import ASSETS

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def asset(name: str) -> str:
    """Address of a static file; it changes with the content, so that browsers may keep it for ever."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256(ASSETS[name].read_bytes()).hexdigest()[:12]


@cache
def environment(language: Language) -> Environment:
    """Jinja for one language."""

    def shown(value: object) -> object:
        return language.text(value) if isinstance(value, Text) else value

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals.update(
        asset=asset, words=words, project_words=project_words, rule_words=rule_words, language=language
    )
    made.filters.update(
        euros=language.euros,
        money=language.money,
        number=language.number,
        share=language.share,
        date=language.date,
        moment=language.moment,
        translated=language.text,
        typeset=typeset,
    )
    return made


def compile_templates(language: Language) -> None:
    """Ahead of the first visit, which would wait for it otherwise."""
    made = environment(language)
    for name in made.list_templates():
        made.get_template(name)
