"""What a charter may not hide from those who vote it: in its values, its conditions and its remarks."""

from __future__ import annotations

import pytest

from archipel.projects.v1 import charters_pb2
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from chassis.testing.running import CallRefused
from tests.integration.projects.project.world import LOOS, body
from tests.security.projects.stage import ProjectStage
from tests.security.projects.staged_rules import text_of

SPELLED = {
    "header": "a\\r\\nSet-Cookie: x",
    "right to left": "a\\u202eb",
    "NUL": "a\\0b",
    "escape": "a\\x1b[31mb",
    "line separator": "a\\u2028b",
}
VALUES = {
    "title": ("title: Pacte de 62528", "title: Jours pour accepter ou contester"),
    "source": ("source: Délibération du pacte",),
    "text": ("text: Un projet de plus de 500 000 € est présenté aux maires.",),
    "asks": ("asks: une présentation en conférence des maires",),
}
SEVERAL_LINES = ("text", "asks")


@pytest.mark.parametrize("name", SPELLED)
@pytest.mark.parametrize("key", VALUES)
async def test_a_charter_spells_out_no_character_that_misleads(
    stage: ProjectStage, key: str, name: str
) -> None:
    """YAML can spell a character that the text itself does not hold."""
    text = text_of(LOOS)
    for old in VALUES[key]:
        assert old in text
        spelled = text.replace(old, f'{key}: "{SPELLED[name]}"', 1)
        refused = await refusal_of(stage, spelled)
        if name == "header" and key in SEVERAL_LINES:
            assert refused is None
        else:
            assert refused is not None, old
            assert set(refused.fields.values()) == {"CONTROL_CHARACTER"}


async def test_a_charter_hides_nothing_in_its_remarks(stage: ProjectStage) -> None:
    text = f"# Rien\u202e ici\n{text_of(LOOS)}"
    refused = await refusal_of(stage, text)
    assert refused is not None
    assert refused.fields == {"text.charter": "CHARTER_UNREADABLE"}
    assert "ligne 1" in refused.message


async def test_a_condition_hides_nothing_between_its_quotes(stage: ProjectStage) -> None:
    """A text in a condition may hold any letter, so that the engine itself has nothing against it."""
    text = text_of(LOOS).replace(
        "when: project.cost > 500000.0", """when: "project.competence == '6520\\u202e'\"""", 1
    )
    refused = await refusal_of(stage, text)
    assert refused is not None
    assert refused.fields == {f"text.rules.PACTE-{LOOS}.when": "CONTROL_CHARACTER"}


async def refusal_of(stage: ProjectStage, text: str) -> CallRefused | None:
    """None where the draft was taken."""
    try:
        request = charters_pb2.CreateCharterRequest(body=body(LOOS), text=text)
        await stage.do("mayor", CharterServiceStub, "CreateCharter", request)
    except CallRefused as refused:
        return refused
    return None
