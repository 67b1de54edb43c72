"""The vocabularies of who is who as enums of the schema: the very same classes."""

from api.domain.standing import StaffRole
from api.schema.enums import enum

enum(
    "What a person does in one organisation.",
    OWNER="Speaks for it, and names owners.",
    ADMIN="Runs it.",
    COORDINATOR="Runs its networks and groups.",
    FACILITATOR="Facilitates groups.",
    THERAPIST="Refers people, at a clinic.",
    AUDITOR="Reads what was done.",
)(StaffRole)
