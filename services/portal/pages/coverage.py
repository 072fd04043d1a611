"""Couverture: whether each competence has somebody able everywhere, as a matrix that people can read."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from archipel.projects.v1.coverage_pb2 import GetCoverageRequest
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text, msg
from services.portal.storage.directory import Body
from services.portal.views.coverage_view import (
    AGGLOMERATION,
    COMMUNE,
    Answer,
    Column,
    Row,
    alarms_of,
    columns_of,
    families_of,
    totals,
)
from services.portal.views.forms import Form
from services.portal.views.rule_words import COVERAGE
from services.portal.views.territory_words import find_body, shown_body
from services.portal.web.routing import get
from services.portal.web.visit import Visit

FEW = 4
"""So many communes are named; more are counted."""


async def show(visit: Visit) -> Response:
    query = visit.request.query_params
    directory = visit.portal.directory
    typed = query.get("collectivite", "").strip()
    body = find_body(directory, typed) if typed else None
    form = Form({"jour": [query.get("jour", "")]})
    day = form.date("jour")
    if typed and body is None:
        form.put("collectivite", typed)
        form.wrong("collectivite", msg("Choisissez la collectivité dans la liste."))
    coverage = await visit.calls.ask(
        visit.calls.services.coverage.GetCoverage,
        GetCoverageRequest(on=day, body=body.name if body else ""),
    )
    columns = columns_of(coverage, directory)
    everything = families_of(coverage, columns)
    alarms_only = query.get("montrer") == "alarmes"
    form.put("collectivite", shown_body(body) if body else typed)
    form.put("montrer", "alarmes" if alarms_only else "")
    return visit.render(
        "coverage.html",
        status=400 if form.faults else 200,
        form=form,
        body=body,
        coverage=coverage,
        totals=totals(coverage),
        columns=columns,
        families=families_of(coverage, columns, alarms_only=True) if alarms_only else everything,
        alarms=alarms_of(everything),
        alarms_only=alarms_only,
        able=lambda answer: _able(visit, answer),
        where=lambda answer: _where(visit, answer),
        alarm_words=lambda row: _alarm_words(visit, row, columns),
        bodies=[shown_body(each) for each in _asked_about(visit)],
    )


def _asked_about(visit: Visit) -> list[Body]:
    levels = (Level.LEVEL_POLE, Level.LEVEL_AGGLOMERATION, Level.LEVEL_COMMUNE)
    return [body for level in levels for body in visit.portal.directory.at_level(level)]


def _able(visit: Visit, answer: Answer) -> str:
    """Who is able, in a few words."""
    words = {COMMUNE: msg("la commune"), AGGLOMERATION: msg("l’agglomération")}
    names = [
        visit.language.text(words[code]) if code in words else visit.portal.directory.short(code)
        for code in answer.able
    ]
    return ", ".join(names) or visit.language.text(msg("personne"))


def _where(visit: Visit, answer: Answer) -> Text | str:
    """For which communes of the column, when not for all: named when few, else counted."""
    if answer.whole:
        return ""
    if len(answer.communes) > FEW:
        return msg("{count} communes", count=len(answer.communes))
    return ", ".join(visit.portal.directory.title(code) for code in answer.communes)


def _alarm_words(visit: Visit, row: Row, columns: Sequence[Column]) -> str:
    """What is wrong with one competence, place by place: "Personne : CALL (Lens, Liévin)"."""
    said = []
    for cell, column in zip(row.cells, columns, strict=True):
        place = column.body.short if column.body else visit.language.text(msg("Hors agglomération"))
        for answer in cell:
            if answer.alarm:
                where = visit.language.text(_where(visit, answer))
                kind = visit.language.text(COVERAGE[answer.kind])
                said.append(f"{kind} : {place}" + (f" ({where})" if where else ""))
    return " · ".join(said)


routes = [get("/couverture", show)]
