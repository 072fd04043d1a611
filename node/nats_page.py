"""The accounts of NATS as a file for whoever operates it: deploy/nats/accounts.conf, made by `make docs`."""

from __future__ import annotations

import json
import re

from node.nats_accounts import USERS, accounts
from node.settings import ROOT

PAGE = ROOT / "deploy" / "nats" / "accounts.conf"

NODE = "NODE"
"""Stands in the file for the name of the node."""

HEAD = f"""\
# Who may do what on the NATS of a node. Written by `make docs` from node/nats_accounts.py: change that file.
# README.md says how to use this one: {NODE} stands for the name of the node, and passwords come from the
# environment of nats-server.
"""


def page() -> str:
    passwords = {user: f"${variable(user)}" for user in USERS}
    made = json.dumps(accounts(NODE, passwords), indent=2)
    # NATS looks a variable up where it stands without quotes.
    unquoted = re.sub(r'"(\$ARCHIPEL_\w+)"', r"\1", made)
    return f"{HEAD}accounts: {unquoted}\n"


def variable(user: str) -> str:
    """The environment variable of nats-server that holds a user's password."""
    return f"ARCHIPEL_NATS_{user.upper()}"
