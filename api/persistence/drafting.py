"""Groups in the hands of their organisation: written as drafts, and changed.

Each function reads what was said, decides and writes within one transaction. The rules come from
the vocabulary, which is read once however many groups are written.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.domain.group_rules import group_rules
from api.domain.groups import Capacity, Group
from api.domain.stating import Rule, Said, stated
from api.domain.vocabulary import GroupStatus
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.slugs import free_slug
from api.persistence.tables.groups import groups
from api.persistence.vocabularies import every_slug
from api.persistence.work import Work

_UNSTATED: Mapping[str, Any] = {
    **dict.fromkeys(("summary", "description", "style", "size", "joining", "eligibility")),
    **dict.fromkeys(("newcomers_welcome", "newcomers_as_of", "cost", "cost_note", "anonymity")),
    **dict.fromkeys(("topics", "support", "audiences", "accessibility", "formats"), ()),
    **dict.fromkeys(("translations", "languages", "open_places"), ()),
    **dict.fromkeys(("verified_at", "verified_by", "source", "imported_at", "paused_until")),
    "successor_id": None,
    "accepts_referrals": False,
    "capacity": Capacity(),
}


async def rules_of(work: Work) -> Mapping[str, Rule]:
    """Return what may be stated of a group in the words that there are."""
    return group_rules(await every_slug(work))


async def draft(work: Work, said: Said, rules: Mapping[str, Rule], *, at: datetime) -> Group:
    """Add a group as a draft; Violations with everything that is wrong with it.

    Its slug is made of its name and stays, whatever the group is called later.
    """
    kept = stated(said, rules)
    group_id = new_id()
    # It begins as nothing but its names, and is changed to what was said like any other.
    values: dict[str, Any] = {**_UNSTATED, "name": kept["name"], "language": kept["language"]}
    empty = Group(
        **values,
        id=group_id,
        organisation_id=work.actor.organisation_id,
        network_id=kept.pop("network_id"),
        slug=await free_slug(work, groups, "group", kept["name"], group_id),
        status=GroupStatus.DRAFT,
        version=1,
        changed_at=at,
    )
    spoken = kept.get("languages") or (kept["language"],)
    group = empty.change({**kept, "languages": spoken}, expected_version=1, at=at)
    return await Groups(work).add(group)


async def change(work: Work, said: Said, rules: Mapping[str, Rule], *, at: datetime) -> Group:
    """Change what is stated of a group; Violations, NotFound, VersionConflict, NotPossibleNow."""
    kept = stated(said, rules)
    group_id, expected = kept.pop("id"), kept.pop("expected_version")
    before = await Groups(work).get(group_id)
    return await Groups(work).save(before, before.change(kept, expected_version=expected, at=at))
