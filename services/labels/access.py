"""RPC → who may call. An RPC that is missing here is refused. Whose application it is, the domain says."""

from __future__ import annotations

from chassis.access import PUBLIC, AccessTable, holding

SERVICE = "archipel.labels.v1.LabelsService"

ACCESS: AccessTable = {
    f"/{SERVICE}/ListFrameworks": PUBLIC,
    f"/{SERVICE}/GetFramework": PUBLIC,
    f"/{SERVICE}/OpenCampaign": holding("elected"),
    f"/{SERVICE}/GetCampaign": PUBLIC,
    f"/{SERVICE}/ListCampaigns": PUBLIC,
    f"/{SERVICE}/Apply": holding("elected", per_minute=30),
    f"/{SERVICE}/DeclareInterests": holding("juror"),
    f"/{SERVICE}/MarkCriteria": holding("juror"),
    f"/{SERVICE}/GiveOpinion": holding("elected"),
    f"/{SERVICE}/Decide": holding("elected"),
    f"/{SERVICE}/WithdrawApplication": holding("elected"),
    # Awards are public; what else a caller sees, the domain says.
    f"/{SERVICE}/GetApplication": PUBLIC,
    f"/{SERVICE}/ListApplications": PUBLIC,
    f"/{SERVICE}/GetTotals": PUBLIC,
}
