"""What is said to register, change and take back a feed, and what is said back."""

import strawberry

from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.errors import UserError
from api.schema.feeds import Feed
from api.schema.import_words import ImportFormat

_FEED, _VERSION, _WHY_NOT = "The feed.", "The version that you looked at.", "Why nothing changed."
_URL = "Its address: plain https at a public host. Redirects are not followed."
_HOUR = "From which hour of UTC on it is pulled every day, 0 to 23."
_LANGUAGE, _TOPICS = "The language of its texts (BCP 47).", "Slugs of topics that all groups get."
_ZONE, _COUNTRY = "IANA time zone of rows that state none.", "Country of rows that state none."


@strawberry.input(description="Registers an address that is pulled into a network once a day.")
class RegisterFeedInput:
    network_id: strawberry.ID = strawberry.field(description="The network.")
    url: str = strawberry.field(description=_URL)
    format: ImportFormat = strawberry.field(description="How it is written.")
    hour: int = strawberry.field(description=_HOUR)
    source: str = strawberry.field(
        description="A name for it within the network: 1 to 64 lower-case letters and digits, "
        "joined by hyphens."
    )
    language: str = strawberry.field(description=_LANGUAGE, default="en")
    topics: list[str] = strawberry.field(description=_TOPICS, default_factory=list)
    time_zone: str | None = optional(_ZONE)
    country: str | None = optional(_COUNTRY)
    draft: bool = strawberry.field(
        description="Whether groups that it brings are drafts at first.", default=False
    )


@strawberry.input(description="Changes a feed; what is left out stays, null clears.")
class ChangeFeedInput:
    id: strawberry.ID = strawberry.field(description=_FEED)
    expected_version: int = strawberry.field(description=_VERSION)
    url: str | None = optional(_URL + " Not null.")
    hour: int | None = optional(_HOUR + " Not null.")
    language: str | None = optional(_LANGUAGE + " Not null.")
    topics: list[str] | None = optional(_TOPICS)
    time_zone: str | None = optional(_ZONE)
    country: str | None = optional(_COUNTRY)


@strawberry.input(description="Takes a feed back.")
class RemoveFeedInput:
    id: strawberry.ID = strawberry.field(description=_FEED)
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.type(description="The feed, or why it was not registered.", directives=[PUBLIC])
class RegisterFeedPayload:
    feed: Feed | None = strawberry.field(description=_FEED)
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The feed, or why it was not changed.", directives=[PUBLIC])
class ChangeFeedPayload:
    feed: Feed | None = strawberry.field(description="The feed as it is now.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="What was taken back, or why not.", directives=[PUBLIC])
class RemoveFeedPayload:
    id: strawberry.ID | None = strawberry.field(description="The feed, which is gone.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)
