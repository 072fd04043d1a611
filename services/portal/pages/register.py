"""Registre des compétences: who holds what, where, since when; ask it about any commune and any day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from google.type.date_pb2 import Date
from starlette.responses import Response, StreamingResponse

from archipel.projects.v1.register_pb2 import (
    CoverageKind,
    ListHoldingChangesRequest,
    WhoHoldsRequest,
    WhoHoldsResponse,
)
from archipel.projects.v1.territories_pb2 import Holding, Level, ListHoldingsRequest
from chassis.domain import msg, paris_day
from services.portal.clients.reference import Competence, read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.storage.directory import Body
from services.portal.views.forms import Form, iso
from services.portal.views.register_form import EDITORS, REGISTER_COLUMNS, address, may_edit, register_row
from services.portal.views.sheets import CSV, lines
from services.portal.views.territory_words import find_body, find_competence, shown_body, shown_competence
from services.portal.web.routing import get
from services.portal.web.visit import Visit

MOST = 200
PAGE = 30

QUESTION = ("commune", "competence", "jour")
"""What is asked: where, what, when."""

ALARMS = (CoverageKind.COVERAGE_KIND_NOBODY, CoverageKind.COVERAGE_KIND_UNDECLARED)


@dataclass(frozen=True)
class Answer:
    """What the register says about one commune, one competence, one day."""

    commune: Body
    competence: Competence
    found: WhoHoldsResponse

    @property
    def alarm(self) -> bool:
        return self.found.kind in ALARMS


async def show(visit: Visit) -> Response:
    query = visit.request.query_params
    form = Form({name: [query[name].strip()] for name in QUESTION if query.get(name)})
    asked = bool(form.text("commune") or form.text("competence"))
    competences = await visit.portal.vocabulary.read(visit.calls)
    answer = await _ask(visit, form, competences) if asked else None
    body = _body(visit, query.get("collectivite", ""))
    token = query.get("suite", "")
    day = form.date("jour") if body else None
    held, more = await _lines(visit, body, token, day) if body else ([], "")
    return visit.render(
        "register.html",
        status=400 if form.faults else 200,
        form=form,
        empty=Form(),
        answer=answer,
        body=body,
        unknown=query.get("collectivite", "") if not body else "",
        lines=held,
        more=more,
        communes=[shown_body(each) for each in visit.portal.directory.communes],
        bodies=[shown_body(each) for each in visit.portal.directory],
        competences=competences,
        listed=[shown_competence(each) for each in competences.values()],
        today=iso_today(visit),
        may_edit=lambda holding: editable(visit, holding),
        may_add=visit.acting is not None and visit.holds(visit.acting.code, *EDITORS),
        address=address,
    )


async def _ask(visit: Visit, form: Form, competences: dict[str, Competence]) -> Answer | None:
    commune = find_body(visit.portal.directory, form.text("commune"))
    if commune is None or commune.level != Level.LEVEL_COMMUNE:
        form.put("commune", form.text("commune"))
        form.wrong("commune", msg("Choisissez une commune de la liste."))
    competence = find_competence(competences, form.text("competence"))
    if competence is None:
        form.put("competence", form.text("competence"))
        form.wrong("competence", msg("Choisissez une compétence de la liste."))
    day = form.date("jour")
    if form.faults or commune is None or competence is None:
        return None
    sent = WhoHoldsRequest(commune=commune.name, competence=competence.code, on=day)
    try:
        found = await visit.calls.ask(visit.calls.services.register.WhoHolds, sent)
    except ServiceRefusal as refusal:
        if refusal.missing or refusal.down:
            raise
        form.take(refusal.fields, refusal.message)
        return None
    form.put("commune", shown_body(commune))
    form.put("competence", shown_competence(competence))
    return Answer(commune, competence, found)


def _body(visit: Visit, typed: str) -> Body | None:
    """The body whose lines are asked for, by code or by name."""
    return find_body(visit.portal.directory, typed) if typed else None


async def _lines(visit: Visit, body: Body, token: str, day: Date | None) -> tuple[list[Holding], str]:
    listed = await visit.calls.ask(
        visit.calls.services.territories.ListHoldings,
        ListHoldingsRequest(page_size=MOST, page_token=token, body=body.name, on=day),
    )
    return sorted(listed.holdings, key=lambda line: line.competence), listed.next_page_token


def editable(visit: Visit, holding: Holding) -> bool:
    acting = visit.acting
    return (
        acting is not None
        and visit.holds(acting.code, *EDITORS)
        and may_edit(visit.portal.directory, holding.body, acting)
    )


def iso_today(visit: Visit) -> str:
    day = paris_day(visit.portal.clock.now())
    return iso(Date(year=day.year, month=day.month, day=day.day))


async def history(visit: Visit) -> Response:
    """What was changed in the register, newest first."""
    query = visit.request.query_params
    body = _body(visit, query.get("collectivite", ""))
    competence = query.get("competence", "")
    listed = await visit.calls.ask(
        visit.calls.services.register.ListHoldingChanges,
        ListHoldingChangesRequest(
            page_size=PAGE,
            page_token=query.get("suite", ""),
            body=body.name if body else "",
            competence=competence if competence.isdecimal() else "",
        ),
    )
    return visit.render(
        "register_history.html",
        changes=listed.changes,
        more=listed.next_page_token,
        body=body,
        competence=competence,
        competences=await visit.portal.vocabulary.read(visit.calls),
        names=await read_names(visit.calls, [_person(change.actor) for change in listed.changes]),
        person=_person,
    )


def _person(actor: str) -> str:
    """The name under which a pseudonymous id is known: "people/{id}"."""
    return actor if "/" in actor or not actor else f"people/{actor}"


async def export(visit: Visit) -> Response:
    """The register in force today, in the columns that an import and a simulation read."""
    service = visit.calls.services.territories
    first = await visit.calls.ask(service.ListHoldings, ListHoldingsRequest(page_size=MOST))

    async def rows() -> AsyncIterator[str]:
        yield lines([REGISTER_COLUMNS], delimiter=",")
        page = first
        while True:
            yield lines(map(register_row, page.holdings), delimiter=",")
            if not page.next_page_token:
                return
            page = await visit.calls.ask(
                service.ListHoldings,
                ListHoldingsRequest(page_size=MOST, page_token=page.next_page_token),
            )

    head = 'attachment; filename="register.csv"'
    return StreamingResponse(rows(), media_type=CSV, headers={"Content-Disposition": head})


routes = [
    get("/registre/registre.csv", export),
    get("/registre", show),
    get("/registre/historique", history),
]
