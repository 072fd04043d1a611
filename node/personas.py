"""The people of the demo: invented, one for each role that the story needs, all with one password."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "archipel-demo"  # noqa: S105 - printed on screen; the demo listens on loopback only

COMMUNES = {"62528": "Loos-en-Gohelle", "62386": "Grenay", "62510": "Liévin", "62498": "Lens"}
CALL = "246200364"
POLE = "200060358"
BODIES = {**COMMUNES, CALL: "CALL Lens-Liévin", POLE: "Pôle de l’Artois"}


@dataclass(frozen=True)
class Persona:
    """A person of the demo, the body and the one role held there."""

    login: str
    given_name: str
    family_name: str
    title: str
    body: str
    role: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def group(self) -> str:
        """As the `groups` claim names the mandate."""
        return f"bodies/{self.body}/{self.role}"

    @property
    def body_name(self) -> str:
        return BODIES[self.body]


PERSONAS = (
    Persona("maire.loos", "Claire", "Delattre", "Maire de Loos-en-Gohelle", "62528", "elected"),
    Persona("maire.grenay", "Marc", "Wozniak", "Maire de Grenay", "62386", "elected"),
    Persona("projets.call", "Nadia", "Lefebvre", "Chargée de projets de la CALL", CALL, "project_manager"),
    Persona("equipes.call", "Hugo", "Carlier", "Responsable de l’ingénierie partagée", CALL, "pool_manager"),
    Persona("finances.call", "Sofia", "Petit", "Responsable des financements", CALL, "funding_officer"),
    Persona("presidence.call", "Michel", "Fournier", "Vice-président de la CALL", CALL, "elected"),
    Persona("jury.pole", "Paul", "Duquesne", "Membre du jury du label", POLE, "juror"),
    Persona("jury2.pole", "Leïla", "Moreau", "Membre du jury du label", POLE, "juror"),
    Persona("presidence.pole", "Anne", "Vasseur", "Présidente du comité du label", POLE, "elected"),
    Persona("observation.pole", "Karim", "Benali", "Observateur du pôle", POLE, "observer"),
    Persona("maire.lievin", "Luc", "Hennebelle", "Maire de Liévin", "62510", "elected"),
    # Only looks on, until the mayor lends her a role for an absence.
    Persona("adjointe.loos", "Inès", "Kaczmarek", "Adjointe au maire de Loos", "62528", "observer"),
    Persona("maire.lens", "Julie", "Marchand", "Maire de Lens", "62498", "elected"),
)


def persona(login: str) -> Persona:
    """The persona with this login; KeyError when there is none."""
    return {each.login: each for each in PERSONAS}[login]
