"""The closed vocabularies of who is who: staff, clients, partnerships, credentials.

As in ``vocabulary``, a member's value equals its name in every layer.
"""

from enum import auto

from api.domain.vocabulary import Word


class StaffRole(Word):
    """What a person does in one organisation."""

    OWNER = auto()
    ADMIN = auto()
    COORDINATOR = auto()
    FACILITATOR = auto()
    THERAPIST = auto()
    AUDITOR = auto()


class StaffStatus(Word):
    """Whether a role holds: a claim gives none until an operator has accepted it."""

    CLAIMING = auto()
    ACTIVE = auto()
    ENDED = auto()
    LAPSED = auto()


class ClientKind(Word):
    """What an OAuth client is, and with that the most it may ever be given."""

    PUBLIC_APP = auto()
    CONFIDENTIAL_APP = auto()
    CLINIC_BACKEND = auto()
    NETWORK_BACKEND = auto()
    PARTNER_BACKEND = auto()
    RESOURCE_SERVER = auto()
    FIRST_PARTY = auto()


class ClientStatus(Word):
    ACTIVE = auto()
    DISABLED = auto()


class ApprovalStatus(Word):
    ACTIVE = auto()
    WITHDRAWN = auto()


class InvitationStatus(Word):
    OPEN = auto()
    ACCEPTED = auto()
    WITHDRAWN = auto()


class PartnershipSide(Word):
    """Which of the two an organisation is in a partnership."""

    PROPOSER = auto()
    RECEIVER = auto()


class PartnershipState(Word):
    PROPOSED = auto()
    ACTIVE = auto()
    ENDED = auto()


class PartnerRight(Word):
    """What one organisation lets its partner do."""

    REFER = auto()
    READ_GROUPS = auto()
    RECEIVE_EVENTS = auto()


class VerificationDecision(Word):
    """What was decided about an organisation, or asked for."""

    APPLIED = auto()
    CLAIMED = auto()
    VERIFIED = auto()
    SUSPENDED = auto()
    RESTORED = auto()


class PersonStatus(Word):
    ACTIVE = auto()
    DISABLED = auto()


class KeyState(Word):
    """Where a signing key is in its life: published, signing, only verifying, or worthless."""

    NEXT = auto()
    ACTIVE = auto()
    RETIRED = auto()
    REVOKED = auto()
