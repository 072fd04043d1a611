"""`archipel logout`: forgets the person signed in on this machine."""

from __future__ import annotations

from node.cli.options import AsJson, Data
from node.cli.output import as_json, say
from node.cli.session import Session
from node.where import client_settings


def logout(*, data: Data = None, json: AsJson = False) -> None:
    """Ferme la session de cette machine."""
    issuer = client_settings(data).issuer
    closed = Session.of_user().forget(issuer)
    if json:
        as_json({"issuer": issuer, "closed": closed})
    elif closed:
        say("Votre session est fermée.")
    else:
        say("Personne n’était connecté.")
