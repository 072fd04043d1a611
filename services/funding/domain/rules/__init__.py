"""The law of public money, one plain function a rule; the thresholds come from the rulebook."""

from services.funding.domain.rules.fonds_de_concours import check_fonds_de_concours
from services.funding.domain.rules.fonds_de_concours_with_own_share import (
    check_fonds_de_concours_with_own_share,
)
from services.funding.domain.rules.own_share import check_lead_coordinator, check_own_share
from services.funding.domain.rules.public_aid import check_public_aid

ALL_RULES = (
    check_own_share,
    check_lead_coordinator,
    check_fonds_de_concours,
    check_fonds_de_concours_with_own_share,
    check_public_aid,
)
"""In the order in which people read them: F1, F3, F4, F5, F6."""

__all__ = [
    "ALL_RULES",
    "check_fonds_de_concours",
    "check_fonds_de_concours_with_own_share",
    "check_lead_coordinator",
    "check_own_share",
    "check_public_aid",
]
