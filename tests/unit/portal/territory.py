"""A small territory for the portal's tests: two communes of one agglomeration, one of another, a pole."""

from __future__ import annotations

from archipel.projects.v1.territories_pb2 import Level
from services.portal.clients.reference import Competence
from services.portal.storage.directory import Body, Directory
from services.portal.views.project_form import Reference

LOOS, GRENAY, HENIN, CALL, CAHC, POLE = "62528", "62386", "62427", "246200364", "246200299", "200060358"

BODIES = (
    Body(LOOS, Level.LEVEL_COMMUNE, "Loos-en-Gohelle", population=6850, members_of=(CALL,)),
    Body(GRENAY, Level.LEVEL_COMMUNE, "Grenay", population=6900, members_of=(CALL,)),
    Body(HENIN, Level.LEVEL_COMMUNE, "Hénin-Beaumont", population=26000, members_of=(CAHC,)),
    Body(
        CALL, Level.LEVEL_AGGLOMERATION, "Communauté d’agglomération de Lens-Liévin", "CALL", 242591, (POLE,)
    ),
    Body(
        CAHC, Level.LEVEL_AGGLOMERATION, "Communauté d’agglomération d’Hénin-Carvin", "CAHC", 126133, (POLE,)
    ),
    Body(POLE, Level.LEVEL_POLE, "Pôle métropolitain de l’Artois", "PMA", 644460),
)

COMPETENCES = {
    entry.code: entry
    for entry in (
        Competence("1035", "Énergies renouvelables"),
        Competence("6520", "Amélioration du parc immobilier bâti"),
        Competence("6505", "Programme local de l’habitat"),
    )
}


def directory() -> Directory:
    return Directory(BODIES)


def reference() -> Reference:
    return Reference(directory(), COMPETENCES)
