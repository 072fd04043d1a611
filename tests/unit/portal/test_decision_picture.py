"""The picture of a decision: everybody is on it once, nothing overlaps, and every line ends at the owner."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archipel.projects.v1.subsidiarity_pb2 import Decision, Owner, OwnerKind, Role, RoleOf
from archipel.projects.v1.territories_pb2 import Level
from services.portal.storage.directory import Body, Directory
from services.portal.views.decision_parties import BESIDE, tiers
from services.portal.views.decision_picture import Box, Picture, pictures
from services.portal.views.language import Language
from tests.unit.portal.territory import BODIES, CAHC, CALL, GRENAY, HENIN, LOOS, POLE

SAY = Language().text
SYNDICATE = Body("smt", Level.LEVEL_SYNDICATE, "Syndicat mixte des transports Artois-Gohelle", "SMTAG")
OTHERS = [
    Body(f"629{n:02}", Level.LEVEL_COMMUNE, f"Saint-Nicolas-lez-Arras-sur-Scarpe {n}", members_of=(CALL,))
    for n in range(20)
]
DIRECTORY = Directory((*BODIES, SYNDICATE, *OTHERS))
OWNERS = [LOOS, CALL, POLE, SYNDICATE.code]
HELPERS = [role for role in Role.values() if role not in (0, Role.ROLE_OWNER)]


def owned_by(code: str, *roles: tuple[str, Role.ValueType]) -> Decision:
    body = DIRECTORY.get(code)
    assert body is not None
    owner = Owner(kind=OwnerKind.OWNER_KIND_BODY, body=body.name, level=Level.ValueType(body.level))
    return Decision(owner=owner, roles=[role_of(*held) for held in ((code, Role.ROLE_OWNER), *roles)])


def role_of(party: str, role: Role.ValueType) -> RoleOf:
    body = DIRECTORY.get(party)
    return RoleOf(
        party=party,
        level=Level.ValueType(body.level) if body else Level.LEVEL_UNSPECIFIED,
        role=role,
        title=body.title if body else "les habitants",
    )


def texts(box: Box) -> list[str]:
    return [line.text for line in box.lines]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def is_sound(picture: Picture) -> None:
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
        for line in box.lines:
            assert box.y < line.y < box.y + box.height
            # Nearly the width of a capital, the widest of the signs.
            assert line.x + 6 * len(line.text) <= box.x + box.width
    assert not any(overlap(one, other) for one, other in combinations(picture.boxes, 2))
    owners = [box for box in picture.boxes if box.look == "owner"]
    assert len(owners) <= 1
    for link in picture.links:
        (owner,) = owners
        x, y = link.end
        on_side = x in (owner.x, owner.x + owner.width) and owner.y <= y <= owner.y + owner.height
        on_edge = y in (owner.y, owner.y + owner.height) and owner.x <= x <= owner.x + owner.width
        assert on_side or on_edge


@given(
    st.sampled_from(OWNERS),
    st.lists(
        st.tuples(
            st.sampled_from([*(body.code for body in DIRECTORY), "inhabitants"]), st.sampled_from(HELPERS)
        ),
        max_size=40,
    ),
)
def test_nothing_overlaps_or_leaves_the_picture(owner: str, roles: list[tuple[str, Role.ValueType]]) -> None:
    decision = owned_by(owner, *roles)
    for picture in pictures(decision, DIRECTORY, SAY):
        is_sound(picture)
        assert [box.look for box in picture.boxes].count("owner") == 1
        assert len(picture.links) == len(picture.boxes) - 1
    shown = [party for tier in tiers(decision, DIRECTORY) for party in tier.parties]
    named = {code for party in shown for code in party.codes}
    assert named == {owner, *(party for party, _ in roles if party != "inhabitants")}


def test_levels_stand_from_the_pole_down_and_the_owner_stands_out() -> None:
    decision = owned_by(LOOS, (CALL, Role.ROLE_ENGINEERING_SUPPORT), (POLE, Role.ROLE_LABELLER))
    for picture in pictures(decision, DIRECTORY, SAY):
        assert [band.label for band in picture.bands] == ["Pôle métropolitain", "Agglomérations", "Communes"]
        assert [box.look for box in picture.boxes] == ["other", "other", "owner"]
        assert texts(picture.boxes[2]) == ["PORTEUR", "Loos-en-Gohelle"]
        assert "Appui en ingénierie" in texts(picture.boxes[1])
        assert [link.lends for link in picture.links] == [True, False]


def test_a_level_without_a_role_says_so() -> None:
    for picture in pictures(owned_by(LOOS), DIRECTORY, SAY):
        assert [band.note for band in picture.bands] == [*["Aucun rôle dans ce projet."] * 2, ""]


def test_many_communes_alike_are_one_box_with_their_number() -> None:
    decision = owned_by(CALL, *((body.code, Role.ROLE_LOCAL_RELAY) for body in OTHERS))
    decision.roles.append(role_of(LOOS, Role.ROLE_CO_OWNER))
    communes = tiers(decision, DIRECTORY)[2].parties
    assert [(party.title, party.count) for party in communes] == [("Loos-en-Gohelle", 1), ("", 20)]
    for picture in pictures(decision, DIRECTORY, SAY):
        assert "20 communes" in texts(picture.boxes[-1])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_communes_alike_are_named_one_by_one(count: int) -> None:
    decision = owned_by(CALL, *((body.code, Role.ROLE_LOCAL_RELAY) for body in OTHERS[:count]))
    assert len(tiers(decision, DIRECTORY)[2].parties) == count


def test_who_is_no_level_stands_beside() -> None:
    decision = Decision(owner=Owner(kind=OwnerKind.OWNER_KIND_INHABITANTS, title="les habitants"))
    decision.roles.append(role_of(GRENAY, Role.ROLE_CO_OWNER))
    last = tiers(decision, DIRECTORY)[-1]
    assert (last.level, last.parties[0].is_owner) == (BESIDE, True)
    for picture in pictures(decision, DIRECTORY, SAY):
        assert texts(picture.boxes[-1]) == ["PORTEUR", "Les habitants"]
        is_sound(picture)


def test_a_decision_without_owner_says_so_and_draws_no_line() -> None:
    decision = Decision(owner=Owner(kind=OwnerKind.OWNER_KIND_NOBODY))
    for picture in pictures(decision, DIRECTORY, SAY):
        assert [box.look for box in picture.boxes] == ["nobody"]
        assert picture.links == ()
        is_sound(picture)


def test_roles_of_one_party_stand_in_one_box() -> None:
    decision = owned_by(
        LOOS, (CALL, Role.ROLE_CO_FUNDER), (CALL, Role.ROLE_ENGINEERING_SUPPORT), (CAHC, Role.ROLE_INFORMED)
    )
    agglomerations = tiers(decision, DIRECTORY)[1].parties
    assert [party.roles for party in agglomerations] == [
        (Role.ROLE_ENGINEERING_SUPPORT, Role.ROLE_CO_FUNDER),
        (Role.ROLE_INFORMED,),
    ]


def test_a_body_that_is_not_known_here_keeps_the_name_of_the_decision() -> None:
    decision = owned_by(HENIN)
    decision.roles.add(party="99999", level=Level.LEVEL_COMMUNE, role=Role.ROLE_INFORMED, title="Ailleurs")
    assert [party.title for party in tiers(decision, DIRECTORY)[2].parties] == ["Hénin-Beaumont", "Ailleurs"]
