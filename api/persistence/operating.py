"""Operating networks: founded, changed, published, archived.

Each function reads what was said, decides and writes within one transaction.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.domain.network_rules import WHICH, network_rules
from api.domain.networks import Network
from api.domain.stating import Said, stated
from api.domain.vocabulary import Dimension, NetworkStatus
from api.persistence.ids import new_id
from api.persistence.looking_up import stated_of
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.slugs import free_slug
from api.persistence.tables.catalogue import networks
from api.persistence.vocabularies import known_slugs
from api.persistence.work import Work


async def found(work: Work, said: Said, *, at: datetime) -> UUID:
    """Add a network as a draft, with an address made of its name."""
    kept = stated(said, network_rules(await known_slugs(work, Dimension.TOPIC)))
    network_id = new_id()
    unstated: dict[str, Any] = {
        **dict.fromkeys(("description", "licence", "attribution")),
        **dict.fromkeys(("topics", "concerns", "coverage", "languages", "notices"), ()),
    }
    network = Network(
        id=network_id,
        organisation_id=work.actor.organisation_id,
        slug=await free_slug(work, networks, "network", kept["name"], network_id),
        guidelines=None,
        status=NetworkStatus.DRAFT,
        version=1,
        changed_at=at,
        **{**unstated, **kept},
    )
    return (await Networks(work).add(network)).id


async def change(work: Work, said: Said) -> UUID:
    """Change what is stated of a network."""
    rules = network_rules(await known_slugs(work, Dimension.TOPIC))
    kept, before = await stated_of(said, rules, Networks(work).get)
    del kept["id"]
    after = before.change(kept, expected_version=kept.pop("expected_version"))
    return (await Networks(work).save(before, after)).id


async def publish(work: Work, said: Said) -> UUID:
    """Let everybody see a network, and what is published below it."""
    kept = stated(said, WHICH)
    before = await Networks(work).get(kept["id"])
    operator = await Organisations(work).get(before.organisation_id, locked=True)
    after = before.publish(operator, expected_version=kept["expected_version"])
    return (await Networks(work).save(before, after)).id


async def archive(work: Work, said: Said) -> UUID:
    """Take a network that is over out of sight, with all that is below it."""
    kept = stated(said, WHICH)
    before = await Networks(work).get(kept["id"])
    after = before.archive(expected_version=kept["expected_version"])
    return (await Networks(work).save(before, after)).id
