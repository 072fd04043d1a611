"""`archipel logout`: forgets the person signed in on this machine."""

from __future__ import annotations

from node.cli.options import Data
from node.cli.output import say
from node.cli.session import Session
from node.where import client_settings


def logout(*, data: Data = None) -> None:
    """Ferme la session de cette machine."""
    if Session.of_user().forget(client_settings(data).issuer):
        say("Votre session est fermée.")
    else:
        say("Personne n’était connecté.")
