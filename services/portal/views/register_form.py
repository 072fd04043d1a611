"""A line of the register from and to a form, and the identity that an address carries."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from google.type.date_pb2 import Date

from archipel.projects.v1.territories_pb2 import Holding, Mode
from chassis.domain import msg
from services.portal.clients.reference import Competence
from services.portal.storage.directory import Body, Directory
from services.portal.views.forms import Form, iso
from services.portal.views.rule_words import MODE
from services.portal.views.territory_words import find_body, find_competence, shown_body, shown_competence

EDITORS = ("elected",)
"""Who may change the register, at the holder or at a body above it."""

IDENTITY = ("body", "competence", "mode", "from")
"""What says which line is meant."""


REGISTER_COLUMNS = (
    "body",
    "competence",
    "mode",
    "from",
    "to",
    "text",
    "deliberation",
    "financial_tools",
)
"""The columns of register.csv (territories/README.md)."""


def register_row(holding: Holding) -> tuple[str, ...]:
    """One line as register.csv writes it."""
    return (
        holding.body.rpartition("/")[2],
        holding.competence,
        Mode.Name(holding.mode).removeprefix("MODE_").lower(),
        iso(first_day(holding)),
        iso(holding.to),
        holding.text,
        holding.deliberation,
        "yes" if holding.financial_tools else "no",
    )


def may_edit(directory: Directory, holder: str, acting: Body | None) -> bool:
    """Whether the acting body is the holder, or stands above it."""
    body = directory.get(holder)
    if acting is None or body is None:
        return False
    return acting.code == body.code or acting in directory.chain(body.code)


def holding_from(form: Form, directory: Directory, competences: Mapping[str, Competence]) -> Holding:
    """The line typed; what is wrong with it is in the form's faults."""
    body = find_body(directory, form.text("body"))
    if body is None:
        form.wrong("body", msg("Choisissez la collectivité dans la liste."))
    competence = find_competence(competences, form.text("competence"))
    if competence is None:
        form.wrong("competence", msg("Choisissez la compétence dans la liste."))
    mode = form.option("mode", MODE, msg("Choisissez comment elle est exercée."))
    start, end = form.date("from"), form.date("to")
    if start and end and iso(end) < iso(start):
        form.wrong("to", msg("Le dernier jour ne peut pas venir avant le premier."))
    return Holding(
        body=body.name if body else "",
        competence=competence.code if competence else "",
        mode=Mode.ValueType(mode),
        **{"from": start},
        to=end,
        text=form.text("text"),
        deliberation=form.text("deliberation"),
        financial_tools=bool(form.text("financial_tools")),
    )


def form_from(holding: Holding, directory: Directory, competences: Mapping[str, Competence]) -> Form:
    """The form of a line that stands."""
    form = Form()
    body, competence = directory.get(holding.body), competences.get(holding.competence)
    form.put("body", shown_body(body) if body else holding.body)
    form.put("competence", shown_competence(competence) if competence else holding.competence)
    form.put("mode", str(int(holding.mode)))
    form.put("from", iso(first_day(holding)))
    form.put("to", iso(holding.to))
    form.put("text", holding.text)
    form.put("deliberation", holding.deliberation)
    form.put("financial_tools", "1" if holding.financial_tools else "")
    return form


def first_day(holding: Holding) -> Date:
    """Its field is called "from", which Python keeps for itself."""
    day: Date = getattr(holding, "from")
    return day


def identity(holding: Holding) -> dict[str, str]:
    """What an address or a hidden field carries of a line."""
    return {
        "body": holding.body.rpartition("/")[2],
        "competence": holding.competence,
        "mode": str(int(holding.mode)),
        "from": iso(first_day(holding)),
    }


def address(path: str, holding: Holding) -> str:
    return f"{path}?{urlencode(identity(holding))}"


def named_by(form: Form, lines: list[Holding]) -> Holding | None:
    """The line that the identity in a form means."""
    wanted = {name: form.text(name) for name in IDENTITY}
    return next((line for line in lines if identity(line) == wanted), None)
