"""ConsentService: what bodies say of a decision about a project of Loos."""

from __future__ import annotations

from archipel.projects.v1 import consent_pb2
from archipel.projects.v1 import consent_service_pb2 as pb
from tests.integration.projects.project.world import CALL
from tests.security.answers import OK, forbidden
from tests.security.matrix import Row, Sheet
from tests.security.projects.sheets.projects import acting, for_the_body

CONSENT_SHEET: Sheet = {
    # The agglomeration alone has a role in the decision, so it alone is asked.
    "GiveOpinion": Row(
        "project",
        acting(pb.GiveOpinionRequest, value=consent_pb2.OPINION_VALUE_FAVOURABLE),
        for_the_body(
            {"proposed": {CALL: OK}, "opinions_running": {CALL: OK}}, forbidden("OPINION_NOT_ASKED")
        ),
    ),
    "ConveneConciliation": Row(
        "project",
        acting(pb.ConveneConciliationRequest),
        for_the_body({"contested": {CALL: OK}}, forbidden("NOT_THE_CONCILIATOR", conciliator=CALL)),
    ),
    "ConcludeConciliation": Row(
        "project",
        acting(
            pb.ConcludeConciliationRequest,
            answers=[consent_pb2.ContestAnswer(upheld=True, text="Grenay sera associée.")],
            text="Un comité commun suit le projet.",
        ),
        for_the_body({"conciliation": {CALL: OK}}, forbidden("NOT_THE_CONCILIATOR", conciliator=CALL)),
    ),
}
