"""Every kind of caller that the projects service can meet, and the bodies around which they stand."""

from __future__ import annotations

from tests.integration.projects.project.world import CAHC, CALL, GRENAY, HENIN, LOOS, POLE
from tests.security.answers import Who

ROLES = ("elected", "project_manager", "funding_officer", "juror", "pool_manager", "agent", "observer")


def at(body: str, *roles: str) -> tuple[str, ...]:
    return tuple(f"bodies/{body}/{role}" for role in roles)


ANONYMOUS = Who(home=LOOS)
SIGNED_OUT = Who("signed_out", at(LOOS, "elected"), LOOS, session_ended=True)
NOBODY = Who("nobody", home=LOOS)
"""Signed in, without a role anywhere."""
ATTACHED = Who("attached", (f"bodies/{LOOS}",), LOOS)
"""Belongs to the body, says the identity provider, without a role there."""
NODE = Who("service-account-nord", at(LOOS, "elected"), LOOS, node="nord")
"""Another node's account, whose token claims a mandate that it cannot have."""

MAYOR = Who("mayor", at(LOOS, "elected"), LOOS)
MANAGER = Who("manager", at(LOOS, "project_manager"), LOOS)
OTHERS_OF_LOOS = tuple(Who(f"{role}_of_loos", at(LOOS, role), LOOS) for role in ROLES[2:])

GRENAY_MAYOR = Who("grenay", at(GRENAY, "elected"), GRENAY)
"""Of the commune that is invited."""
GRENAY_MANAGER = Who("grenay_manager", at(GRENAY, "project_manager"), GRENAY)
PRESIDENT = Who("president", at(CALL, "elected"), CALL)
"""Of the agglomeration of the chain."""
BUREAU = Who("bureau", at(POLE, "elected"), POLE)
OBSERVER = Who("observer", at(POLE, "observer"), POLE)

HENIN_MAYOR = Who("henin", at(HENIN, "elected"), HENIN)
"""Of a commune outside the chain."""
STRANGER = Who("stranger", at(HENIN, *ROLES), HENIN)
"""Holds every role there is, elsewhere."""
CAHC_PRESIDENT = Who("cahc", at(CAHC, "elected"), CAHC)
"""Of the agglomeration outside the chain, whose charter it is in these tests."""
CAHC_MANAGER = Who("cahc_manager", at(CAHC, "project_manager"), CAHC)
BOTH = Who("both", (*at(LOOS, "elected"), *at(HENIN, "elected")), HENIN)
"""Elected twice; sees as one of Loos, and acts for Hénin."""

LENT = Who("lent", home=LOOS, lent=frozenset({(LOOS, "elected")}))
"""Holds a role of somebody who is away."""
LENT_OVER = Who("lent_over", home=LOOS)
"""Held one until yesterday."""

CAST = (
    ANONYMOUS,
    SIGNED_OUT,
    NOBODY,
    ATTACHED,
    NODE,
    MAYOR,
    MANAGER,
    *OTHERS_OF_LOOS,
    GRENAY_MAYOR,
    GRENAY_MANAGER,
    PRESIDENT,
    BUREAU,
    OBSERVER,
    HENIN_MAYOR,
    STRANGER,
    CAHC_PRESIDENT,
    CAHC_MANAGER,
    BOTH,
    LENT,
    LENT_OVER,
)
BY_ID = {who.id: who for who in CAST}
