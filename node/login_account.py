"""An account at the node's identity provider, whichever it is: what the operator reads and deletes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class LoginAccount:
    """`id` is the pseudonymous id of its person, `login` what they type; `facts` is what else the provider
    keeps about them, without secrets.
    """

    id: str
    login: str
    facts: Mapping[str, Any]


class LoginAccounts(Protocol):
    """The accounts of one provider. Each call raises NodeError while it is out of reach."""

    def find(self, who: str) -> LoginAccount | None:
        """The account with this id or login."""
        ...

    def delete(self, account: LoginAccount) -> None:
        """For good, with its sessions, consents and tokens."""
        ...
