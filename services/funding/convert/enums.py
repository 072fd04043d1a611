"""Enums of the domain and of the wire carry the same names; a number that the wire does not know is missing
from the tables that read.
"""

from archipel.funding.v1 import checks_pb2, funding_pb2, lines_pb2
from archipel.projects.v1 import project_facts_pb2, territories_pb2
from services.funding.domain.bodies import Level
from services.funding.domain.checks import Outcome
from services.funding.domain.financing import Nature
from services.funding.domain.lines import LineKind, LineState, PaymentKind, SubsidySource
from services.funding.domain.states import PlanState

KIND_TO_WIRE = {one: lines_pb2.LineKind.Value(f"LINE_KIND_{one.name}") for one in LineKind}
SOURCE_TO_WIRE = {one: lines_pb2.SubsidySource.Value(f"SUBSIDY_SOURCE_{one.name}") for one in SubsidySource}
LINE_STATE_TO_WIRE = {one: lines_pb2.LineState.Value(f"LINE_STATE_{one.name}") for one in LineState}
PAYMENT_TO_WIRE = {one: lines_pb2.PaymentKind.Value(f"PAYMENT_KIND_{one.name}") for one in PaymentKind}
PLAN_STATE_TO_WIRE = {one: funding_pb2.PlanState.Value(f"PLAN_STATE_{one.name}") for one in PlanState}
OUTCOME_TO_WIRE = {one: checks_pb2.Outcome.Value(f"OUTCOME_{one.name}") for one in Outcome}
NATURE_TO_WIRE = {one: project_facts_pb2.Nature.Value(f"NATURE_{one.name}") for one in Nature}

KIND_FROM_WIRE = {int(wire): one for one, wire in KIND_TO_WIRE.items()}
SOURCE_FROM_WIRE = {int(wire): one for one, wire in SOURCE_TO_WIRE.items()}
LINE_STATE_FROM_WIRE = {int(wire): one for one, wire in LINE_STATE_TO_WIRE.items()}
PAYMENT_FROM_WIRE = {int(wire): one for one, wire in PAYMENT_TO_WIRE.items()}
PLAN_STATE_FROM_WIRE = {int(wire): one for one, wire in PLAN_STATE_TO_WIRE.items()}
NATURE_FROM_WIRE = {int(wire): one for one, wire in NATURE_TO_WIRE.items()}
LEVEL_FROM_WIRE = {int(territories_pb2.Level.Value(f"LEVEL_{one.name}")): one for one in Level}
