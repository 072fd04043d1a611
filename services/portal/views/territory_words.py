"""Bodies and competences as people type them: by name, by code, or as the page proposes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from services.portal.clients.reference import Competence
from services.portal.storage.directory import Body, Directory, folded

IN_BRACKETS = re.compile(r"\(([\w-]{2,20})\)\s*$")
LEADING_CODE = re.compile(r"^\s*(\d{4})\b")


def plain(text: str) -> str:
    """Without accents, case, hyphens and apostrophes, as people search."""
    return " ".join(re.sub(r"[^\w]", " ", folded(text)).split())


def shown_body(body: Body) -> str:
    return f"{body.title} ({body.code})"


def shown_competence(competence: Competence) -> str:
    return f"{competence.code} – {competence.title}"


def find_body(directory: Directory, typed: str) -> Body | None:
    """The body meant by "Loos-en-Gohelle (62528)", "62528", "loos en gohelle" or "CALL"."""
    bracket = IN_BRACKETS.search(typed)
    by_code = directory.get(bracket[1] if bracket else typed.strip())
    if by_code is not None:
        return by_code
    wanted = plain(typed)
    named = [body for body in directory if wanted and wanted in (plain(body.title), plain(body.acronym))]
    return named[0] if len(named) == 1 else None


def find_competence(entries: Mapping[str, Competence], typed: str) -> Competence | None:
    """The competence meant by its code, its words as proposed, or words that only one has."""
    code = LEADING_CODE.match(typed)
    if code:
        return entries.get(code[1])
    wanted = plain(typed)
    if not wanted:
        return None
    exact = [entry for entry in entries.values() if plain(entry.title) == wanted]
    found = exact or [entry for entry in entries.values() if wanted in plain(entry.title)]
    return found[0] if len(found) == 1 else None
