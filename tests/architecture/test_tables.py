"""A table holds its concept, and nothing else without a reason.

Three lists of fields stay apart on purpose: what a thing means (domain), how it is kept
(tables), what of it is shown (schema). To see this fail: add a field to `Group`.
"""

import asyncio
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from api.domain.change_requests import ChangeRequest
from api.domain.client_approvals import ClientApproval
from api.domain.clients import Client
from api.domain.corrections import Difference
from api.domain.crisis import CrisisResource
from api.domain.facilitators import Facilitator
from api.domain.feeds import Feed
from api.domain.groups import Group, OpenPlace, Translation
from api.domain.guidelines import Guidelines
from api.domain.imports import Import
from api.domain.meetings import Meeting
from api.domain.networks import Concern, Network, Notice
from api.domain.occurrences import Occurrence
from api.domain.organisations import Organisation, Verification
from api.domain.partnerships import Partnership
from api.domain.schedule_exceptions import ScheduleException
from api.domain.staff import Invitation, Staff
from api.domain.terms import Term
from api.domain.upkeep import UpkeepAddress
from api.domain.venues import Venue, VenueSecrets
from api.persistence.database import alchemy_url
from api.persistence.tables import metadata
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from tests.conftest import Database

REVISION = {"version", "changed_at"}
CONTACT = {"contact_role", "contact_kind", "contact_disclosure", "contact_address"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A table and its concept.

    ``flattened`` are columns that one field of the concept is spread over, ``apart`` are fields
    that other tables hold, ``around`` are columns that say what a part is a part of. ``why``
    gives the reason wherever one of the three is not empty.
    """

    table: str
    concept: type
    why: str = ""
    flattened: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    apart: dict[str, str] = field(default_factory=dict[str, str])
    around: set[str] = field(default_factory=set[str])


PAIRS = (
    Pair("catalogue.organisations", Organisation),
    Pair("confidential.staff", Staff),
    Pair("confidential.facilitators", Facilitator),
    Pair("confidential.invitations", Invitation),
    Pair("confidential.clients", Client),
    Pair("confidential.client_approvals", ClientApproval),
    Pair("confidential.partnerships", Partnership),
    Pair("confidential.verifications", Verification),
    Pair("confidential.upkeep_addresses", UpkeepAddress),
    Pair(
        "confidential.change_requests",
        ChangeRequest,
        why="What a request would change is a list of values, each sealed in a row of its own.",
        apart={"differences": "confidential.change_request_fields"},
    ),
    Pair(
        "confidential.change_request_fields",
        Difference,
        why="A part of a change request, behind row-level security by its organisation.",
        around={"organisation_id", "id", "request_id", *REVISION},
    ),
    Pair("confidential.imports", Import),
    Pair("confidential.feeds", Feed),
    Pair(
        "catalogue.networks",
        Network,
        why="Concerns and notices are lists of values, each a table of rows in an order; a contact "
        "is one value of four columns.",
        flattened={"contact": CONTACT},
        apart={"concerns": "catalogue.network_concerns", "notices": "catalogue.network_notices"},
    ),
    Pair(
        "catalogue.network_concerns",
        Concern,
        why="A part of a network, in the order in which the network lists it.",
        around={"id", "network_id", "position", *REVISION},
    ),
    Pair(
        "catalogue.network_notices",
        Notice,
        why="A part of a network, one for each language.",
        around={"id", "network_id", *REVISION},
    ),
    Pair(
        "catalogue.guidelines",
        Guidelines,
        why="A history is a list of lines, kept as three lists of one length.",
        flattened={"history": {"lines", "lines_since", "lines_until"}},
    ),
    Pair(
        "catalogue.groups",
        Group,
        why="Capacity and contact are one value of several columns; lists are tables of rows.",
        flattened={
            "capacity": {"capacity_status", "capacity_as_of", "capacity_by"},
            "contact": CONTACT,
        },
        apart={
            "translations": "catalogue.group_translations",
            "open_places": "catalogue.open_places",
        },
    ),
    Pair(
        "catalogue.group_translations",
        Translation,
        why="A part of a group, one for each further language.",
        around={"id", "group_id", *REVISION},
    ),
    Pair(
        "catalogue.open_places",
        OpenPlace,
        why="A part of a group, in the order in which the group lists it.",
        around={"id", "group_id", "position", *REVISION},
    ),
    Pair(
        "catalogue.venues",
        Venue,
        why="A point is two numbers.",
        flattened={"point": {"latitude", "longitude"}},
    ),
    Pair(
        "confidential.venue_secrets",
        VenueSecrets,
        why="One row for each venue, behind row-level security by its organisation.",
        around={"organisation_id", "venue_id", *REVISION},
    ),
    Pair(
        "catalogue.meetings",
        Meeting,
        why="A schedule is one value of five columns and a table; venues are linked by rows.",
        flattened={
            "schedule": {"local_start", "duration_minutes", "time_zone", "rule", "season"},
        },
        apart={"venue_ids": "catalogue.meeting_venues"},
    ),
    Pair(
        "catalogue.meeting_exceptions",
        ScheduleException,
        why="A part of the schedule of a meeting; its venues are linked by rows.",
        apart={"venue_ids": "catalogue.exception_venues"},
        around={"id", "meeting_id", *REVISION},
    ),
    Pair(
        "catalogue.occurrences",
        Occurrence,
        why="An occurrence follows from its meeting; its minute of the week is searched by.",
        around={"id", "organisation_id", "meeting_id", "utc_minute_of_week", *REVISION},
    ),
    Pair("catalogue.crisis_resources", CrisisResource),
    Pair(
        "catalogue.terms",
        Term,
        why="Labels are a table of rows, one for each language.",
        apart={"labels": "catalogue.term_labels"},
        around={"id", *REVISION},
    ),
)

WITHOUT_CONCEPT = {
    "catalogue.meeting_venues": "Links meetings and venues.",
    "catalogue.exception_venues": "Links single starts of meetings and venues.",
    "catalogue.term_labels": "Holds the labels of terms.",
    "catalogue.directory_changes": "Is how partners follow the directory; nothing decides on it.",
    "catalogue.directory_clock": "Says how far another cluster had counted before this one.",
    "confidential.organisation_keys": "Keeps wrapped keys, which nothing in the domain sees.",
    "confidential.contact_secrets": "Keeps sealed where a contact is reached that is not public.",
    "confidential.audit_entries": "Is written by every transaction and decided on by none.",
    "confidential.disclosures": "Is the ledger, which is only ever added to.",
    "confidential.idempotency_keys": "Keeps what a mutation gave, for its retries.",
    "identity.idempotency_keys": "Keeps what a mutation gave, for its retries.",
    "identity.persons": "Is how somebody is known again, and nothing decides on it.",
    "identity.staff_persons": "Links a role to the person who holds it, apart from both.",
    "identity.vault": "Links a member to the person behind, apart from both.",
    "identity.passkeys": "Is what a browser proves itself by.",
    "identity.sessions": "Is what a browser is known again by.",
    "identity.one_time_links": "Is what a link in a mail opens, once.",
    "identity.interactions": "Keeps what a browser was sent to sign in for.",
    "identity.client_secrets": "Is what a client proves itself by.",
    "identity.grants": "Is what tokens stand on; `Rights` is what it comes to.",
    "identity.codes": "Is what a client gets tokens for, once.",
    "identity.refresh_tokens": "Is what a client gets further tokens for.",
    "identity.revoked_tokens": "Lists access tokens that were given back before their end.",
    "identity.used_assertions": "Lists what a client has proved itself by, once.",
    "identity.signing_keys": "Is what tokens are signed with; its life is decided on by state.",
    "identity.upkeep_links": "Is what a link in a mail opens, once, for an address.",
    "identity.notice_choices": "Is how one of the staff is told, beside who they are.",
    "operations.notices": "Is how letters wait to be sent.",
    "identity.proposals": "Links a change request to whoever made it, apart from both.",
    "identity.throttles": "Counts attempts, and forgets them.",
    "confidential.import_changes": "Tells what an import would do, for whoever decides.",
    "confidential.import_problems": "Tells what is wrong with the rows of an import.",
    "operations.import_tasks": "Is how work on imports is shared between processes.",
    "operations.outbox": "Is how changes leave the house.",
    "operations.jobs": "Is how timed work is shared between processes.",
    "operations.import_records": "Is how an import knows its things again.",
}


def test_each_table_holds_exactly_its_concept() -> None:
    differences = {
        pair.table: (columns ^ wanted)
        for pair in PAIRS
        if (columns := _columns(pair)) != (wanted := _wanted(pair))
    }
    assert differences == {}


def test_what_lies_apart_has_a_table_and_a_reason() -> None:
    assert {table for pair in PAIRS for table in pair.apart.values()} <= set(metadata.tables)
    special = [pair for pair in PAIRS if pair.flattened or pair.apart or pair.around]
    assert [pair.table for pair in special if not pair.why] == []


def test_each_table_has_a_concept_or_a_reason_for_having_none() -> None:
    assert set(metadata.tables) == {pair.table for pair in PAIRS} | set(WITHOUT_CONCEPT)


def test_every_table_knows_its_version_and_when_it_changed() -> None:
    assert [
        name for name, table in metadata.tables.items() if not set(table.c.keys()) >= REVISION
    ] == []


def test_every_storage_only_column_says_why() -> None:
    reasons = [
        column.info["storage_only"]
        for table in metadata.tables.values()
        for column in table.c
        if "storage_only" in column.info
    ]
    assert reasons
    assert [reason for reason in reasons if not str(reason).endswith(".")] == []


async def test_the_tables_are_what_the_migrations_make(database: "Database") -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = alchemy_url(database.owner_url)
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
    # Alembic raises, naming the differences; it drives an event loop of its own.
    await asyncio.to_thread(command.check, config)


def _columns(pair: Pair) -> set[str]:
    table = metadata.tables[pair.table]
    return {column.name for column in table.c if "storage_only" not in column.info}


def _wanted(pair: Pair) -> set[str]:
    own = _fields(pair.concept) - pair.flattened.keys() - pair.apart.keys()
    spread = {name for names in pair.flattened.values() for name in names}
    return own | spread | pair.around


def _fields(concept: Any) -> set[str]:  # noqa: ANN401 - a dataclass or a named tuple
    return {each.name for each in fields(concept)} if is_dataclass(concept) else {*concept._fields}
