"""Which body conciliates: inside one agglomeration its mayors, between several the bureau of the pole."""

import pytest

from services.projects.domain.conciliator import named_conciliation
from services.projects.domain.consent_round import ConciliatorKind
from services.projects.domain.drafting import Draft
from services.projects.domain.subsidiarity.decision import Decision, Owner, OwnerKind
from services.projects.domain.subsidiarity.facts import Body, Directory, Level, ProjectFacts
from tests.fixtures.projects.territory import BODIES, CAHC, CALL, GRENAY, HENIN, LOOS, POLE, SYNDICATE, TODAY

UNDER_THE_POLE, ALONE, ALONE_TOO = "62001", "62002", "62003"
ISOLATED, VILLAGE = "246200001", "62004"
DIRECTORY = Directory(
    (
        *BODIES,
        Body(UNDER_THE_POLE, Level.COMMUNE, "Sous le pôle seul", members_of=(POLE,)),
        Body(ALONE, Level.COMMUNE, "Seule"),
        Body(ALONE_TOO, Level.COMMUNE, "Seule aussi"),
        Body(ISOLATED, Level.AGGLOMERATION, "Sans pôle"),
        Body(VILLAGE, Level.COMMUNE, "Village", members_of=(ISOLATED,)),
    )
)
MAYORS, BUREAU = ConciliatorKind.CONFERENCE_OF_MAYORS, ConciliatorKind.BUREAU_OF_THE_POLE


@pytest.mark.parametrize(
    ("lead", "works", "impact", "owner", "kind", "body"),
    [
        pytest.param(LOOS, (LOOS, GRENAY), (), LOOS, MAYORS, CALL, id="inside one agglomeration"),
        pytest.param(LOOS, (LOOS,), (HENIN,), CALL, MAYORS, CALL, id="the agglomeration owns; works count"),
        pytest.param(CALL, (), (LOOS, HENIN), CALL, BUREAU, POLE, id="an approach over two agglomerations"),
        pytest.param(LOOS, (LOOS, HENIN), (), "", BUREAU, POLE, id="between agglomerations, without owner"),
        pytest.param(LOOS, (LOOS,), (), CAHC, BUREAU, POLE, id="the owner stands elsewhere"),
        pytest.param(LOOS, (LOOS,), (), POLE, BUREAU, POLE, id="the pole owns"),
        pytest.param(LOOS, (LOOS,), (), SYNDICATE, BUREAU, POLE, id="a third body owns"),
        pytest.param(
            UNDER_THE_POLE, (UNDER_THE_POLE,), (), UNDER_THE_POLE, BUREAU, POLE, id="in no agglomeration"
        ),
        pytest.param(LOOS, (ALONE,), (), ALONE, BUREAU, POLE, id="the pole of the lead, where there is one"),
        pytest.param(VILLAGE, (VILLAGE, ALONE), (), "", MAYORS, ISOLATED, id="no pole: the lead's mayors"),
        pytest.param(ALONE, (ALONE, ALONE_TOO), (), "", MAYORS, ALONE, id="nobody above: the lead itself"),
    ],
)
def test_a_contest_falls_to(
    lead: str,
    works: tuple[str, ...],
    impact: tuple[str, ...],
    owner: str,
    kind: ConciliatorKind,
    body: str,
) -> None:
    draft = Draft(lead, "Un projet", ProjectFacts("7575", works, impact_area=impact))
    named = named_conciliation(draft, decided(owner), DIRECTORY)
    assert (named.kind, named.body) == (kind, body)


def decided(owner: str) -> Decision:
    kind = OwnerKind.BODY if owner else OwnerKind.NOBODY
    return Decision(
        owner=Owner(kind, owner),
        roles=(),
        rules=(),
        not_chosen=(),
        blocked=None,
        conditions=(),
        date=TODAY,
        explanation="",
        charter_id="artois",
        charter_version="1",
    )
