"""Record that the council voted a charter: it is in force from a day on, and follows the one before."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, Fault, msg, raise_faults
from services.projects.domain.charter_conflicts import conflicts
from services.projects.domain.charter_states import ROLES, CharterVerb
from services.projects.domain.consent import Deliberation
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.use_cases.charter_ports import CharterUnit, ReadCharter
from services.projects.use_cases.known_charter import body_charter, read_text


@dataclass(frozen=True)
class AdoptCharter:
    """`in_force_from` is the first day, in Paris; the one that the text names when None."""

    charter_id: str
    etag: str
    body: str
    deliberation: Deliberation
    in_force_from: date | None = None


async def adopt_charter(command: AdoptCharter, caller: Caller, unit: CharterUnit) -> ReadCharter:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput for the deliberation, the first
    day or a conflict with another layer. The version before is superseded in the same transaction.
    """
    roles = ROLES[CharterVerb.ADOPT]
    version = await body_charter(command.charter_id, command.etag, command.body, caller, unit, roles)
    charter = read_text(version.text, unit)
    first_day = command.in_force_from or charter.in_force_from
    former = await unit.charters.adopted(version.body)
    begun = former.in_force_from if former else await _founded(charter, unit)
    now = unit.clock.now()
    version.adopt(command.deliberation, first_day, begun, now)
    raise_faults(await _faults(charter, version.body, first_day, unit))
    if former is not None:
        former.supersede(first_day, now)
        await unit.charters.save(former)
    await unit.charters.save(version)
    return ReadCharter(version, charter)


async def _founded(charter: Charter, unit: CharterUnit) -> date | None:
    """The pole's first charter follows the one that the node began with."""
    if charter.layer is not Layer.POLE:
        return None
    return (await unit.reference()).book.versions[0].in_force_from


async def _faults(charter: Charter, body: str, first_day: date, unit: CharterUnit) -> list[Fault]:
    reference = await unit.reference()
    if any((each.id, each.version) == (charter.id, charter.version) for each in reference.book.versions):
        text = msg(
            "La version {version} de « {id} » a déjà été adoptée : retirez celle-ci et donnez-lui un autre "
            "numéro.",
            version=charter.version,
            id=charter.id,
        )
        return [Fault("name", "VERSION_TAKEN", text)]
    return conflicts(charter, body, first_day, reference.book, reference.directory)
