"""The servicer: convert, run the use case, convert back."""

from functools import partial

from grpc.aio import ServicerContext

from archipel.funding.v1 import funding_pb2, funding_pb2_grpc
from chassis.commands import Commands
from chassis.pagination import next_token
from services.funding.convert import commands, questions
from services.funding.convert.answers import history_entry_to_proto, totals_to_proto
from services.funding.convert.places import entry_place, plan_place
from services.funding.convert.plans import plan_to_proto
from services.funding.use_cases.check_plan import check_plan
from services.funding.use_cases.get_plan import get_plan
from services.funding.use_cases.get_totals import get_totals
from services.funding.use_cases.grant_fonds_de_concours import grant_fonds_de_concours
from services.funding.use_cases.list_plan_history import list_plan_history
from services.funding.use_cases.list_plans import list_plans
from services.funding.use_cases.open_plan import open_plan
from services.funding.use_cases.ports import Unit
from services.funding.use_cases.record_payment import record_payment
from services.funding.use_cases.refuse_line import refuse_line
from services.funding.use_cases.request_fonds_de_concours import request_fonds_de_concours
from services.funding.use_cases.set_lines import set_lines

Context = ServicerContext[object, object]


class FundingServicer(funding_pb2_grpc.FundingServiceServicer):
    def __init__(self, commands: Commands[Unit]) -> None:
        self._commands = commands

    async def OpenPlan(
        self, request: funding_pb2.OpenPlanRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.open_plan_from(request)
        return await self._commands.run(request, partial(open_plan, command), plan_to_proto)

    async def SetLines(
        self, request: funding_pb2.SetLinesRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.set_lines_from(request)
        return await self._commands.run(request, partial(set_lines, command), plan_to_proto)

    async def CheckPlan(
        self, request: funding_pb2.CheckPlanRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        question = questions.check_plan_from(request)
        return plan_to_proto(await self._commands.read(partial(check_plan, question)))

    async def RequestFondsDeConcours(
        self, request: funding_pb2.RequestFondsDeConcoursRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.request_from(request)
        return await self._commands.run(request, partial(request_fonds_de_concours, command), plan_to_proto)

    async def GrantFondsDeConcours(
        self, request: funding_pb2.GrantFondsDeConcoursRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.grant_from(request)
        return await self._commands.run(request, partial(grant_fonds_de_concours, command), plan_to_proto)

    async def RefuseLine(
        self, request: funding_pb2.RefuseLineRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.refuse_line_from(request)
        return await self._commands.run(request, partial(refuse_line, command), plan_to_proto)

    async def RecordPayment(
        self, request: funding_pb2.RecordPaymentRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        command = commands.payment_from(request)
        return await self._commands.run(request, partial(record_payment, command), plan_to_proto)

    async def GetPlan(
        self, request: funding_pb2.GetPlanRequest, _context: Context
    ) -> funding_pb2.FinancingPlan:
        plan_id = questions.get_plan_from(request)
        return plan_to_proto(await self._commands.read(partial(get_plan, plan_id)))

    async def ListPlans(
        self, request: funding_pb2.ListPlansRequest, _context: Context
    ) -> funding_pb2.ListPlansResponse:
        question = questions.list_plans_from(request)
        page = await self._commands.read(partial(list_plans, question))
        return funding_pb2.ListPlansResponse(
            plans=map(plan_to_proto, page.items),
            next_page_token=next_token(request, plan_place(page.items[-1]) if page.more else None),
        )

    async def ListPlanHistory(
        self, request: funding_pb2.ListPlanHistoryRequest, _context: Context
    ) -> funding_pb2.ListPlanHistoryResponse:
        question = questions.plan_history_from(request)
        page = await self._commands.read(partial(list_plan_history, question))
        return funding_pb2.ListPlanHistoryResponse(
            entries=map(history_entry_to_proto, page.items),
            next_page_token=next_token(request, entry_place(page.items[-1]) if page.more else None),
        )

    async def GetTotals(self, request: funding_pb2.GetTotalsRequest, _context: Context) -> funding_pb2.Totals:
        body = questions.get_totals_from(request)
        return totals_to_proto(await self._commands.read(partial(get_totals, body)))
