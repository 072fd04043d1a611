"""Take over a territory's folder: bodies, vocabulary and register, all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.domain import Caller, Fault, Forbidden, msg, raise_faults
from services.projects.domain.register_change import import_changes, line_key
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.domain.territory import Territory
from services.projects.domain.territory_import.folder import TerritoryFolder, read_folder
from services.projects.domain.territory_import.manifest import BODIES, REGISTER
from services.projects.use_cases.territory_ports import TerritoryUnit


@dataclass(frozen=True)
class ImportTerritories:
    """The bytes of the folder's files by name (`territory_import.folder.FOLDER_FILES`)."""

    files: Mapping[str, bytes]


@dataclass(frozen=True)
class ImportReport:
    """What an import did: how much the folder holds, which bodies it changed (codes, in order), and how many
    of its lines it left alone because somebody edited them here.
    """

    folder: str
    title: str
    bodies: int
    competences: int
    holdings: int
    changed: tuple[str, ...]
    edited_here: int = 0


async def import_territories(command: ImportTerritories, caller: Caller, unit: TerritoryUnit) -> ImportReport:
    """Check the folder and bring what the node knows up to it. The same folder again changes nothing. A line
    of the register that its body edited here stays as the body left it, be it changed, ended or removed.

    Raise InvalidInput with all faults at once, each with file and line, and Forbidden unless an
    operator of the node asks: people's rights are held at a body, and an import concerns them all.
    """
    if not caller.id.startswith("operator:"):
        raise Forbidden(
            "OPERATOR_ONLY",
            msg("Seul l’exploitant du nœud importe un territoire : « archipel territories »."),
        )
    folder = read_folder(command.files)
    known = await unit.territories.every()
    raise_faults([*_gone(folder, known), *_taken(folder, known)])

    edited = await unit.register.edited()
    lines = [holding for holding in folder.holdings if line_key(holding) not in edited]
    before = await unit.register.of_folder(folder.id)
    reregistered = _bodies_with_other_lines(before, lines)
    changed = []
    for facts in sorted(folder.bodies, key=lambda body: body.code):
        territory = known.get(facts.code)
        if territory is None:
            await unit.territories.add(Territory.imported(facts, folder.id))
            changed.append(facts.code)
        elif territory.bring_up_to_date(facts, register_changed=facts.code in reregistered):
            await unit.territories.save(territory)
            changed.append(facts.code)
    if set(await unit.competences.every()) != set(folder.competences):
        await unit.competences.replace(folder.id, folder.competences)
    if reregistered:
        await unit.register.replace(folder.id, lines)
        await unit.register.note(
            import_changes(before, lines, folder.id, caller.id, unit.clock.now()), folder.id
        )
    return ImportReport(
        folder.id,
        folder.title,
        len(folder.bodies),
        len(folder.competences),
        len(folder.holdings),
        tuple(changed),
        len(folder.holdings) - len(lines),
    )


def _gone(folder: TerritoryFolder, known: Mapping[str, Territory]) -> Iterable[Fault]:
    """A body does not vanish: projects name it, and every reader holds a copy of it."""
    kept = {body.code for body in folder.bodies}
    for code, territory in sorted(known.items()):
        if territory.folder == folder.id and code not in kept:
            yield Fault(
                BODIES,
                "BODY_GONE",
                msg(
                    "{code} ({title}) était dans l’import précédent et n’est plus dans le fichier, alors que "
                    "des projets peuvent le nommer. Remettez sa ligne.",
                    code=code,
                    title=territory.facts.title,
                ),
            )


def _taken(folder: TerritoryFolder, known: Mapping[str, Territory]) -> Iterable[Fault]:
    """Two folders may both name a body (the region, say) only with the same facts, and the one that
    brought it keeps its register.
    """
    for body in folder.bodies:
        territory = known.get(body.code)
        if territory and territory.folder != folder.id and territory.facts != body:
            yield Fault(
                f"{BODIES}:{folder.lines[body.code]}:code",
                "BODY_TAKEN",
                msg(
                    "« {code} » est déjà connu par le dossier « {folder} » avec d’autres données : "
                    "reprenez-les telles quelles, ou donnez au manifeste l’identifiant « {folder} » pour "
                    "les remplacer.",
                    code=body.code,
                    folder=territory.folder,
                ),
            )
    for code in sorted({holding.body for holding in folder.holdings}):
        territory = known.get(code)
        if territory and territory.folder != folder.id:
            yield Fault(
                REGISTER,
                "REGISTER_TAKEN",
                msg(
                    "Le registre de « {code} » est tenu par le dossier « {folder} » : retirez ses lignes "
                    "d’ici et corrigez-les là-bas.",
                    code=code,
                    folder=territory.folder,
                ),
            )


def _bodies_with_other_lines(before: Iterable[Holding], after: Iterable[Holding]) -> frozenset[str]:
    """Codes of the bodies whose lines of the register are not the same as before."""
    lines: defaultdict[str, tuple[set[Holding], set[Holding]]] = defaultdict(lambda: (set(), set()))
    for holding in before:
        lines[holding.body][0].add(holding)
    for holding in after:
        lines[holding.body][1].add(holding)
    return frozenset(body for body, (old, new) in lines.items() if old != new)
