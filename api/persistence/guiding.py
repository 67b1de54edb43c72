"""Guiding: the next version of the guidelines of a network, or of one of its groups.

What the guidelines belong to is written as its next version too, whatever else of it stays:
so of two who look at one version and guide it, one has a conflict.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.errors import InvalidInput
from api.domain.guidelines import Owner, Text
from api.domain.ids import Code
from api.domain.network_rules import guidelines_rules
from api.domain.stating import Said
from api.persistence.groups import Groups
from api.persistence.guidelines import GuidelineVersions
from api.persistence.looking_up import stated_of
from api.persistence.networks import Networks
from api.persistence.work import Work


async def set_guidelines(work: Work, said: Said, *, at: datetime) -> UUID:
    """Add the next version of a network's guidelines."""
    kept, before = await stated_of(said, guidelines_rules(Code.NETWORK), Networks(work).get)
    after = before.guided_by(kept["text"], expected_version=kept["expected_version"])
    saved = await Networks(work).save(before, after)
    owner = Owner(organisation_id=saved.organisation_id, network_id=saved.id)
    await GuidelineVersions(work).add(owner, _text(work, kept, at))
    return saved.id


async def set_group_guidelines(work: Work, said: Said, *, at: datetime) -> UUID:
    """Add the next version of a group's own guidelines, or withdraw them."""
    kept, group = await stated_of(said, guidelines_rules(Code.GROUP), Groups(work).get)
    if "text" not in kept:
        raise InvalidInput("Say the text, or null to withdraw it.", path=("input", "text"))
    after = group.guided(expected_version=kept["expected_version"])
    saved = await Groups(work).save(group, after)
    owner = Owner(
        organisation_id=group.organisation_id, network_id=group.network_id, group_id=group.id
    )
    await GuidelineVersions(work).add(owner, _text(work, kept, at))
    return saved.id


def _text(work: Work, kept: dict[str, Any], at: datetime) -> Text:
    return Text(text=kept["text"], language=kept.get("language"), by=work.actor.subject, at=at)
