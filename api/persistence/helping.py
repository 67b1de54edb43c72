"""Helping: crisis resources added, changed, verified and removed."""

from datetime import datetime
from uuid import UUID

from api.domain.crisis import RULES, WHICH, CrisisResource
from api.domain.stating import Said, stated
from api.domain.versions import expect
from api.persistence.crisis import CrisisResources
from api.persistence.ids import new_id
from api.persistence.looking_up import stated_of
from api.persistence.organisations import Organisations
from api.persistence.work import Work


async def add(work: Work, said: Said, *, at: datetime) -> UUID:
    """Add a resource that nobody has verified yet."""
    kept = stated(said, RULES)
    resource = CrisisResource(
        id=new_id(),
        organisation_id=work.actor.organisation_id,
        country=kept.get("country"),
        name=kept["name"],
        phone=kept.get("phone"),
        url=kept.get("url"),
        hours=kept.get("hours"),
        languages=kept.get("languages", ()),
        verified_on=None,
        version=1,
        changed_at=at,
    )
    keeper = await Organisations(work).get(resource.organisation_id, locked=True)
    await CrisisResources(work).add_all([resource.must_be_offered_by(keeper)])
    return resource.id


async def change(work: Work, said: Said) -> UUID:
    """Change what is stated of a resource."""
    kept, before = await stated_of(said, RULES, CrisisResources(work).get)
    del kept["id"]
    after = before.change(kept, expected_version=kept.pop("expected_version"))
    return (await CrisisResources(work).save(before, after)).id


async def verify(work: Work, said: Said, *, at: datetime) -> UUID:
    """Note that whoever acts has tried a resource today."""
    kept = stated(said, WHICH)
    before = await CrisisResources(work).get(kept["id"])
    by, on = work.actor.subject, at.date()
    after = before.verify(by=by, on=on, expected_version=kept["expected_version"])
    return (await CrisisResources(work).save(before, after)).id


async def remove(work: Work, said: Said) -> UUID:
    """Remove a resource: nobody is shown a number that is not answered any more."""
    kept = stated(said, WHICH)
    resource = await CrisisResources(work).get(kept["id"])
    expect(resource.version, kept["expected_version"])
    await CrisisResources(work).remove(resource)
    return resource.id
