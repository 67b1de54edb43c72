"""The vocabularies of who is who as enums of the schema: the very same classes."""

from api.domain.standing import (
    ApprovalStatus,
    ClientKind,
    ClientStatus,
    InvitationStatus,
    PartnerRight,
    PartnershipSide,
    PartnershipState,
    StaffRole,
    StaffStatus,
    VerificationDecision,
)
from api.schema.enums import enum

enum(
    "What a person does in one organisation.",
    OWNER="Speaks for it, and names owners.",
    ADMIN="Runs it.",
    COORDINATOR="Runs its networks and groups.",
    FACILITATOR="Facilitates groups, and changes no others.",
    THERAPIST="Refers people, at a clinic.",
    AUDITOR="Reads what was done.",
)(StaffRole)
enum(
    "Whether a role in an organisation holds.",
    CLAIMING="It was claimed, and an operator has not answered yet.",
    ACTIVE="It holds.",
    ENDED="It held once.",
    LAPSED="It was claimed, and that came to nothing.",
)(StaffStatus)
enum(
    "What became of an invitation.",
    OPEN="Nobody has answered it, unless it is too old.",
    ACCEPTED="Somebody has accepted it.",
    WITHDRAWN="The organisation took it back.",
)(InvitationStatus)
enum(
    "What was asked for or decided about an organisation.",
    APPLIED="Somebody came forward with it.",
    CLAIMED="Somebody claimed to speak for it.",
    VERIFIED="An operator checked who speaks for it.",
    SUSPENDED="An operator took it out of sight.",
    RESTORED="An operator let it be what it was before.",
)(VerificationDecision)
enum(
    "What an OAuth client is, and with that the most it may ever be given.",
    PUBLIC_APP="An app that people sign in to and that cannot keep a secret.",
    CONFIDENTIAL_APP="An app that people sign in to, with a server that keeps its secrets.",
    CLINIC_BACKEND="A clinic's system, for the clinic alone.",
    NETWORK_BACKEND="A network operator's system, for the operator alone.",
    PARTNER_BACKEND="A partner's system, for whichever organisations approve it.",
    RESOURCE_SERVER="A server that only asks what a token is worth.",
    FIRST_PARTY="A client of the platform itself.",
)(ClientKind)
enum(
    "Whether a client is let in.",
    ACTIVE="It is.",
    DISABLED="It is not.",
)(ClientStatus)
enum(
    "Whether what an organisation approved of a client holds.",
    ACTIVE="It holds.",
    WITHDRAWN="It was withdrawn.",
)(ApprovalStatus)
enum(
    "Which side of a partnership an organisation is.",
    PROPOSER="It proposed the partnership.",
    RECEIVER="The partnership was proposed to it.",
)(PartnershipSide)
enum(
    "How far a partnership is.",
    PROPOSED="One side has proposed it; nothing holds yet.",
    ACTIVE="Both sides want it.",
    ENDED="It was declined, taken back or ended.",
)(PartnershipState)
enum(
    "What one organisation lets its partner do.",
    REFER="Refer people to its groups.",
    READ_GROUPS="Read its groups that are not public.",
    RECEIVE_EVENTS="Receive events about what it publishes.",
)(PartnerRight)

__all__ = [
    "ApprovalStatus",
    "ClientKind",
    "ClientStatus",
    "InvitationStatus",
    "PartnerRight",
    "PartnershipSide",
    "PartnershipState",
    "StaffRole",
    "StaffStatus",
    "VerificationDecision",
]
