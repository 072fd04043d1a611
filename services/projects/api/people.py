"""PeopleService: the names behind pseudonymous ids."""

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import people_pb2, people_pb2_grpc
from chassis.commands import Commands
from services.projects.convert.people import (
    nameless_to_proto,
    person_id_from_proto,
    person_ids_from_proto,
    person_to_proto,
    register_person_from_proto,
)
from services.projects.use_cases.forget_person import forget_person
from services.projects.use_cases.get_people import get_people
from services.projects.use_cases.people_ports import PeopleUnit
from services.projects.use_cases.register_person import register_person

Context = ServicerContext[object, object]


class PeopleServicer(people_pb2_grpc.PeopleServiceServicer):
    def __init__(self, commands: Commands[PeopleUnit]) -> None:
        self._commands = commands

    async def RegisterPerson(
        self, request: people_pb2.RegisterPersonRequest, _: Context
    ) -> people_pb2.Person:
        command = register_person_from_proto(request)
        # The answer kept with the request_id holds no name, since only one table may know it; a
        # repeated request brings the name along itself.
        answer = await self._commands.run(request, partial(register_person, command), nameless_to_proto)
        answer.display_name = command.display_name.strip()
        return answer

    async def GetPeople(
        self, request: people_pb2.GetPeopleRequest, _: Context
    ) -> people_pb2.GetPeopleResponse:
        ids = person_ids_from_proto(request)
        found = await self._commands.read(partial(get_people, ids))
        return people_pb2.GetPeopleResponse(people=map(person_to_proto, found))

    async def ForgetPerson(self, request: people_pb2.ForgetPersonRequest, _: Context) -> people_pb2.Person:
        person = person_id_from_proto(request)
        return await self._commands.run(request, partial(forget_person, person), nameless_to_proto)
