"""What many pages ask for: the vocabulary of competences (remembered a while), and people's names."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from archipel.projects.v1.people_pb2 import GetPeopleRequest
from archipel.projects.v1.territories_pb2 import ListCompetencesRequest
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls

VOCABULARY_SECONDS = 600.0
LARGEST_PAGE = 200


@dataclass(frozen=True)
class Competence:
    """One entry of the national vocabulary (BANATIC)."""

    code: str
    title: str


class Vocabulary:
    """The competences, by code."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._entries: dict[str, Competence] = {}

    async def read(self, calls: Calls) -> dict[str, Competence]:
        """All competences; what was read before while the service does not answer."""
        if time.monotonic() - self._read_at > VOCABULARY_SECONDS:
            try:
                self._entries = {entry.code: entry for entry in await _competences(calls)}
                self._read_at = time.monotonic()
            except ServiceRefusal:
                if not self._entries:
                    raise
        return self._entries


async def _competences(calls: Calls) -> list[Competence]:
    found: list[Competence] = []
    token = ""
    while True:
        answer = await calls.ask(
            calls.services.territories.ListCompetences,
            ListCompetencesRequest(page_size=LARGEST_PAGE, page_token=token),
        )
        found += [Competence(entry.code, entry.title) for entry in answer.competences]
        token = answer.next_page_token
        if not token:
            return found


async def read_names(calls: Calls, people: Iterable[str]) -> dict[str, str]:
    """Names by "people/{id}", for somebody who is signed in. A person without a name, or out of reach,
    is left out. Nothing is remembered: a forgotten name is gone with the next page.
    """
    wanted = sorted({person for person in people if person.startswith("people/")})
    if not wanted or not calls.token:
        return {}
    try:
        answer = await calls.ask(calls.services.people.GetPeople, GetPeopleRequest(names=wanted))
    except ServiceRefusal:
        return {}
    return {person.name: person.display_name for person in answer.people if person.display_name}
