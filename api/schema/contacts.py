"""Contacts by role, as the world and their own organisation see them."""

import strawberry

from api.domain.contacts import ROLE_LENGTH, ContactDisclosure, ContactKind
from api.domain.scopes import Scope
from api.schema.access import PUBLIC, needs
from api.schema.binding import read
from api.schema.enums import enum

enum(
    "What a contact is reached by.",
    EMAIL="An e-mail address.",
    PHONE="A telephone number.",
    FORM="The web address of a form.",
)(ContactKind)
enum(
    "Who may learn of a contact.",
    PUBLIC="Anybody.",
    MEMBERS="Members; until there are any, the organisation alone.",
    STAFF="The organisation alone.",
)(ContactDisclosure)


@strawberry.type(
    description="The role that answers for a group or a network, and how it is reached: never a "
    "person.",
    directives=[PUBLIC],
)
class Contact:
    role: str = read("Who answers, as a role.")
    kind: ContactKind = read("What it is reached by.")
    disclosure: ContactDisclosure = read("Who may learn of it.")
    address: str | None = read("Where it is reached, if that is public.")
    of_network: bool = read("Whether it is the network's, also where a group has none of its own.")
    hidden_address: str | None = read(
        "Where it is reached if that is not public; each reading is entered in a ledger.",
        needs(Scope.GROUPS_READ),
    )


@strawberry.input(description="The role that answers, and how it is reached.")
class ContactInput:
    role: str = strawberry.field(
        description=f"Who answers, as a role such as Coordinator and never as a person, 1 to "
        f"{ROLE_LENGTH} characters."
    )
    kind: ContactKind = strawberry.field(description="What it is reached by.")
    disclosure: ContactDisclosure = strawberry.field(
        description="Who may learn of it. What is not public is sealed."
    )
    address: str = strawberry.field(
        description="The e-mail address, the telephone number, or the web address of the form."
    )
