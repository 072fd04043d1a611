"""A call for applications to a label, between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from chassis.domain import (
    Aggregate,
    Exhausted,
    Fault,
    Forbidden,
    Refused,
    hidden_faults,
    msg,
    raise_faults,
)
from services.labels.domain.events import CampaignOpened
from services.labels.domain.framework import Framework, FrameworkRef
from services.labels.domain.states import CampaignState

TITLE_LENGTH = 200
HIGHEST_QUOTA = 10_000
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)


@dataclass(frozen=True)
class CampaignTerms:
    """What somebody asks for; a day is None when it was left out. `body` is a code."""

    title: str
    framework: FrameworkRef
    body: str
    opens: date | None
    closes: date | None
    quota: int


@dataclass(eq=False, kw_only=True)
class Campaign(Aggregate[CampaignOpened]):
    """`opens` and `closes` are days in Paris, both included; a quota of 0 sets no limit."""

    kind: ClassVar[str] = "campaigns"

    title: str
    framework: FrameworkRef
    body: str
    opens: date
    closes: date
    quota: int
    created: datetime

    def state_on(self, day: date) -> CampaignState:
        if day < self.opens:
            return CampaignState.ANNOUNCED
        return CampaignState.OPEN if day <= self.closes else CampaignState.CLOSED

    def check_open(self, day: date) -> None:
        """Raise Refused outside the campaign's days."""
        if self.state_on(day) is not CampaignState.OPEN:
            raise Refused(
                "CAMPAIGN_NOT_OPEN",
                msg(
                    "La campagne est ouverte du {opens} au {closes} : candidatez entre ces dates.",
                    opens=f"{self.opens:%d/%m/%Y}",
                    closes=f"{self.closes:%d/%m/%Y}",
                ),
                opens=self.opens.isoformat(),
                closes=self.closes.isoformat(),
                state=self.state_on(day),
            )

    def check_quota(self, in_instruction: int) -> None:
        """Raise Exhausted when no further application may be taken into instruction."""
        if self.quota and in_instruction >= self.quota:
            raise Exhausted(
                "QUOTA_REACHED",
                msg("La campagne instruit {quota} dossiers au plus, et ils y sont.", quota=self.quota),
                quota=self.quota,
                in_instruction=in_instruction,
            )


def open_campaign(
    campaign_id: str, terms: CampaignTerms, framework: Framework | None, today: date, now: datetime
) -> Campaign:
    """Raise InvalidInput with every fault, Forbidden when the body does not award this label."""
    raise_faults(terms_faults(terms, framework))
    assert framework is not None
    assert terms.opens is not None
    assert terms.closes is not None
    if terms.body not in framework.awarded_by:
        raise Forbidden(
            "NOT_THE_AWARDING_BODY",
            msg("La collectivité {body} n’attribue pas « {title} ».", body=terms.body, title=framework.title),
            body=terms.body,
            framework=str(framework.ref),
        )
    campaign = Campaign(
        id=campaign_id,
        title=terms.title.strip(),
        framework=terms.framework,
        body=terms.body,
        opens=terms.opens,
        closes=terms.closes,
        quota=terms.quota,
        created=now,
    )
    campaign.record(CampaignOpened(on=today))
    return campaign


def terms_faults(terms: CampaignTerms, framework: Framework | None) -> list[Fault]:
    """Everything that is wrong with what was asked; fields are those of the campaign."""
    title = terms.title.strip()
    faults = hidden_faults("campaign.title", title)
    if not title:
        faults.append(Fault("campaign.title", "TITLE_MISSING", msg("Donnez un titre à la campagne.")))
    elif len(title) > TITLE_LENGTH:
        wrong = msg("Le titre dépasse {most} caractères.", most=TITLE_LENGTH)
        faults.append(Fault("campaign.title", "TOO_LONG", wrong))
    if framework is None:
        wrong = msg("Ce référentiel n’est pas connu : choisissez-en un dans la liste.")
        faults.append(Fault("campaign.framework", "FRAMEWORK_UNKNOWN", wrong))
    faults += _day_faults(terms)
    if not 0 <= terms.quota <= HIGHEST_QUOTA:
        wrong = msg("Le quota va de 0 (sans limite) à {most}.", most=HIGHEST_QUOTA)
        faults.append(Fault("campaign.quota", "QUOTA_OUT_OF_RANGE", wrong))
    return faults


def _day_faults(terms: CampaignTerms) -> list[Fault]:
    faults = []
    for name, day in (("opens", terms.opens), ("closes", terms.closes)):
        if day is None:
            wrong = msg("Donnez le premier et le dernier jour de la campagne.")
            faults.append(Fault(f"campaign.{name}", "DATE_MISSING", wrong))
        elif not EARLIEST <= day < LATEST:
            wrong = msg("Cette date n’est pas plausible : vérifiez l’année.")
            faults.append(Fault(f"campaign.{name}", "DATE_ABSURD", wrong))
    if terms.opens and terms.closes and terms.closes < terms.opens:
        wrong = msg("La campagne finit avant de commencer.")
        faults.append(Fault("campaign.closes", "CLOSES_BEFORE_OPENS", wrong))
    return faults
