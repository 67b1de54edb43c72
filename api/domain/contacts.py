"""Contacts: by which role, and how, a group or a network is reached; never a person."""

from dataclasses import dataclass
from enum import auto

from api.domain.errors import InvalidInput
from api.domain.stating import Rule, as_said, line, may, must, phone, record, text, web_address
from api.domain.upkeep import checked_address
from api.domain.vocabulary import Word

ROLE_LENGTH, ADDRESS_LENGTH = 80, 2_000


class ContactKind(Word):
    """What a contact is reached by."""

    EMAIL = auto()
    PHONE = auto()
    FORM = auto()


class ContactDisclosure(Word):
    """Who may learn of a contact."""

    PUBLIC = auto()
    MEMBERS = auto()
    STAFF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The role that answers for a group or a network, and where it is reached.

    ``role`` names a function in neutral words ("Coordinator", "Front desk"). ``address`` is an
    e-mail address, a telephone number or the web address of a form. Of a contact that is not
    public it lives sealed, and is None wherever the contact was loaded.
    """

    role: str
    kind: ContactKind
    disclosure: ContactDisclosure
    address: str | None

    @property
    def public(self) -> bool:
        return self.disclosure is ContactDisclosure.PUBLIC


def _contact(
    *, role: str, kind: ContactKind, disclosure: ContactDisclosure, address: str
) -> Contact:
    try:
        address = _ADDRESSES[kind](address)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, path=("address",)) from None
    return Contact(role=role, kind=kind, disclosure=disclosure, address=address)


_ADDRESSES: dict[ContactKind, Rule] = {
    ContactKind.EMAIL: checked_address,
    ContactKind.PHONE: phone,
    ContactKind.FORM: web_address,
}
CONTACT: Rule = may(
    record(
        _contact,
        {
            "role": must(line(ROLE_LENGTH)),
            "kind": must(as_said),
            "disclosure": must(as_said),
            "address": must(text(ADDRESS_LENGTH)),
        },
    )
)
"""What may be stated of a contact: all of it at once, since a new address is another contact."""
