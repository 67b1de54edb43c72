"""The organisation and the network of a feed, where an import makes them."""

from datetime import datetime
from uuid import UUID

from api.domain.networks import Network, Notice
from api.domain.organisations import Organisation
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.feeds.importing.options import Options
from api.feeds.values import ImportedFeed
from api.persistence.ids import new_id

_NOTICES = {
    "en": "Peer support is neither therapy nor an emergency service. "
    "In danger, call the emergency number where you are.",
    "de": "Selbsthilfe ist weder Therapie noch Notdienst. "
    "In Gefahr rufen Sie die Notrufnummer an Ihrem Ort an.",
    "es": "El apoyo entre iguales no es terapia ni un servicio de emergencias. "
    "En caso de peligro, llame al número de emergencias del lugar.",
    "fr": "L’entraide n’est ni une thérapie ni un service d’urgence. "  # noqa: RUF001 - French is written so
    "En cas de danger, appelez le numéro d’urgence local.",  # noqa: RUF001 - French is written so
}


def new_organisation(
    organisation_id: UUID, options: Options, feed: ImportedFeed, now: datetime
) -> Organisation:
    """Return the organisation behind a feed, which nobody has claimed yet."""
    name = options.organisation or options.network
    entity = feed.entity
    return Organisation(
        id=organisation_id,
        slug=name,
        name=entity.name if entity else _words(name),
        kind=OrganisationKind.NETWORK_OPERATOR,
        status=OrganisationStatus.UNCLAIMED,
        country=None,
        languages=(options.language,),
        website=entity.url if entity else None,
        demo=False,
        version=1,
        changed_at=now,
    )


def new_network(
    organisation_id: UUID, options: Options, feed: ImportedFeed, now: datetime
) -> Network:
    countries = {venue.country for venue in feed.venues if venue.country}
    spoken = options.language.split("-")[0]
    languages = dict.fromkeys(("en", spoken if spoken in _NOTICES else "en"))
    return Network(
        id=new_id(),
        organisation_id=organisation_id,
        slug=options.network,
        name=feed.entity.name if feed.entity else _words(options.network),
        description=None,
        topics=options.topics,
        concerns=(),
        coverage=tuple(sorted(countries)),
        languages=(options.language,),
        guidelines=None,
        notices=tuple(Notice(language=each, text=_NOTICES[each]) for each in languages),
        licence=None,
        attribution=None,
        status=options.network_status,
        version=1,
        changed_at=now,
    )


def _words(name: str) -> str:
    return " ".join(name.split("-")).title()
