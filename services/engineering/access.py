"""RPC → who may call. An RPC that is missing here is refused. Whose agent it is, the domain says."""

from __future__ import annotations

from chassis.access import PUBLIC, SIGNED_IN, AccessTable, holding

SERVICE = "archipel.engineering.v1.EngineeringService"

ACCESS: AccessTable = {
    f"/{SERVICE}/RegisterAgent": holding("pool_manager"),
    f"/{SERVICE}/UpdateAgent": holding("pool_manager"),
    f"/{SERVICE}/RecordAbsence": holding("pool_manager"),
    f"/{SERVICE}/GetAgent": SIGNED_IN,
    f"/{SERVICE}/ListAgents": SIGNED_IN,
    f"/{SERVICE}/GetAvailability": SIGNED_IN,
    f"/{SERVICE}/PublishCapacity": holding("pool_manager"),
    f"/{SERVICE}/DeclareCapacity": holding("pool_manager", "elected"),
    f"/{SERVICE}/GetCapacity": PUBLIC,
    f"/{SERVICE}/ListCapacities": PUBLIC,
    f"/{SERVICE}/OpenDayRequest": holding("elected", "project_manager", per_minute=30),
    f"/{SERVICE}/WithdrawDayRequest": holding("elected", "project_manager"),
    f"/{SERVICE}/GetDayRequest": SIGNED_IN,
    f"/{SERVICE}/ListDayRequests": SIGNED_IN,
    f"/{SERVICE}/ReserveDays": holding("pool_manager"),
    f"/{SERVICE}/CancelReservation": holding("pool_manager", "elected", "project_manager"),
    f"/{SERVICE}/GetReservation": SIGNED_IN,
    f"/{SERVICE}/ListReservations": SIGNED_IN,
    f"/{SERVICE}/GetBalance": PUBLIC,
}
