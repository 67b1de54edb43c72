"""Organisations and networks as values of the domain."""

from collections.abc import Sequence
from datetime import datetime

from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.networks import Concern, Network, Notice
from api.domain.organisations import Organisation
from api.feeds.demo.chance import identity
from api.feeds.demo.phrases import PHRASES
from api.feeds.demo.seeds import NetworkSeed, OrganisationSeed

_LICENCE = "CC0-1.0"
_ATTRIBUTION = "Demo data of Peers: invented groups and places."
_WORLDWIDE = 9
"""Networks in so many countries say that they are worldwide, by naming none."""


def demo_slug(*parts: str) -> str:
    """Return a slug that says what it is."""
    return "-".join(("demo", *parts))


def demo_host(organisation: str) -> str:
    """Return a host below the top-level domain that is reserved for examples (RFC 2606)."""
    return f"{organisation}.example"


def organisation_of(seed: OrganisationSeed, at: datetime) -> Organisation:
    return Organisation(
        id=identity(Code.ORGANISATION, seed.key),
        slug=demo_slug(seed.key),
        name=_marked(seed.name),
        kind=seed.kind,
        status=seed.status,
        country=seed.country,
        languages=seed.languages,
        website=f"https://{demo_host(seed.key)}",
        demo=True,
        version=1,
        changed_at=at,
    )


def network_of(
    seed: NetworkSeed, groups: Sequence[Group], countries: Sequence[str], at: datetime
) -> Network:
    """Return a network that is about what its groups are about, where they are."""
    topics = dict.fromkeys(topic for group in groups for topic in group.topics)
    return Network(
        id=identity(Code.NETWORK, seed.key),
        organisation_id=identity(Code.ORGANISATION, seed.organisation),
        slug=demo_slug(seed.key),
        name=_marked(seed.name),
        description=seed.description,
        topics=tuple(topics),
        concerns=tuple(Concern(name=name, topic=topic or None) for name, topic in seed.concerns),
        coverage=tuple(sorted(countries)) if len(countries) < _WORLDWIDE else (),
        languages=seed.languages,
        guidelines=PHRASES[seed.languages[0]].guidelines,
        notices=tuple(
            Notice(language=language, text=PHRASES[language].notice) for language in seed.languages
        ),
        licence=_LICENCE,
        attribution=_ATTRIBUTION,
        status=seed.status,
        version=1,
        changed_at=at,
    )


def _marked(name: str) -> str:
    return f"{name} (demo)"
