"""The sign-ins of the demo: made once, kept beside its other secrets, shown at each start."""

import asyncio
import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey
from mnemonic import Mnemonic
from pydantic import BaseModel, Field, ValidationError
from rich.console import Console
from rich.table import Column, Table

from api.app import Runtime
from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.feeds.demo.loading import ACTOR
from api.feeds.demo.organisations import demo_slug
from api.feeds.demo.people import APPROVER, CLINIC, PEOPLE, add_people, are_there, organisation_id
from api.persistence.identity.registry import registered

SIGN_INS = "demo-sign-ins.json"
CLINIC_KEY = "demo-clinic-backend.jwk.json"
WORDS = 4
"""Of a list of 2,048: more than enough for what only this machine can reach."""


class SignIns(BaseModel):
    """What the demo is signed in to with; ``passwords`` are by sign-in name."""

    passwords: dict[str, str] = Field(repr=False)
    clinic_client_id: str
    partner_client_id: str
    partner_client_secret: str = Field(repr=False)
    partner_organization: str


def read_sign_ins(folder: Path) -> SignIns | None:
    """Return what was kept in the folder of secrets, None where it is gone or damaged."""
    try:
        return SignIns.model_validate_json((folder / SIGN_INS).read_bytes())
    except (OSError, ValidationError):
        return None


async def add_demo_people(runtime: Runtime, folder: Path) -> None:
    """Add whoever signs in to the demo, where the demo world is and they are not."""
    identity, hashing = runtime.auth.identity, runtime.auth.passwords
    world = await identity.run(lambda db: registered(db, demo_slug(CLINIC)))
    if not world or await identity.run(lambda db: are_there(db, identity.keys)):
        return
    passwords = {seed.name: _password() for seed in PEOPLE}
    hashes = {name: await hashing.hash(each) for name, each in passwords.items()}
    key = await asyncio.to_thread(ECKey.generate_key, "P-384")
    async with runtime.store.transaction(Actor(organisation_id(APPROVER), ACTOR)) as work:
        public = {"keys": [_described(key, private=False)]}
        made = await add_people(work, identity.keys, hashes, public, datetime.now(UTC))
        kept = SignIns(
            passwords=passwords,
            clinic_client_id=made.clinic_id,
            partner_client_id=made.partner_id,
            partner_client_secret=made.partner_secret,
            partner_organization=encode(Code.ORGANISATION, made.organisation_id),
        )
        # Before the commit, so that nobody is there whose password is known nowhere.
        _write(folder / CLINIC_KEY, _described(key, private=True))
        _write(folder / SIGN_INS, kept.model_dump())


def show_sign_ins(console: Console, folder: Path, base_url: str) -> None:
    """Show who can sign in to the demo, and how a backend gets a token; nothing where unknown."""
    known = read_sign_ins(folder)
    if known is None:
        return
    # What somebody copies stands in one line, however long its words are.
    copied = (Column(each, no_wrap=True, overflow="ignore") for each in ("Name", "Password"))
    table = Table(*copied, "Who", box=None, padding=(0, 2))
    for seed in PEOPLE:
        who = "operator of the platform"
        if seed.role is not None and seed.organisation is not None:
            who = f"{seed.role.lower()} of {demo_slug(seed.organisation)}"
        table.add_row(seed.name, known.passwords.get(seed.name, ""), who)
    console.print(f"\nSign in at {base_url}/sign-in, or in the explorer, as one of")
    console.print(table)
    lines = [
        f"What an owner or operator decides needs a passkey besides: add one at {base_url}/account",
        "",
        f"A token for a partner's backend, which {demo_slug(APPROVER)} has approved:",
        f"  curl -s {base_url}/oauth/token \\",
        f"    -u {known.partner_client_id}:{known.partner_client_secret} \\",
        "    -d grant_type=client_credentials -d scope=groups:read \\",
        f"    -d organization={known.partner_organization}",
        "",
        f"The backend of {demo_slug(CLINIC)} proves itself by a key (private_key_jwt, ES384):",
        f"  client_id {known.clinic_client_id}",
        f"  key {folder / CLINIC_KEY}",
    ]
    console.print("\n".join(lines), soft_wrap=True, highlight=False, markup=False)


def _password() -> str:
    words = Mnemonic("english").wordlist
    return "-".join(secrets.choice(words) for _ in range(WORDS))


def _described(key: ECKey, *, private: bool) -> dict[str, Any]:
    said = {"kid": key.thumbprint(), "use": "sig", "alg": "ES384"}
    return {**key.as_dict(private=private), **said}


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 - any JSON
    """Replace a file that nobody else can read, all of it or nothing."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
    draft.replace(path)
