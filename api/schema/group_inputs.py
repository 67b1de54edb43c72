"""What is said of a group that is made or changed."""

import strawberry

from api.schema.binding import optional
from api.schema.contacts import ContactInput
from api.schema.words import Anonymity, Cost, Joining, OpenPlaceKind, Size, Style, Support

GROUP, VERSION = "The group.", "The version that you looked at."
SLUGS = "Slugs of the vocabulary, at most 100."


@strawberry.input(description="The texts of a group in a further language.")
class GroupTranslationInput:
    language: str = strawberry.field(description="The language, BCP 47.")
    name: str = strawberry.field(description="The group's name in it, 1 to 255 characters.")
    summary: str | None = optional("The summary in it, at most 500 characters.")
    description: str | None = optional("The description in it, at most 20,000 characters.")


@strawberry.input(description="A place of a group that is always open.")
class OpenPlaceInput:
    kind: OpenPlaceKind = strawberry.field(description="What it is.")
    name: str | None = optional("What it is called, 1 to 255 characters.")
    url: str | None = optional("Its web address, http, https or tel.")
    hours: str | None = optional("When somebody answers; at any hour if left out.")
    moderated: bool | None = optional("Whether it is moderated.")


@strawberry.input(description="What a group says of itself: what is left out is not stated.")
class GroupFactsInput:
    summary: str | None = optional("The group in a sentence, at most 500 characters.")
    description: str | None = optional("What to expect of it, at most 20,000 characters.")
    translations: list[GroupTranslationInput] | None = optional("Its texts in other languages.")
    topics: list[str] | None = optional("What it is about: slugs of topics, at most 100.")
    support: list[Support] | None = optional("The kinds of support it gives.")
    style: Style | None = optional("Whether people mostly talk or do something together.")
    size: Size | None = optional("How many usually come.")
    joining: Joining | None = optional("How one joins.")
    newcomers_welcome: bool | None = optional("Whether newcomers are welcome, as of today.")
    audiences: list[str] | None = optional(f"Whom it is for. {SLUGS}")
    eligibility: str | None = optional("Who may come, in words, at most 1,000 characters.")
    minimum_age: int | None = optional("The least age, in whole years, included.")
    maximum_age: int | None = optional("The greatest age, in whole years, included.")
    neutral_title: bool | None = optional("Whether titles must not say what it is about.")
    languages: list[str] | None = optional("The languages spoken, BCP 47.")
    accessibility: list[str] | None = optional(f"Who can come. {SLUGS}")
    cost: Cost | None = optional("What taking part costs.")
    cost_note: str | None = optional("More about the cost, at most 1,000 characters.")
    anonymity: Anonymity | None = optional("What people are known by.")
    formats: list[str] | None = optional(f"What a meeting is like. {SLUGS}")
    accepts_referrals: bool | None = optional("Whether therapists may refer to it.")
    contact: ContactInput | None = optional("How it is reached; as its network is if left out.")
    open_places: list[OpenPlaceInput] | None = optional("Its places that are always open.")


@strawberry.input(description="A group that is new: a draft, which only you see.")
class CreateGroupInput(GroupFactsInput):
    network_id: strawberry.ID = strawberry.field(description="The network that it belongs to.")
    name: str = strawberry.field(description="What it is called, 1 to 255 characters.")
    language: str = strawberry.field(description="The language of its texts, BCP 47.")


@strawberry.input(
    description="Changes what a group says of itself: what is left out stays, null takes it away."
)
class ChangeGroupInput(GroupFactsInput):
    id: strawberry.ID = strawberry.field(description=GROUP)
    expected_version: int = strawberry.field(description=VERSION)
    name: str | None = optional("What it is called, 1 to 255 characters.")
    language: str | None = optional("The language of its texts, BCP 47.")
