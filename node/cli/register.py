"""`archipel register who`, `list` and `history`: the dated register of who holds which competence."""

from __future__ import annotations

import asyncio
import unicodedata
from datetime import date
from typing import Annotated, Any

import typer

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say, table
from node.cli.territories import fetch as fetch_territories
from node.errors import NodeError
from node.where import client_settings

MODES = {
    "MODE_MANDATORY": "obligatoire",
    "MODE_COMMUNITY_INTEREST": "intérêt communautaire",
    "MODE_OPTIONAL": "facultative",
    "MODE_METROPOLITAN_INTEREST": "intérêt métropolitain",
    "MODE_TRANSFERRED_TO_THIRD_BODY": "transférée à un tiers",
    "MODE_DELEGATED": "déléguée",
    "MODE_BY_AGREEMENT": "par convention",
    "MODE_COMMUNAL": "communale",
}
ACTS = {
    "ACT_RECORDED": "inscrite",
    "ACT_ENDED": "terminée",
    "ACT_REMOVED": "retirée",
    "ACT_IMPORTED": "importée",
}
KINDS = {
    "COVERAGE_KIND_ONE": "✓ une seule collectivité capable",
    "COVERAGE_KIND_SHARED": "✓ partagée, et le partage est déclaré",
    "COVERAGE_KIND_NOBODY": "! personne n’est capable",
    "COVERAGE_KIND_UNDECLARED": "! partage non déclaré",
}

On = Annotated[str, typer.Option(help="Le jour, comme 2019-03-01 ; aujourd’hui sinon.")]
Body = Annotated[str, typer.Option(help="Seulement les lignes de cette collectivité (code).")]
Competence = Annotated[str, typer.Option(help="Seulement cette compétence (code BANATIC).")]


def who_command(
    competence: Annotated[str, typer.Argument(help="Code BANATIC de la compétence, par exemple 7555.")],
    commune: Annotated[str, typer.Argument(help="Nom ou code INSEE de la commune.")],
    *,
    on: On = "",
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Dit qui exerce une compétence dans une commune, tel jour."""
    answer = asyncio.run(ask_who(client_settings(data), competence, commune, day_of(on)))
    if json:
        as_json(answer)
        return
    say(answer["because"])
    say(KINDS.get(answer["kind"], ""))
    show_lines(
        answer.get("holdings", []), empty="Le registre n’a aucune ligne qui touche cette commune ce jour-là."
    )


def list_command(
    *,
    body: Body = "",
    competence: Competence = "",
    on: On = "",
    limit: Annotated[int, typer.Option(min=1, help="Nombre de lignes au plus.")] = 1_000,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Liste les lignes du registre, tel jour."""
    found = asyncio.run(fetch(client_settings(data), body, competence, day_of(on), limit))
    if json:
        as_json(found)
    else:
        show_lines(found, empty="Aucune ligne au registre ce jour-là.")


def history_command(
    *,
    body: Body = "",
    competence: Competence = "",
    limit: Annotated[int, typer.Option(min=1, help="Nombre de changements au plus.")] = 50,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Dit ce qui a changé au registre, le plus récent d’abord."""
    found = asyncio.run(fetch_history(client_settings(data), body, competence, limit))
    if json:
        as_json(found)
        return
    table(
        ["Quand", "Ligne", "Collectivité", "Compétence", "Mode", "Du", "Au", "Par", "Pourquoi"],
        [
            (
                change["time"][:16].replace("T", " "),
                ACTS.get(change["act"], ""),
                *columns(change["holding"])[:5],
                change.get("body", "").removeprefix("territories/") or "l’exploitant",
                change.get("why", ""),
            )
            for change in found
        ],
        empty="Rien n’a changé au registre.",
    )


def show_lines(lines: list[dict[str, Any]], *, empty: str) -> None:
    table(
        ["Collectivité", "Compétence", "Mode", "Du", "Au", "Délibération", "Texte"],
        [columns(line) for line in lines],
        empty=empty,
    )


def columns(line: dict[str, Any]) -> tuple[str, ...]:
    return (
        line["body"].removeprefix("territories/"),
        line["competence"],
        MODES.get(line["mode"], ""),
        day_text(line.get("from")) or "toujours",
        day_text(line.get("to")) or "–",
        line.get("deliberation", ""),
        line.get("text", ""),
    )


def day_text(day: dict[str, int] | None) -> str:
    return f"{day['day']:02}/{day['month']:02}/{day['year']}" if day else ""


def day_of(text: str) -> date | None:
    """Raise NodeError for a text that is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NodeError(
            "DATE_INVALID", f"« {text} » n’est pas une date : écrivez-la comme 2019-03-01."
        ) from None


async def ask_who(settings: Any, competence: str, commune: str, on: date | None) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict

    from archipel.projects.v1 import register_pb2, register_pb2_grpc
    from chassis.wire import date_to_wire
    from node.cli.calls import calling

    code = commune_code(commune, await fetch_territories(settings, ""))
    request = register_pb2.WhoHoldsRequest(
        commune=f"territories/{code}", competence=competence, on=date_to_wire(on)
    )
    async with calling(settings, "projects") as (channel, ask):
        answer = await ask(register_pb2_grpc.RegisterServiceStub(channel).WhoHolds, request)
    return MessageToDict(answer, preserving_proto_field_name=True)


def commune_code(wanted: str, territories: list[dict[str, Any]]) -> str:
    """The code of a commune that is named by its code, or by its name without regard to accents and case.
    Raise NodeError when there is none, or more than one.
    """
    communes: dict[str, str] = {
        each["code"]: each["title"] for each in territories if each["level"] == "LEVEL_COMMUNE"
    }
    if wanted in communes:
        return wanted
    found = [code for code, title in communes.items() if folded(title) == folded(wanted)]
    if len(found) == 1:
        return found[0]
    near = found or [code for code, title in communes.items() if folded(wanted) in folded(title)]
    names = ", ".join(f"{communes[code]} ({code})" for code in near[:5])
    hint = f"Voulez-vous dire {names} ?" if names else "« archipel territories list » les montre toutes."
    raise NodeError("COMMUNE_UNKNOWN", f"« {wanted} » ne désigne pas une commune. {hint}")


def folded(text: str) -> str:
    """Without accents, case, spaces and hyphens."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


async def fetch(
    settings: Any, body: str, competence: str, on: date | None, limit: int
) -> list[dict[str, Any]]:
    from archipel.projects.v1 import territories_pb2, territories_pb2_grpc
    from chassis.wire import date_to_wire
    from node.cli.calls import calling, every_page

    async with calling(settings, "projects") as (channel, ask):
        stub = territories_pb2_grpc.TerritoriesServiceStub(channel)
        request = territories_pb2.ListHoldingsRequest(
            body=body_name(body), competence=competence, on=date_to_wire(on)
        )
        return await every_page(ask, stub.ListHoldings, request, "holdings", most=limit)


async def fetch_history(settings: Any, body: str, competence: str, limit: int) -> list[dict[str, Any]]:
    from archipel.projects.v1 import register_pb2, register_pb2_grpc
    from node.cli.calls import calling, every_page

    async with calling(settings, "projects") as (channel, ask):
        stub = register_pb2_grpc.RegisterServiceStub(channel)
        request = register_pb2.ListHoldingChangesRequest(body=body_name(body), competence=competence)
        return await every_page(ask, stub.ListHoldingChanges, request, "changes", most=limit)


def body_name(code: str) -> str:
    return f"territories/{code.removeprefix('territories/')}" if code else ""
