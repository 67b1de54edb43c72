"""Contacts of the world: of some networks and groups, for everybody, for members, for staff."""

from api.persistence.keys import Keyring
from tests.world_rows import Builder, Row

DISCLOSURES = ("PUBLIC", "MEMBERS", "STAFF", None, None)
KINDS = {
    "EMAIL": "desk@example.org",
    "PHONE": "+49 341 123",
    "FORM": "https://example.org/write",
}


def add_contacts(made: Builder, kek: bytes) -> None:
    """Let each network and group have a contact of one disclosure, or none."""
    keyring, keys = Keyring(kek), made.rows["organisation_keys"]
    for number, thing in enumerate((*made.rows["networks"], *made.rows["groups"])):
        disclosure = DISCLOSURES[number % len(DISCLOSURES)]
        kind, address = [*KINDS.items()][number % len(KINDS)]
        stated = disclosure is not None
        thing |= {
            "contact_role": f"Desk {number}" if stated else None,
            "contact_kind": kind if stated else None,
            "contact_disclosure": disclosure,
            "contact_address": address if disclosure == "PUBLIC" else None,
        }
        own = [key for key in keys if key["organisation_id"] == thing["organisation_id"]]
        if disclosure in {"MEMBERS", "STAFF"} and own:
            _seal(made, keyring, own[0], thing, address)


def _seal(made: Builder, keyring: Keyring, key: Row, thing: Row, address: str) -> None:
    owner, place = key["organisation_id"], ("confidential.contact_secrets", "address", thing["id"])
    made.secrets[thing["id"]] = {"hiddenAddress": address}
    sealed = keyring.seal(address, key["wrapped"], owner, key["id"], place)
    row = made.add(
        "contact_secrets",
        organisation_id=owner,
        thing_id=thing["id"],
        key_id=key["id"],
        address=sealed,
    )
    del row["id"]
