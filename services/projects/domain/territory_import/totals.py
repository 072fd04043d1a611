"""Checks that a folder adds up to what its manifest promises: a lost line never passes in silence."""

from collections.abc import Iterable

from chassis.domain import Text, msg
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import TerritoryFacts
from services.projects.domain.territory_import.faults import Faults
from services.projects.domain.territory_import.manifest import MANIFEST, Manifest, Total


class Totals:
    """Compares what was read with what the manifest promises; None stands for an unreadable file,
    whose own fault is enough.
    """

    def __init__(self, manifest: Manifest, faults: Faults) -> None:
        self._manifest = manifest
        self._faults = faults

    def check(self, key: str, found: int | None) -> None:
        if found is not None:
            self._compare(self._manifest.totals.get(key), f"expected.{key}", found)

    def check_bodies(self, known: tuple[TerritoryFacts, ...] | None) -> None:
        if known is None:
            return
        communes = [body for body in known if body.level is Level.COMMUNE]
        self.check("bodies", len(known))
        self.check("communes", len(communes))
        self.check("inhabitants", _inhabitants(communes))
        agglomerations = {body.code for body in known if body.level is Level.AGGLOMERATION}
        for code in sorted(agglomerations - set(self._manifest.agglomerations)):
            self._refuse(
                0,
                f"expected.agglomerations.{code}",
                msg(
                    "Le manifeste n’annonce pas les communes et les habitants de l’agglomération {code} : "
                    "ajoutez-les.",
                    code=code,
                ),
            )
        for code, totals in self._manifest.agglomerations.items():
            members = [body for body in communes if code in body.members_of]
            key = f"expected.agglomerations.{code}"
            self._compare(totals.get("communes"), f"{key}.communes", len(members))
            self._compare(totals.get("inhabitants"), f"{key}.inhabitants", _inhabitants(members))

    def _compare(self, total: Total | None, column: str, found: int) -> None:
        if total is not None and total.value != found:
            self._refuse(
                total.line,
                column,
                msg(
                    "Le manifeste annonce {expected}, les fichiers donnent {found} : une ligne manque, "
                    "est de trop ou porte un chiffre faux (ou bien corrigez le manifeste).",
                    expected=total.value,
                    found=found,
                ),
            )

    def _refuse(self, line: int, column: str, text: Text) -> None:
        self._faults.add(MANIFEST, line, column, "TOTAL_DIFFERS", text)


def _inhabitants(bodies: Iterable[TerritoryFacts]) -> int:
    return sum(body.population for body in bodies)
