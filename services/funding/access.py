"""Who may call which RPC. An RPC that is missing here is refused; whose plan it is, the domain says."""

from chassis.access import PUBLIC, SIGNED_IN, AccessTable, holding
from services.funding.domain.states import ROLES, Who

SERVICE = "archipel.funding.v1.FundingService"

_OWNER = holding(*ROLES[Who.OWNER])
_FUNDER = holding(*ROLES[Who.FUNDER])
_PAYER = holding(*ROLES[Who.PAYER])

ACCESS: AccessTable = {
    f"/{SERVICE}/OpenPlan": _OWNER,
    f"/{SERVICE}/SetLines": _OWNER,
    f"/{SERVICE}/CheckPlan": SIGNED_IN,
    f"/{SERVICE}/RequestFondsDeConcours": holding(*ROLES[Who.OWNER], per_minute=30),
    f"/{SERVICE}/GrantFondsDeConcours": _FUNDER,
    f"/{SERVICE}/RefuseLine": _FUNDER,
    f"/{SERVICE}/RecordPayment": _PAYER,
    f"/{SERVICE}/GetPlan": PUBLIC,
    f"/{SERVICE}/ListPlans": PUBLIC,
    f"/{SERVICE}/ListPlanHistory": PUBLIC,
    f"/{SERVICE}/GetTotals": PUBLIC,
}
