"""Every kind of caller that a service beside projects can meet, and the bodies around which they stand.

The project is that of Loos, to which Grenay was invited, below the CALL and the pole. Liévin is a neighbour
in the same agglomeration without a part in it, Hénin a commune of another one.
"""

from __future__ import annotations

from tests.security.answers import Who

LOOS, GRENAY, LIEVIN, HENIN = "62528", "62386", "62510", "62427"
CALL, CAHC, POLE = "246200364", "246200299", "200060358"
CHAIN = frozenset({LOOS, GRENAY, CALL, POLE})
"""The bodies concerned: they see what is submitted."""

ROLES = ("elected", "project_manager", "funding_officer", "juror", "pool_manager", "agent", "observer")


def at(body: str, *roles: str) -> tuple[str, ...]:
    return tuple(f"bodies/{body}/{role}" for role in roles)


def everybody_of(body: str, place: str) -> dict[str, Who]:
    """One person for each role at a body, by role."""
    return {role: Who(f"{role}_of_{place}", at(body, role), body) for role in ROLES}


ANONYMOUS = Who(home=LOOS)
SIGNED_OUT = Who("signed_out", at(LOOS, *ROLES), LOOS, session_ended=True)
NOBODY = Who("nobody", home=LOOS)
"""Signed in, without a role anywhere."""
NODE = Who("service-account-nord", at(LOOS, "elected"), LOOS, node="nord")
"""Another node's account, whose token claims a mandate that it cannot have."""

OF_LOOS, OF_CALL, OF_POLE = (
    everybody_of(body, place) for body, place in ((LOOS, "loos"), (CALL, "call"), (POLE, "pole"))
)
MAYOR = OF_LOOS["elected"]
OF_GRENAY = Who("elected_of_grenay", at(GRENAY, "elected"), GRENAY)
OF_LIEVIN = Who("everything_of_lievin", at(LIEVIN, *ROLES), LIEVIN)
OF_HENIN = Who("elected_of_henin", at(HENIN, "elected"), HENIN)
STRANGER = Who("everything_of_henin", at(HENIN, *ROLES), HENIN)
"""Holds every role there is, elsewhere."""
BOTH = Who("both", (*at(LOOS, *ROLES), *at(HENIN, *ROLES)), HENIN)
"""Sees as one of Loos, and acts for Hénin."""

ONLY_LOOKS_ON = tuple(
    Who(f"looks_on_at_{body}", (*at(body, "observer"), *at(HENIN, *ROLES)), body)
    for body in (LOOS, CALL, POLE)
)
"""Every role at Hénin opens the door, and at the body for which they act they only look on."""

LENT = Who("lent", home=LOOS, lent=frozenset({(LOOS, "elected")}))
"""Holds a role of somebody who is away."""
LENT_OVER = Who("lent_over", home=LOOS)
"""Held one until yesterday."""

CAST = (
    ANONYMOUS,
    SIGNED_OUT,
    NOBODY,
    NODE,
    *OF_LOOS.values(),
    *OF_CALL.values(),
    *OF_POLE.values(),
    OF_GRENAY,
    OF_LIEVIN,
    OF_HENIN,
    STRANGER,
    BOTH,
    *ONLY_LOOKS_ON,
    LENT,
    LENT_OVER,
)
