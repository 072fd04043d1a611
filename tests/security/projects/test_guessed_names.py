"""Names and ids of others, guessed in every field of every request that takes one: never an effect, and never
a word that would tell whether there is such a thing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from grpc import StatusCode

from archipel.projects.v1 import charters_pb2, projects_pb2, simulations_pb2
from chassis.testing.running import CallRefused, refusal
from chassis.testing.waiting import eventually
from services.projects.access import CHARTERS, PROJECTS, SIMULATIONS
from tests.integration.projects.project.world import LIEVIN, body
from tests.security.answers import Who, another_name, words
from tests.security.fields import Leaf, replaced
from tests.security.projects.asked import Asked, asked
from tests.security.projects.cast import ANONYMOUS, MAYOR, NOBODY
from tests.security.projects.kinds import Kind, inputs, kind_of
from tests.security.projects.sheets import SHEETS
from tests.security.projects.stage import ProjectStage
from tests.security.projects.staged_hidden import hidden_things
from tests.security.reflection import reflected

RPCS = [(service, rpc) for service, sheet in SHEETS.items() for rpc in sheet]
ACTING = ("body", "project.lead")
"""Where a command says for whom it acts."""

TEXTS = (Kind.LINE, Kind.LINES, Kind.DOCUMENT)

Hidden = Mapping[Kind, str]


@pytest.fixture(scope="module")
async def hidden(stage: ProjectStage) -> Hidden:
    return await hidden_things(stage)


async def ask_of(stage: ProjectStage, service: str, rpc: str) -> Asked:
    methods = await reflected(stage.client(ANONYMOUS))
    return asked(stage, methods[f"/{service}/{rpc}"])


def another(name: str) -> str:
    """What nobody has, of the same kind."""
    return another_name(name) if "/" in name else str(uuid4())


async def outcome(one: Asked, request: Message, who: Who) -> Any:
    try:
        return await one.call(request, who)
    except CallRefused as refused:
        return refused


@pytest.mark.parametrize(("service", "rpc"), RPCS, ids=[rpc for _, rpc in RPCS])
async def test_what_is_hidden_is_answered_as_what_is_not_there_in_every_field(
    stage: ProjectStage, hidden: Hidden, service: str, rpc: str
) -> None:
    one = await ask_of(stage, service, rpc)
    told = []
    for leaf in inputs(one.method):
        kind = kind_of(leaf, one.method)
        # One lends a role to somebody whom one may meet.
        if kind in hidden and leaf.path != "delegate":
            told += await differences(one, leaf, hidden[kind], kind)
    assert told == []


async def differences(one: Asked, leaf: Leaf, name: str, kind: Kind) -> list[str]:
    """What somebody could learn from the answers."""
    # Who holds a role may meet a name; others must not.
    who = NOBODY if kind is Kind.PEOPLE and one.method.name in ("GetPeople", "ForgetPerson") else one.who
    request, none = await one.request(), another(name)
    await one.stage.witness.quiet()
    before = await one.stage.witness.picture()
    got = await outcome(one, replaced(request, leaf, name), who)
    changed = await one.stage.witness.picture() != before
    if not isinstance(got, CallRefused) and not one.row.reads:
        request = await one.request()
    free = await outcome(one, replaced(request, leaf, none), who)
    at = f"{one.method.name}.{leaf.path}"
    match got, free:
        case CallRefused(), CallRefused():
            learned = await learned_from(one, leaf, (got, name), (free, none), who)
            return [f"{at}: a refusal changed something"] if changed else learned
        case CallRefused(), _:
            return [f"{at}: refused what is hidden, and not what is not there: {got!r}"]
        case _, CallRefused():
            return [f"{at}: took what is hidden, and not what is not there: {free!r}"]
        case _ if one.row.reads and said_of(got, name, none) != free.SerializeToString():
            return [f"{at} answers {got!r} and {free!r}"]
    return []


async def learned_from(
    one: Asked, leaf: Leaf, got: tuple[CallRefused, str], free: tuple[CallRefused, str], who: Who
) -> list[str]:
    """What two refusals, each with the name that was asked for, say differently; or that nobody noted it."""
    if words(*got) != words(*free):
        return [f"{leaf.path} tells what it hides: {words(*got)}, not {words(*free)}"]
    if leaf.path.endswith(NEVER_LOOKED_UP) or await is_noted(one, who, got[1]):
        return []
    return [f"{leaf.path}: no incident tells of {got[1]}"]


NEVER_LOOKED_UP = ("duplicate_of", "offer")
"""Words of the caller alone: whether there is such a thing is never asked."""


def said_of(answer: Message, name: str, none: str) -> bytes:
    return answer.SerializeToString().replace(name.encode(), none.encode())


async def is_noted(one: Asked, who: Who, name: str) -> bool:
    """Whoever guesses leaves a trace: what was guessed, where, and by whom."""

    async def noted() -> bool:
        found = await one.stage.witness.noted(one.path)
        return any((actor, resource) == (who.id, name) for _, actor, resource in found)

    try:
        return await eventually(noted, seconds=5)
    except AssertionError:
        return False


async def test_every_kind_of_name_was_guessed_in_some_field(stage: ProjectStage, hidden: Hidden) -> None:
    met = set()
    for service, rpc in RPCS:
        one = await ask_of(stage, service, rpc)
        met |= {kind_of(leaf, one.method) for leaf in inputs(one.method)}
    assert hidden.keys() <= met
    # Bodies and principles are public: nothing is hidden in their names.
    names = set(Kind) - {Kind.REQUEST, Kind.ETAG, Kind.PAGE, Kind.CODE, Kind.NUMBER, *TEXTS}
    assert names - hidden.keys() == {Kind.TERRITORIES, Kind.PRINCIPLES}


@pytest.mark.parametrize(("service", "rpc"), RPCS, ids=[rpc for _, rpc in RPCS])
async def test_nobody_acts_for_a_body_where_they_hold_no_role_whatever_the_state(
    stage: ProjectStage, service: str, rpc: str
) -> None:
    one = await ask_of(stage, service, rpc)
    acting = [leaf for leaf in inputs(one.method) if leaf.path in ACTING]
    # The lead of a project never changes: an update does not even read it.
    if one.row.reads or not acting or rpc == "UpdateProject":
        assert one.row.reads or rpc in WITHOUT_A_BODY
        return
    for state in stage.states(one.row.over):
        # What is hidden or cannot be named at all is refused before anybody asks who acts.
        if one.row.answer(one.who, state).code in (StatusCode.NOT_FOUND, StatusCode.INVALID_ARGUMENT):
            continue
        request = one.row.ask(await stage.shared(one.row.over, state), one.who)
        await stage.witness.quiet()
        before = await stage.witness.picture()
        for code in (LIEVIN, "99999"):
            refused = await refusal(one.call(replaced(request, acting[0], body(code))))
            assert refused.code == StatusCode.PERMISSION_DENIED
            assert refused.reason == OTHER_REASONS.get(rpc, "ROLE_MISSING")
            assert code in (refused.metadata["body"], refused.metadata.get("other"))
            assert code in refused.message
        assert await stage.witness.picture() == before


OTHER_REASONS = {"RevokeDelegation": "NOT_THE_BODY"}
"""Who gave or received a role may have none left: the body is only where the role was held."""

WITHOUT_A_BODY = frozenset({"UpdateProject", "SubmitProject", "WithdrawProject", "ForgetPerson"})
"""The thing itself says for whom one acts: its lead, or the body that registered the person."""

ROUNDS = 60


@pytest.mark.parametrize(
    ("kind", "service", "rpc", "request_of"),
    [
        (Kind.PROJECTS, PROJECTS, "GetProject", projects_pb2.GetProjectRequest),
        (Kind.PROJECTS, PROJECTS, "SubmitProject", projects_pb2.SubmitProjectRequest),
        (Kind.CHARTERS, CHARTERS, "GetCharter", charters_pb2.GetCharterRequest),
        (Kind.SIMULATIONS, SIMULATIONS, "GetSimulation", simulations_pb2.GetSimulationRequest),
    ],
)
async def test_what_is_hidden_takes_about_as_long_as_what_is_not_there(
    stage: ProjectStage, hidden: Hidden, kind: Kind, service: str, rpc: str, request_of: type[Any]
) -> None:
    """In turns, so that a busy machine slows down both."""
    one = await ask_of(stage, service, rpc)

    async def seconds(name: str) -> float:
        began = time.perf_counter()
        await refusal(one.call(request_of(name=name), MAYOR))
        return time.perf_counter() - began

    there, nowhere = [], []
    for _ in range(ROUNDS):
        there.append(await seconds(hidden[kind]))
        nowhere.append(await seconds(another(hidden[kind])))
    slow, fast = statistics.median(there), statistics.median(nowhere)
    assert slow < 2 * fast + 0.002, (slow, fast)
