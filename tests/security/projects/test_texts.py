"""Texts that mean no good, in every text field of every request: stored to the letter or refused under the
name of the field, never half, and never a fault of the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message
from grpc import StatusCode
from sqlalchemy import func, select

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from chassis.tables import journal
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from tests.integration.projects.project.world import GRENAY, LOOS, body, euros, vote
from tests.security.fields import Leaf, replaced
from tests.security.projects.asked import Asked, asked
from tests.security.projects.cast import ANONYMOUS
from tests.security.projects.kinds import Kind, inputs, kind_of
from tests.security.projects.sheets import SHEETS
from tests.security.projects.stage import ProjectStage
from tests.security.reflection import reflected

RPCS = [(service, rpc) for service, sheet in SHEETS.items() for rpc in sheet]
COMMANDS = [(service, rpc) for service, rpc in RPCS if not SHEETS[service][rpc].reads]

MARKUP = """<script>alert("é'&%s{{7*7}}")</script>"""
"""Text like any other, to whoever shows it as text; and nobody writes it by mistake."""
LINES = "Première ligne.\n\n\tDeuxième ligne."

HIDDEN = {
    "NUL": "a\0b",
    "escape": "a\x1b[31mb",
    "next line": "a\u0085b",
    "line separator": "a\u2028b",
    "right to left": "a\u202egnp.exe",
    "isolate": "a\u2066b",
}
"""What no text may hold: it shows something other than it says, or ends where others go on."""
NEW_LINES = {
    "header": "a\r\nSet-Cookie: session=1",
    "line feed": "a\nb",
    "tab": "a\tb",
}
"""What a text of one line may not hold."""
LONG = "x" * 100_000

IGNORED = {
    ("EndHolding", "holding.text"),
    ("RemoveHolding", "holding.text"),
    ("RemoveHolding", "holding.deliberation"),
}
"""Which line is meant is said by its body, competence, mode and first day; nothing else of it is read."""


def rich_project() -> pb.Project:
    """Every text that a lead may write has a place."""
    return pb.Project(
        title="Un square",
        summary="Des arbres et des bancs.",
        lead=body(LOOS),
        participants=[pb.Participant(body=body(GRENAY))],
        facts=rich_facts(),
    )


def rich_facts() -> facts.ProjectFacts:
    return facts.ProjectFacts(
        competence="6520",
        works_area=[body(LOOS)],
        impact_area=[body(LOOS)],
        origin=body(LOOS),
        cost=euros(90_000),
        asset_owner=facts.Party(kind=facts.PARTY_KIND_LANDLORD, title="Bailleur"),
        partners=[facts.Party(kind=facts.PARTY_KIND_ASSOCIATION, title="Les voisins")],
        person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="4")],
        label="TETE",
        evidence=[
            facts.Evidence(criterion=facts.SCALE_CRITERION_MUTUALISATION_GAIN, document="Étude", gain="0.2")
        ],
        programme=True,
        lots=["Premier lot"],
    )


def enriched(request: Any) -> Message:
    """With a place for every text."""
    if isinstance(request, pb.CreateProjectRequest):
        request.project.CopyFrom(rich_project())
    elif isinstance(request, pb.UpdateProjectRequest):
        name, etag = request.project.name, request.project.etag
        request.project.CopyFrom(rich_project())
        request.project.name, request.project.etag = name, etag
        request.update_mask.CopyFrom(FieldMask(paths=["*"]))
    elif "facts" in request.DESCRIPTOR.fields_by_name:
        request.facts.CopyFrom(rich_facts())
    return request  # type: ignore[no-any-return]


def spoiled(request: Message, leaf: Leaf, text: str) -> Message:
    """The request with that text; a vote that it now speaks of has a date too."""
    made: Any = replaced(request, leaf, text)
    if leaf.path == "deliberation.reference" and isinstance(made.deliberation, consent_pb2.Deliberation):
        made.deliberation.date.CopyFrom(vote().date)
    return made  # type: ignore[no-any-return]


async def ask_of(stage: ProjectStage, service: str, rpc: str) -> Asked:
    methods = await reflected(stage.client(ANONYMOUS))
    return asked(stage, methods[f"/{service}/{rpc}"])


async def code_of(one: Asked, request: Message) -> CallRefused | None:
    try:
        await one.call(request)
    except CallRefused as refused:
        return refused
    return None


async def last_place(stage: ProjectStage) -> int:
    """In the journal, as it stands."""
    async with stage.witness.engine.connect() as connection:
        return await connection.scalar(select(func.max(journal.c.position))) or 0


async def journalled(stage: ProjectStage, after: int) -> bytes:
    """All that was written into the journal since."""
    async with stage.witness.engine.connect() as connection:
        rows = await connection.scalars(select(journal.c.envelope).where(journal.c.position > after))
        return b"".join(bytes(row) for row in rows)


def texts(one: Asked) -> list[Leaf]:
    return [leaf for leaf in inputs(one.method) if kind_of(leaf, one.method) in (Kind.LINE, Kind.LINES)]


@pytest.mark.parametrize(("service", "rpc"), COMMANDS, ids=[rpc for _, rpc in COMMANDS])
async def test_markup_is_stored_to_the_letter_and_noted(stage: ProjectStage, service: str, rpc: str) -> None:
    one = await ask_of(stage, service, rpc)
    told, written = [], 0
    before = (await stage.witness.noted(one.path))["MARKUP_IN_TEXT", one.who.id, ""]
    for leaf in texts(one):
        for text in (MARKUP, LINES) if kind_of(leaf, one.method) is Kind.LINES else (MARKUP,):
            request = enriched(await one.request())
            place = await last_place(stage)
            answer = await one.call(spoiled(request, leaf, text))
            written += text == MARKUP
            kept = text.encode() in answer.SerializeToString() + await journalled(stage, place)
            if kept == ((rpc, leaf.path) in IGNORED):
                told.append(f"{rpc}.{leaf.path}: {'kept' if kept else 'not kept to the letter'}")
    assert told == []

    async def all_noted() -> bool:
        noted = (await stage.witness.noted(one.path))["MARKUP_IN_TEXT", one.who.id, ""]
        return noted - before == written

    assert await eventually(all_noted)


@pytest.mark.parametrize(("service", "rpc"), COMMANDS, ids=[rpc for _, rpc in COMMANDS])
async def test_what_misleads_is_refused_under_the_name_of_its_field(
    stage: ProjectStage, service: str, rpc: str
) -> None:
    one = await ask_of(stage, service, rpc)
    request = enriched(await one.request())
    await stage.witness.quiet()
    before = await stage.witness.picture()
    told = []
    for leaf in texts(one):
        if (rpc, leaf.path) in IGNORED:
            continue
        for name, text in bad_texts(kind_of(leaf, one.method)).items():
            refused = await code_of(one, spoiled(request, leaf, text))
            reasons = {"TOO_LONG"} if name == "long" else {"CONTROL_CHARACTER", "TOO_LONG"}
            if refused is None or refused.fields.get(leaf.path) not in reasons:
                told.append(f"{rpc}.{leaf.path}, {name}: {refused and (refused.code, refused.fields)}")
    assert told == []
    assert await stage.witness.picture() == before


def bad_texts(kind: Kind) -> dict[str, str]:
    return HIDDEN | (NEW_LINES if kind is Kind.LINE else {}) | {"long": LONG}


@pytest.mark.parametrize(("service", "rpc"), RPCS, ids=[rpc for _, rpc in RPCS])
async def test_names_and_codes_that_hold_anything_else_are_refused_and_never_a_fault_of_the_service(
    stage: ProjectStage, service: str, rpc: str
) -> None:
    """In a list a code that nobody has is an empty page."""
    one = await ask_of(stage, service, rpc)
    request = enriched(await one.request())
    await stage.witness.quiet()
    before = await stage.witness.picture()
    told = []
    for leaf in inputs(one.method):
        kind = kind_of(leaf, one.method)
        if kind in (Kind.LINE, Kind.LINES) or ignored(rpc, leaf):
            continue
        for name, text in (HIDDEN | NEW_LINES | {"markup": MARKUP, "long": LONG}).items():
            refused = await code_of(one, spoiled(request, leaf, text))
            if refused is None or refused.code not in EXPECTED:
                told.append(f"{rpc}.{leaf.path}, {name}: {refused and (refused.code, refused.reason)}")
    assert told == []
    assert await stage.witness.picture() == before


EXPECTED: Sequence[StatusCode] = (
    StatusCode.INVALID_ARGUMENT,
    StatusCode.NOT_FOUND,
    StatusCode.ABORTED,
    StatusCode.FAILED_PRECONDITION,
    StatusCode.PERMISSION_DENIED,
)


def ignored(rpc: str, leaf: Leaf) -> bool:
    """What only the service sets of a project is not even read; the lead of one never changes."""
    not_read = {"CreateProject": ("project.name", "project.etag")}
    not_read["UpdateProject"] = ("project.lead", "project.part_of")
    return leaf.path in not_read.get(rpc, ())


async def test_bytes_that_are_no_text_are_refused_before_anybody_reads_them(stage: ProjectStage) -> None:
    """Half a surrogate, and what is no UTF-8 at all."""
    one = await ask_of(stage, "archipel.projects.v1.ProjectsService", "CreateProject")
    whole = pb.CreateProjectRequest(project=pb.Project(title="XXX", lead=body(LOOS))).SerializeToString()
    before = await stage.witness.picture()
    noted = (await stage.witness.noted(one.path))["MESSAGE_MALFORMED", one.who.id, ""]
    client = stage.client(one.who)
    for broken in (b"\xed\xa0\x80", b"\xff\xfe\xfd", b"\xc0\xafa"):
        call: Any = client.channel.unary_unary(one.path)
        sent = partial(sent_as, call, whole.replace(b"XXX", broken))
        refused = await refusal(client.call(sent, pb.Project()))
        assert (refused.code, refused.reason) == (StatusCode.INVALID_ARGUMENT, "MESSAGE_MALFORMED")
        assert refused.fields == {"message": "MESSAGE_MALFORMED"}
    assert await stage.witness.picture() == before

    async def all_noted() -> bool:
        found = (await stage.witness.noted(one.path))["MESSAGE_MALFORMED", one.who.id, ""]
        return found == noted + 3

    assert await eventually(all_noted)


def sent_as(call: Any, sent: bytes, _: Message, **more: Any) -> Any:
    """The bytes in place of a message."""
    return call(sent, **more)


async def test_what_is_stored_stands_in_the_journal_to_the_letter(stage: ProjectStage) -> None:
    draft = pb.CreateProjectRequest(project=pb.Project(title=MARKUP, summary=LINES, lead=body(LOOS)))
    made = await stage.world.do("mayor", "CreateProject", draft)
    async with stage.witness.engine.connect() as connection:
        found = await connection.scalar(
            select(journal.c.envelope).where(journal.c.aggregate_id == made.name.rpartition("/")[2])
        )
    assert found is not None
    assert MARKUP.encode() in found
    assert LINES.encode() in found
