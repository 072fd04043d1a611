"""How every use case of an existing charter begins: load it, see it, hold the role, have read it."""

from chassis.domain import Caller, Fault, Forbidden, InvalidInput, msg, paris_day
from services.projects.domain.charter_conflicts import body_faults, conflicts
from services.projects.domain.charter_life import IN_FORCE, CharterVersion
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.use_cases.charter_ports import CharterUnit


async def visible_charter(charter_id: str, caller: Caller, unit: CharterUnit) -> CharterVersion:
    """Raise NotFound where there is none, or none that the caller may know of. IN_FORCE is the pole's."""
    if charter_id == IN_FORCE:
        return await unit.charters.of_pole(paris_day(unit.clock.now()))
    version = await unit.charters.get(charter_id)
    version.must_be_visible_to(caller)
    return version


async def body_charter(
    charter_id: str, etag: str, body: str, caller: Caller, unit: CharterUnit, roles: tuple[str, ...]
) -> CharterVersion:
    """The version, for somebody who holds one of the roles at the body that votes it.

    Raise NotFound, Forbidden or Stale.
    """
    version = await visible_charter(charter_id, caller, unit)
    caller.must_hold(body, *roles)
    if body != version.body:
        text = msg(
            "Cette charte est celle de la collectivité {owner}, pas de {body}.", owner=version.body, body=body
        )
        raise Forbidden("NOT_THE_VOTING_BODY", text, body=body, owner=version.body)
    version.check_etag(etag)
    return version


def draft_faults(charter: Charter, body: str, reference: ReferenceData, unit: CharterUnit) -> list[Fault]:
    """What keeps a text from being voted by this body: it is another's to vote, its version was adopted
    already, or it goes against a layer above or below.
    """
    faults = body_faults(charter, body, reference.directory)
    if any((each.id, each.version) == (charter.id, charter.version) for each in reference.book.versions):
        text = msg(
            "La version {version} de « {id} » a déjà été adoptée : donnez un autre numéro à celle-ci.",
            version=charter.version,
            id=charter.id,
        )
        faults.append(Fault("text.version", "VERSION_TAKEN", text))
    if faults:
        return faults
    first_day = max(charter.in_force_from, paris_day(unit.clock.now()))
    return conflicts(charter, body, first_day, reference.book, reference.directory)


def read_text(text: str, unit: CharterUnit) -> Charter:
    """The charter that a text holds. Raise InvalidInput with every fault, each under the field `text`."""
    try:
        return unit.charters.read(text)
    except InvalidInput as refused:
        faults = [Fault(f"text.{fault.field}", fault.reason, fault.text) for fault in refused.faults]
        raise InvalidInput(faults) from None
