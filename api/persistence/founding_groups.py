"""New groups: drafts that an organisation writes in one of its networks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.group_changes import checked
from api.domain.groups import Capacity, Group
from api.domain.violations import Checks
from api.domain.vocabulary import GroupStatus
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.known_terms import check_terms
from api.persistence.slugs import free_slug
from api.persistence.tables.groups import groups
from api.persistence.work import Work

_UNSTATED: Mapping[str, Any] = {
    **dict.fromkeys(("summary", "description", "style", "size", "joining", "eligibility")),
    **dict.fromkeys(("newcomers_welcome", "newcomers_as_of", "cost", "cost_note", "anonymity")),
    **dict.fromkeys(
        ("translations", "topics", "support", "audiences", "accessibility", "formats"), ()
    ),
    **dict.fromkeys(("languages", "open_places"), ()),
    **dict.fromkeys(("verified_at", "verified_by", "source", "imported_at", "paused_until")),
    "successor_id": None,
    "accepts_referrals": False,
    "capacity": Capacity(),
}


async def draft_group(
    work: Work, network_id: UUID, stated: Mapping[str, Any], *, at: datetime
) -> Group:
    """Add a group as a draft; Violations with everything that is wrong with it.

    Its slug is made of its name and stays, whatever the group is called later.
    """
    checks = Checks()
    values = checked(stated, checks)
    await check_terms(work, values, checks)
    checks.settle()
    group_id = new_id()
    welcome = values.get("newcomers_welcome")
    said: dict[str, Any] = {
        **_UNSTATED,
        **values,
        "newcomers_as_of": None if welcome is None else at.date(),
        "languages": values.get("languages") or (values["language"],),
        "slug": await free_slug(work, groups, "group", values["name"], group_id),
    }
    group = Group(
        **said,
        id=group_id,
        organisation_id=work.actor.organisation_id,
        network_id=network_id,
        status=GroupStatus.DRAFT,
        version=1,
        changed_at=at,
    )
    return await Groups(work).add(group)
