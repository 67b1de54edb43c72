"""What is said to change a network or guidelines, and what is said back."""

import strawberry

from api.domain.guidelines import MOST_VERSIONS_BACK
from api.domain.network_rules import (
    DESCRIPTION_LENGTH,
    GUIDELINES_LENGTH,
    LEAST_NOTICE,
    MOST_CONCERNS,
    MOST_COUNTRIES,
    MOST_LANGUAGES,
    MOST_LINES,
    MOST_TOPICS,
    NOTICE_LENGTH,
)
from api.domain.stating import NAME_LENGTH
from api.schema.access import PUBLIC
from api.schema.binding import optional
from api.schema.contacts import ContactInput
from api.schema.errors import UserError
from api.schema.groups import Group
from api.schema.networks import Network

NETWORK, VERSION = "The network.", "The version that you looked at."
AS_IT_IS, WHY_NOT = "The network as it is now.", "Why nothing was changed."
_NAME = f"What it is called, 1 to {NAME_LENGTH} characters."
_GUIDELINES = f"1 to {GUIDELINES_LENGTH:,} characters in at most {MOST_LINES} lines."


@strawberry.input(description="A concern in the network's own words.")
class ConcernInput:
    name: str = strawberry.field(description=f"The concern, 1 to {NAME_LENGTH} characters.")
    topic: str | None = optional("The slug of the platform's topic that it maps to.")


@strawberry.input(
    description="Says in one language that peer support is neither therapy nor an emergency "
    "service."
)
class NoticeInput:
    language: str = strawberry.field(description="The language of the text, BCP 47.")
    text: str = strawberry.field(
        description=f"The notice, {LEAST_NOTICE} to {NOTICE_LENGTH:,} characters."
    )


@strawberry.input(description="What is stated of a network; null and what is empty: not stated.")
class NetworkFacts:
    description: str | None = optional(
        f"What the network is for, 1 to {DESCRIPTION_LENGTH:,} characters."
    )
    topics: list[str] | None = optional(
        f"The slugs of at most {MOST_TOPICS} of the platform's topics that it is about."
    )
    concerns: list[ConcernInput] | None = optional(
        f"At most {MOST_CONCERNS} concerns in its own words, in its own order."
    )
    coverage: list[str] | None = optional(
        f"At most {MOST_COUNTRIES} countries, ISO 3166-1 alpha-2; empty for everywhere."
    )
    languages: list[str] | None = optional(
        f"At most {MOST_LANGUAGES} languages spoken in it, BCP 47."
    )
    licence: str | None = optional(
        "The licence of its data: an SPDX expression such as CC-BY-4.0, or a web address."
    )
    attribution: str | None = optional(
        f"What a partner shows beside its data, 1 to {NAME_LENGTH} characters."
    )
    contact: ContactInput | None = optional(
        "How it is reached, and each of its groups that says nothing else."
    )
    notices: list[NoticeInput] | None = optional(
        "In each of its languages one notice that peer support is neither therapy nor an "
        "emergency service. It is not published without."
    )


@strawberry.input(description="Creates a network, as a draft.")
class CreateNetworkInput(NetworkFacts):
    name: str = strawberry.field(description=_NAME)


@strawberry.input(
    description="Changes a network: what is left out stays, null clears, a list is taken as a "
    "whole."
)
class ChangeNetworkInput(NetworkFacts):
    id: strawberry.ID = strawberry.field(description=NETWORK)
    expected_version: int = strawberry.field(description=VERSION)
    name: str | None = optional(f"{_NAME} Never null.")


@strawberry.input(description="Publishes a network.")
class PublishNetworkInput:
    id: strawberry.ID = strawberry.field(description=NETWORK)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Archives a network.")
class ArchiveNetworkInput:
    id: strawberry.ID = strawberry.field(description=NETWORK)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Adds the next version of a network's guidelines.")
class SetGuidelinesInput:
    id: strawberry.ID = strawberry.field(description=NETWORK)
    expected_version: int = strawberry.field(description=f"{VERSION} It is the network's.")
    text: str = strawberry.field(
        description=f"What members keep to: {_GUIDELINES} What changed is shown line by line, for "
        f"{MOST_VERSIONS_BACK} versions."
    )
    language: str | None = optional("The language of the text, BCP 47.")


@strawberry.input(description="Adds the next version of a group's own guidelines.")
class SetGroupGuidelinesInput:
    id: strawberry.ID = strawberry.field(description="The group.")
    expected_version: int = strawberry.field(description=f"{VERSION} It is the group's.")
    text: str | None = optional(
        f"What its members keep to in the place of the network's: {_GUIDELINES} Null withdraws "
        "the group's own, so that the network's hold again; it has to be said, though."
    )
    language: str | None = optional("The language of the text, BCP 47.")


@strawberry.type(description="The new network, or why there is none.", directives=[PUBLIC])
class CreateNetworkPayload:
    network: Network | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The changed network, or why it is as it was.", directives=[PUBLIC])
class ChangeNetworkPayload:
    network: Network | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The published network, or why it is not.", directives=[PUBLIC])
class PublishNetworkPayload:
    network: Network | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The archived network, or why it is not.", directives=[PUBLIC])
class ArchiveNetworkPayload:
    network: Network | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The guided network, or why it is as it was.", directives=[PUBLIC])
class SetGuidelinesPayload:
    network: Network | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The guided group, or why it is as it was.", directives=[PUBLIC])
class SetGroupGuidelinesPayload:
    group: Group | None = strawberry.field(description="The group as it is now.")
    errors: list[UserError] = strawberry.field(description=WHY_NOT)
