"""What each text field of a request holds. A field that is not told of here makes tests fail, and so does one
that is told of and no longer there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from google.protobuf.descriptor import MethodDescriptor

from archipel.projects.v1.projects_pb2 import Project
from tests.security.fields import Leaf, leaves


class Kind(StrEnum):
    """Those with a plural noun are names of resources."""

    PROJECTS = "projects"
    CHARTERS = "charters"
    WISHES = "wishes"
    SIMULATIONS = "simulations"
    PRINCIPLES = "principles"
    PEOPLE = "people"
    DELEGATIONS = "delegations"
    TERRITORIES = "territories"
    OFFER = "offer"
    """Id of an offer, a UUID."""
    REQUEST = "request"
    ETAG = "etag"
    PAGE = "page"
    CODE = "code"
    """Of a competence, or a role."""
    NUMBER = "number"
    LINE = "line"
    """A text of one line."""
    LINES = "lines"
    """A text that may have several."""
    DOCUMENT = "document"
    """YAML or CSV, read by a parser of its own."""


BY_FIELD: Mapping[str, Kind] = {
    "request_id": Kind.REQUEST,
    "etag": Kind.ETAG,
    "page_token": Kind.PAGE,
    "body": Kind.TERRITORIES,
    "lead": Kind.TERRITORIES,
    "to": Kind.TERRITORIES,
    "commune": Kind.TERRITORIES,
    "member_of": Kind.TERRITORIES,
    "works_area": Kind.TERRITORIES,
    "impact_area": Kind.TERRITORIES,
    "origin": Kind.TERRITORIES,
    "project": Kind.PROJECTS,
    "projects": Kind.PROJECTS,
    "part_of": Kind.PROJECTS,
    "duplicate_of": Kind.PROJECTS,
    "charter": Kind.CHARTERS,
    "against": Kind.CHARTERS,
    "wish": Kind.WISHES,
    "person": Kind.PEOPLE,
    "delegate": Kind.PEOPLE,
    "names": Kind.PEOPLE,
    "offer": Kind.OFFER,
    "competence": Kind.CODE,
    "role": Kind.CODE,
    "gain": Kind.NUMBER,
    "days": Kind.NUMBER,
    "title": Kind.LINE,
    "label": Kind.LINE,
    "lots": Kind.LINE,
    "document": Kind.LINE,
    "documents": Kind.LINE,
    "reference": Kind.LINE,
    "deliberation": Kind.LINE,
    "display_name": Kind.LINE,
    "why": Kind.LINE,
    "reason": Kind.LINE,
    "summary": Kind.LINES,
    "text": Kind.LINES,
    "expected_results": Kind.LINES,
    "results": Kind.LINES,
    "lessons": Kind.LINES,
    "register": Kind.DOCUMENT,
    "capacities": Kind.DOCUMENT,
}
"""By the name of the field, whatever holds it."""

BY_PLACE: Mapping[str, Kind] = {
    "archipel.projects.v1.Holding.text": Kind.LINE,
    "archipel.projects.v1.CreateCharterRequest.text": Kind.DOCUMENT,
    "archipel.projects.v1.UpdateCharterRequest.text": Kind.DOCUMENT,
}
"""Where the same name means something else."""

BY_NOUN: Mapping[str, Kind] = {
    "Project": Kind.PROJECTS,
    "ProjectHistory": Kind.PROJECTS,
    "Participation": Kind.PROJECTS,
    "Ownership": Kind.PROJECTS,
    "Decision": Kind.PROJECTS,
    "Opinion": Kind.PROJECTS,
    "Conciliation": Kind.PROJECTS,
    "Offer": Kind.PROJECTS,
    "Transfer": Kind.PROJECTS,
    "DeclineWish": Kind.PROJECTS,
    "WithdrawWish": Kind.WISHES,
    "Principle": Kind.PRINCIPLES,
    "Charter": Kind.CHARTERS,
    "CharterToVote": Kind.CHARTERS,
    "Charters": Kind.CHARTERS,
    "Simulation": Kind.SIMULATIONS,
    "SimulationChanges": Kind.SIMULATIONS,
    "Territory": Kind.TERRITORIES,
    "Person": Kind.PEOPLE,
    "Delegation": Kind.DELEGATIONS,
}
"""What the field `name` of an RPC names: the end of the RPC's own name says it."""

CHANGED = frozenset({"title", "summary", "participants", "facts", "restricted", "planned_start"})
"""What the lead may change of a project."""

WRITTEN = CHANGED | {"lead", "synthetic", "part_of"}
"""What the lead writes once; everything else in a project is output only."""

OUTPUT_ONLY = frozenset(
    str(field.full_name)
    for field in Project.DESCRIPTOR.fields
    if field.name not in WRITTEN | {"name", "etag"}
)


def kind_of(leaf: Leaf, method: MethodDescriptor) -> Kind:
    """Raise KeyError for a field that nobody told of."""
    if leaf.full_name in BY_PLACE:
        return BY_PLACE[leaf.full_name]
    field = leaf.full_name.rpartition(".")[2]
    if field != "name":
        return BY_FIELD[field]
    if len(leaf.fields) > 1:
        return {"project": Kind.PROJECTS}[leaf.fields[0].name]
    fitting = [noun for noun in BY_NOUN if method.name.endswith(noun)]
    return BY_NOUN[max(fitting, key=len)] if fitting else BY_NOUN[method.name]


def inputs(method: MethodDescriptor) -> list[Leaf]:
    """The text fields that a caller may fill."""
    return list(leaves(method.input_type, OUTPUT_ONLY))
