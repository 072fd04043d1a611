"""Territories, competences and the register between the wire and the domain."""

import re
from datetime import date

from archipel.projects.v1 import territories_pb2
from chassis.domain import Fault, InvalidInput, msg, raise_faults
from chassis.pagination import Page
from chassis.wire import date_from_wire, date_to_wire, name_from_wire
from services.projects.convert.enums import LEVEL, MODE
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.domain.territory import Competence, Territory
from services.projects.use_cases.list_competences import ListCompetences
from services.projects.use_cases.list_holdings import ListHoldings
from services.projects.use_cases.list_territories import ListTerritories

BODY_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}", re.ASCII)
COMPETENCE_CODE = re.compile(r"[0-9]{1,8}", re.ASCII)

HOLDING_KEYS = 4


def body_from_wire(name: str, field: str, faults: list[Fault]) -> str:
    """The code in "territories/{code}"."""
    before = len(faults)
    code = name_from_wire(name, "territories", field, faults)
    if len(faults) == before and not BODY_CODE.fullmatch(code):
        faults.append(
            Fault(
                field,
                "NAME_MALFORMED",
                msg("« {name} » n’est pas le nom d’une collectivité.", name=name[:80]),
            )
        )
        return ""
    return code


def body_to_wire(code: str) -> str:
    return f"territories/{code}" if code else ""


def territory_code_from_proto(request: territories_pb2.GetTerritoryRequest) -> str:
    faults: list[Fault] = []
    code = body_from_wire(request.name, "name", faults)
    raise_faults(faults)
    return code


def list_territories_from_proto(
    request: territories_pb2.ListTerritoriesRequest, page: Page
) -> ListTerritories:
    faults: list[Fault] = []
    (after,) = _keyset(page, 1) or ("",)
    level = LEVEL.optional(request.level, "level", faults)
    member_of = body_from_wire(request.member_of, "member_of", faults) if request.member_of else ""
    raise_faults(faults)
    return ListTerritories(page.size, after, level, member_of)


def list_competences_from_proto(_: territories_pb2.ListCompetencesRequest, page: Page) -> ListCompetences:
    (after,) = _keyset(page, 1) or ("",)
    return ListCompetences(page.size, after)


def list_holdings_from_proto(request: territories_pb2.ListHoldingsRequest, page: Page) -> ListHoldings:
    faults: list[Fault] = []
    after = _keyset(page, HOLDING_KEYS)
    if after:
        try:
            date.fromisoformat(after[-1])
        except ValueError:
            raise _broken_token() from None
    body = body_from_wire(request.body, "body", faults) if request.body else ""
    if request.competence and not COMPETENCE_CODE.fullmatch(request.competence):
        faults.append(
            Fault(
                "competence",
                "COMPETENCE_CODE",
                msg("« {code} » n’est pas un code de compétence.", code=request.competence[:80]),
            )
        )
    on = date_from_wire(request.on, "on", faults)
    raise_faults(faults)
    return ListHoldings(page.size, after, body, request.competence, on)


def territory_to_proto(territory: Territory) -> territories_pb2.Territory:
    facts = territory.facts
    return territories_pb2.Territory(
        name=territory.name,
        code=facts.code,
        level=LEVEL.to_wire(facts.level),
        title=facts.title,
        acronym=facts.acronym,
        siren=facts.siren,
        siret=facts.siret,
        siret_derived=facts.siret_derived,
        population=facts.population,
        members_of=facts.members_of,
        neighbours=facts.neighbours,
        longitude=facts.longitude or 0.0,
        latitude=facts.latitude or 0.0,
        vintage=facts.vintage,
        home_node=territory.home_node,
        epoch=territory.epoch,
        etag=territory.etag,
    )


def competence_to_proto(competence: Competence) -> territories_pb2.Competence:
    return territories_pb2.Competence(code=competence.code, title=competence.title)


def holding_to_proto(holding: Holding) -> territories_pb2.Holding:
    message = territories_pb2.Holding(
        body=body_to_wire(holding.body),
        competence=holding.competence,
        mode=MODE.to_wire(holding.mode),
        to=date_to_wire(holding.to),
        text=holding.text,
        deliberation=holding.deliberation,
        financial_tools=holding.financial_tools,
    )
    if holding.from_ is not None:
        # The field is named "from", which Python cannot write as an argument.
        getattr(message, "from").CopyFrom(date_to_wire(holding.from_))
    return message


def _keyset(page: Page, length: int) -> tuple[str, ...]:
    """What a page token holds, or InvalidInput when it was not made for this list."""
    if page.after and (len(page.after) != length or any("\0" in part for part in page.after)):
        raise _broken_token()
    return page.after


def _broken_token() -> InvalidInput:
    return InvalidInput(
        [
            Fault(
                "page_token",
                "PAGE_TOKEN_BROKEN",
                msg("Cette suite de liste n’est pas valable ici : recommencez au début."),
            )
        ]
    )
