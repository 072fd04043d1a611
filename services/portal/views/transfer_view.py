"""To whom a project may be offered, and what the form of an offer begins with."""

from __future__ import annotations

from collections.abc import Sequence

from archipel.projects.v1.ownership_pb2 import TransferReason, TransferWish, WishState
from archipel.projects.v1.projects_pb2 import Project
from services.portal.storage.awaited import bare
from services.portal.storage.directory import Body, Directory
from services.portal.views.forms import Form


def owners_to_be(project: Project, directory: Directory) -> list[Body]:
    """The bodies concerned that may take the project over, the highest level first."""
    owner = bare(project.owner)
    bodies = [directory.get(each) for each in project.concerned_bodies]
    found = [body for body in bodies if body is not None and body.code != owner]
    return sorted(found, key=lambda body: -body.level)


def new_offer(project: Project, wishes: Sequence[TransferWish]) -> Form:
    """An empty offer, but for whom a proposal, the return clause or the evaluation speaks of."""
    form = Form()
    form.put("reason", str(TransferReason.TRANSFER_REASON_AGREEMENT))
    proposals = [wish for wish in wishes if wish.state == WishState.WISH_STATE_STANDING and not wish.offer]
    if proposals:
        form.put("to", bare(proposals[0].body))
        form.put("reason", str(proposals[0].reason))
    elif project.return_clause.reached:
        form.put("to", bare(project.return_clause.body))
        form.put("reason", str(TransferReason.TRANSFER_REASON_RETURN_CLAUSE))
    elif project.HasField("reassessment") and project.reassessment.owner.body:
        form.put("to", bare(project.reassessment.owner.body))
        form.put("reason", str(TransferReason.TRANSFER_REASON_EVALUATION))
    return form
