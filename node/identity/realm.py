"""The realm as it should be, in Keycloak's own words: one representation, which an import takes as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from node.identity import clients, proconnect
from node.identity.bodies import Place, group_tree
from node.identity.people import demo_people
from node.identity.proconnect import Credentials
from node.identity.settings import DAY_SECONDS, RealmSettings


@dataclass(frozen=True)
class Wanted:
    """All that a realm follows from. `secrets` are the given ones, by client; Keycloak makes the others."""

    settings: RealmSettings
    places: tuple[Place, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    proconnect: Credentials | None = field(default=None, repr=False)
    demo: bool = False

    def representation(self) -> dict[str, Any]:
        settings = self.settings
        return {
            **_rules(settings),
            "clientScopes": clients.client_scopes(),
            "clients": [
                client | {"secret": self.secrets[client["clientId"]]}
                if client["clientId"] in self.secrets
                else client
                for client in clients.clients(settings)
            ],
            "groups": group_tree(self.places),
            "identityProviders": [proconnect.provider(settings.proconnect, self.proconnect)],
            "identityProviderMappers": proconnect.mappers(self.places),
            "users": demo_people(self.places) if self.demo else [],
        }


def _rules(settings: RealmSettings) -> dict[str, Any]:
    return {
        "realm": settings.realm,
        "displayName": settings.title,
        "enabled": True,
        "sslRequired": "external",
        **_languages(),
        **_accounts(settings),
        **_tokens(settings),
        **_events(settings),
        "browserSecurityHeaders": {
            "contentSecurityPolicy": "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
            "strictTransportSecurity": "max-age=31536000; includeSubDomains",
            "xContentTypeOptions": "nosniff",
            "xFrameOptions": "SAMEORIGIN",
            "xRobotsTag": "none",
            "referrerPolicy": "no-referrer",
        },
    }


def _languages() -> dict[str, Any]:
    return {"internationalizationEnabled": True, "supportedLocales": ["fr", "en"], "defaultLocale": "fr"}


def _accounts(settings: RealmSettings) -> dict[str, Any]:
    """Nobody registers alone; whoever guesses passwords waits longer and longer, a quarter of an hour at
    most, so that nobody is locked out for ever by somebody else's guesses.
    """
    return {
        "registrationAllowed": False,
        "rememberMe": False,
        "editUsernameAllowed": False,
        "duplicateEmailsAllowed": False,
        "userManagedAccessAllowed": False,
        "passwordPolicy": " and ".join(
            (f"length({settings.password_length})", "notUsername(undefined)", "notEmail(undefined)")
        ),
        "bruteForceProtected": True,
        "permanentLockout": False,
        "failureFactor": 5,
        "waitIncrementSeconds": 60,
        "maxFailureWaitSeconds": 900,
        "minimumQuickLoginWaitSeconds": 15,
        "quickLoginCheckMilliSeconds": 1000,
        "maxDeltaTimeSeconds": 12 * 3600,
    }


def _tokens(settings: RealmSettings) -> dict[str, Any]:
    """A refresh token is good once. Who uses it again ends the session: one of the two stole it."""
    sessions = settings.sessions
    return {
        "defaultSignatureAlgorithm": "RS256",
        "accessTokenLifespan": sessions.access_token_seconds,
        "ssoSessionIdleTimeout": sessions.idle_seconds,
        "ssoSessionMaxLifespan": sessions.max_seconds,
        "clientSessionIdleTimeout": 0,
        "clientSessionMaxLifespan": 0,
        "accessCodeLifespan": 60,
        "revokeRefreshToken": True,
        "refreshTokenMaxReuse": 0,
    }


def _events(settings: RealmSettings) -> dict[str, Any]:
    """No listener: Keycloak's own writes logins and addresses of people into its log. Sign-ins are not kept,
    they are personal data that nobody here needs; who changed the realm is kept, without the values.
    """
    return {
        "eventsEnabled": False,
        "eventsListeners": [],
        "adminEventsEnabled": True,
        "adminEventsDetailsEnabled": False,
        "attributes": {"adminEventsExpiration": str(settings.admin_events_days * DAY_SECONDS)},
    }
