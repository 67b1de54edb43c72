"""Groups in the hands of their organisation: written as drafts, and changed.

Each function reads what was said, decides and writes within one transaction. What decisions go by
is read once however many groups are written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.errors import NotFound
from api.domain.group_rules import group_rules
from api.domain.groups import Capacity, Group
from api.domain.ids import Code
from api.domain.stating import Rule, Said, stated_well
from api.domain.violations import Checks
from api.domain.vocabulary import GroupStatus
from api.persistence.groups import Groups
from api.persistence.ids import new_id
from api.persistence.looking_up import stated_of, stated_of_known
from api.persistence.many import Decided, readable
from api.persistence.networks import Networks
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
_WHICH = {"id", "expected_version"}


async def rules_of(work: Work) -> Mapping[str, Rule]:
    """Return what may be stated of a group in the words that there are."""
    return group_rules(await every_slug(work))


async def draft(work: Work, said: Said, *, at: datetime) -> Group:
    """Add a group as a draft; Violations with everything that is wrong with it.

    Its slug is made of its name and stays, whatever the group is called later.
    """
    groups = Groups(work)
    checks = Checks()
    kept = stated_well(said, await rules_of(work), checks)
    if checks.found and "network_id" in kept:
        # Whoever writes the group looks for its network: here only to tell that as well.
        with checks.at("networkId"):
            await Networks(work).get(kept["network_id"])
    checks.settle()
    drafted = _drafted(work, kept, at)
    return await groups.add(replace(drafted, slug=await groups.free_slug(drafted.name, drafted.id)))


async def change(work: Work, said: Said, *, at: datetime) -> Group:
    """Change what is stated of a group; Violations, NotFound, VersionConflict, NotPossibleNow."""
    kept, before = await stated_of(said, await rules_of(work), Groups(work).get)
    return await Groups(work).save(before, _changed(before, kept, at))


@dataclass(frozen=True, slots=True)
class Drafting:
    """Decisions about groups, as of ``at``, in the order in which they are said."""

    work: Work
    at: datetime
    rules: Mapping[str, Rule]
    networks: Collection[UUID]
    decided: Decided[Group]

    def create(self, said: Said) -> Group:
        checks = Checks()
        kept = stated_well(said, self.rules, checks)
        with checks.at("networkId"):
            if "network_id" in kept and kept["network_id"] not in self.networks:
                raise NotFound("There is no such network.")
        checks.settle()
        return self.decided.add(_drafted(self.work, kept, self.at))

    def change(self, said: Said) -> Group:
        kept, before = stated_of_known(
            said, self.rules, lambda each: self.decided.named(each, "group")
        )
        return self.decided.change(before, _changed(before, kept, self.at))

    async def write(self) -> None:
        await self.decided.write(Groups(self.work))


async def look_up(
    work: Work, created: Collection[Said], changed: Collection[Said], at: datetime
) -> Drafting:
    """Read and hold what decisions about all of these groups go by."""
    networks = await Networks(work).own(readable(created, "network_id", Code.NETWORK))
    here = await Groups(work).held(readable(changed, "id", Code.GROUP))
    return Drafting(work, at, await rules_of(work), networks, Decided(here))


def _drafted(work: Work, kept: dict[str, Any], at: datetime) -> Group:
    """Return a group as a draft, which gets its slug once it is known that it is written."""
    # It begins as nothing but its names, and is changed to what was said like any other.
    values: dict[str, Any] = {**_UNSTATED, "name": kept["name"], "language": kept["language"]}
    empty = Group(
        **values,
        id=new_id(),
        organisation_id=work.actor.organisation_id,
        network_id=kept.pop("network_id"),
        slug="",
        status=GroupStatus.DRAFT,
        version=1,
        changed_at=at,
    )
    spoken = kept.get("languages") or (kept["language"],)
    return empty.change({**kept, "languages": spoken}, expected_version=1, at=at)


def _changed(before: Group, kept: Said, at: datetime) -> Group:
    fields = {name: value for name, value in kept.items() if name not in _WHICH}
    return before.change(fields, expected_version=kept["expected_version"], at=at)
