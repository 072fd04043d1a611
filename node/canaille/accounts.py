"""The accounts of the node's Canaille, worked on in its database: it need not run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import canaille
from canaille.app import models
from canaille.backends import Backend

from node.canaille.configuration import configuration
from node.canaille.settings import CanailleSettings
from node.login_account import LoginAccount

FACTS = (
    *("display_name", "formatted_name", "given_name", "family_name", "title", "emails", "phone_numbers"),
    *("preferred_language", "created", "last_modified", "password_last_update"),
)


@dataclass(frozen=True)
class CanailleAccounts:
    settings: CanailleSettings

    def find(self, who: str) -> LoginAccount | None:
        with self._opened():
            user = Backend.instance.get(models.User, who)
            return None if user is None else account_of(user)

    def delete(self, account: LoginAccount) -> None:
        with self._opened():
            user = Backend.instance.get(models.User, id=account.id)
            if user is not None:
                Backend.instance.delete(user)

    @contextmanager
    def _opened(self) -> Iterator[None]:
        app = canaille.create_app(configuration(self.settings))
        with app.app_context(), Backend.instance.session():
            yield


def account_of(user: Any) -> LoginAccount:
    facts = {name: value for name in FACTS if (value := getattr(user, name, None))}
    groups = [group.display_name for group in user.groups]
    return LoginAccount(user.id, user.user_name, facts | {"groups": groups})
