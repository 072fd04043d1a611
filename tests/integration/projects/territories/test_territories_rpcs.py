"""TerritoriesService over the wire, on a real PostgreSQL and NATS."""

import grpc
import pytest
from google.type.date_pb2 import Date

from archipel.projects.v1 import territories_pb2, territories_pb2_grpc
from chassis.pagination import next_token
from chassis.testing.running import Client, refusal

CALL = "246200364"
T = territories_pb2


def territories(client: Client) -> territories_pb2_grpc.TerritoriesServiceStub:
    return territories_pb2_grpc.TerritoriesServiceStub(client.channel)


async def test_anybody_reads_a_body_without_an_account(anybody: Client) -> None:
    loos = await anybody.call(
        territories(anybody).GetTerritory, T.GetTerritoryRequest(name="territories/62528")
    )

    assert (loos.title, loos.level, loos.population) == ("Loos-en-Gohelle", T.LEVEL_COMMUNE, 6850)
    assert (loos.siren, loos.siret, loos.siret_derived) == ("216205286", "21620528600018", True)
    assert (list(loos.members_of), loos.vintage) == ([CALL], "2026")
    assert (loos.home_node, loos.epoch, loos.etag) == ("rpcs", 1, '"1-1"')


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("territories/75056", grpc.StatusCode.NOT_FOUND),
        ("communes/62528", grpc.StatusCode.INVALID_ARGUMENT),
        ("territories/", grpc.StatusCode.INVALID_ARGUMENT),
        ("territories/62\0", grpc.StatusCode.INVALID_ARGUMENT),
        ("", grpc.StatusCode.INVALID_ARGUMENT),
    ],
)
async def test_a_body_that_is_unknown_or_misnamed_is_refused(
    anybody: Client, name: str, code: grpc.StatusCode
) -> None:
    refused = await refusal(anybody.call(territories(anybody).GetTerritory, T.GetTerritoryRequest(name=name)))

    assert refused.code is code


async def test_all_bodies_are_walked_page_by_page(anybody: Client) -> None:
    seen: list[str] = []
    request = T.ListTerritoriesRequest(page_size=60)
    while True:
        page = await anybody.call(territories(anybody).ListTerritories, request)
        seen += [body.code for body in page.territories]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token

    assert len(seen) == len(set(seen)) == 158


async def test_the_communes_of_an_agglomeration_are_listed(anybody: Client) -> None:
    request = T.ListTerritoriesRequest(page_size=200, level=T.LEVEL_COMMUNE, member_of=f"territories/{CALL}")

    page = await anybody.call(territories(anybody).ListTerritories, request)

    assert len(page.territories) == 36
    assert page.next_page_token == ""


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (T.ListTerritoriesRequest(level=99), "level"),  # type: ignore[arg-type]
        (T.ListTerritoriesRequest(member_of="62528"), "member_of"),
        (T.ListTerritoriesRequest(page_size=-1), "page_size"),
        (T.ListTerritoriesRequest(page_token="abc"), "page_token"),
    ],
)
async def test_a_broken_question_names_its_field(
    anybody: Client, request_: T.ListTerritoriesRequest, field: str
) -> None:
    refused = await refusal(anybody.call(territories(anybody).ListTerritories, request_))

    assert refused.code is grpc.StatusCode.INVALID_ARGUMENT
    assert list(refused.fields) == [field]


@pytest.mark.parametrize(
    "after", [("x",), ("a", "b", "c", "no date"), ("a\0", "b", "c", "2026-01-01"), ("a",) * 5]
)
async def test_a_forged_page_token_is_refused(anybody: Client, after: tuple[str, ...]) -> None:
    request = T.ListHoldingsRequest()
    request.page_token = next_token(request, after)

    refused = await refusal(anybody.call(territories(anybody).ListHoldings, request))

    assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}


async def test_the_vocabulary_is_listed(anybody: Client) -> None:
    page = await anybody.call(territories(anybody).ListCompetences, T.ListCompetencesRequest(page_size=200))

    assert len(page.competences) == 118
    assert {c.code: c.title for c in page.competences}["6520"] == "Amélioration du parc immobilier bâti"


async def test_the_register_of_a_competence_is_listed(anybody: Client) -> None:
    first = await anybody.call(
        territories(anybody).ListHoldings, T.ListHoldingsRequest(page_size=2, competence="6520")
    )
    rest = await anybody.call(
        territories(anybody).ListHoldings,
        T.ListHoldingsRequest(page_size=2, competence="6520", page_token=first.next_page_token),
    )

    lines = [*first.holdings, *rest.holdings]
    assert [line.body for line in lines] == [
        "territories/200072460",
        "territories/246200299",
        f"territories/{CALL}",
    ]
    assert all(line.mode == T.MODE_COMMUNITY_INTEREST and line.financial_tools for line in lines)
    assert {line.text for line in lines} == {"défaut légal, à confirmer par la collectivité"}
    assert not any(line.HasField("from") or line.HasField("to") for line in lines)
    assert rest.next_page_token == ""


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (T.ListHoldingsRequest(body="62528"), "body"),
        (T.ListHoldingsRequest(competence="logement"), "competence"),
        (T.ListHoldingsRequest(on=Date(year=2026, month=2, day=30)), "on"),
        (T.ListHoldingsRequest(on=Date(year=1899, month=1, day=1)), "on"),
    ],
)
async def test_a_broken_question_to_the_register_names_its_field(
    anybody: Client, request_: T.ListHoldingsRequest, field: str
) -> None:
    refused = await refusal(anybody.call(territories(anybody).ListHoldings, request_))

    assert list(refused.fields) == [field]
