"""The usual way: Strawberry resolvers, the SQLAlchemy ORM and a DataLoader for each relation.

Written as the libraries' own guides write it: three statements for a page however many groups
it has, one session for each load, plain ``strawberry.asgi``. Served by uvicorn with one worker:
``DATABASE_URL=… python -m uvicorn benchmarks.stock:app``.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from api.persistence.database import alchemy_url
from api.persistence.tables import catalogue, groups, meetings, metadata

LATE = timedelta(minutes=10)

engine = create_async_engine(
    alchemy_url(os.environ["DATABASE_URL"]),
    pool_size=int(os.environ.get("POOL_SIZE", "10")),
    max_overflow=0,
)
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    metadata = metadata


class NetworkRow(Base):
    __table__ = catalogue.networks
    id: Mapped[UUID]
    name: Mapped[str]
    published: Mapped[bool]


class GroupRow(Base):
    __table__ = groups.groups
    id: Mapped[UUID]
    network_id: Mapped[UUID]
    slug: Mapped[str]
    name: Mapped[str]
    summary: Mapped[str | None]
    language: Mapped[str]
    support: Mapped[list[str]]
    style: Mapped[str | None]
    size: Mapped[str | None]
    joining: Mapped[str | None]
    cost: Mapped[str | None]
    languages: Mapped[list[str]]
    sort_key: Mapped[str]
    published: Mapped[bool]


class OccurrenceRow(Base):
    __table__ = meetings.occurrences
    id: Mapped[UUID]
    group_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_start: Mapped[datetime]
    status: Mapped[str]
    published: Mapped[bool]


async def load_networks(ids: list[UUID]) -> Sequence[NetworkRow | None]:
    async with Session() as session:
        chosen = select(NetworkRow).where(NetworkRow.id.in_(ids), NetworkRow.published)
        found = {row.id: row for row in await session.scalars(chosen)}
    return [found.get(each) for each in ids]


async def load_next_occurrences(keys: list[tuple[UUID, int]]) -> list[list[OccurrenceRow]]:
    """Load the next occurrences of many groups, each key a group's id and how many."""
    most = max(first for _, first in keys)
    upcoming = (
        select(
            OccurrenceRow,
            func.row_number()
            .over(
                partition_by=OccurrenceRow.group_id,
                order_by=(OccurrenceRow.starts_at, OccurrenceRow.id),
            )
            .label("place"),
        )
        .where(
            OccurrenceRow.group_id.in_({group for group, _ in keys}),
            OccurrenceRow.published,
            OccurrenceRow.status == "SCHEDULED",
            OccurrenceRow.starts_at >= datetime.now(UTC) - LATE,
        )
        .subquery()
    )
    row = aliased(OccurrenceRow, upcoming)
    chosen = select(row).where(upcoming.c.place <= most).order_by(upcoming.c.place)
    found: dict[UUID, list[OccurrenceRow]] = {}
    async with Session() as session:
        for each in await session.scalars(chosen):
            found.setdefault(each.group_id, []).append(each)
    return [found.get(group, [])[:first] for group, first in keys]


@dataclass
class Context:
    """One for each request, as loaders must be."""

    networks: DataLoader[UUID, NetworkRow | None] = field(
        default_factory=lambda: DataLoader(load_networks)
    )
    occurrences: DataLoader[tuple[UUID, int], list[OccurrenceRow]] = field(
        default_factory=lambda: DataLoader(load_next_occurrences)
    )


Info = strawberry.Info[Context, None]


@strawberry.type
class Network:
    id: UUID
    name: str


@strawberry.type
class Occurrence:
    id: UUID
    starts_at: datetime
    ends_at: datetime
    local_start: datetime


@strawberry.type
class Group:
    id: UUID
    slug: str
    name: str
    summary: str | None
    language: str
    support: list[str]
    style: str | None
    size: str | None
    joining: str | None
    cost: str | None
    languages: list[str]
    network_id: strawberry.Private[UUID]

    @strawberry.field
    async def network(self, info: Info) -> Network | None:
        row = await info.context.networks.load(self.network_id)
        return None if row is None else Network(id=row.id, name=row.name)

    @strawberry.field
    async def next_occurrences(self, info: Info, first: int = 3) -> list[Occurrence]:
        return [
            Occurrence(
                id=row.id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                local_start=row.local_start,
            )
            for row in await info.context.occurrences.load((self.id, first))
        ]


def as_group(row: GroupRow) -> Group:
    return Group(
        id=row.id,
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        language=row.language,
        support=row.support,
        style=row.style,
        size=row.size,
        joining=row.joining,
        cost=row.cost,
        languages=row.languages,
        network_id=row.network_id,
    )


@strawberry.type
class Query:
    @strawberry.field
    async def groups(self, first: int) -> list[Group]:
        chosen = (
            select(GroupRow)
            .where(GroupRow.published)
            .order_by(GroupRow.sort_key, GroupRow.id)
            .limit(first)
        )
        async with Session() as session:
            return [as_group(row) for row in await session.scalars(chosen)]


class App(GraphQL[Context, None]):
    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002 - the signature is Strawberry's
        response: Response | WebSocket,  # noqa: ARG002 - the same
    ) -> Context:
        return Context()


app = App(strawberry.Schema(query=Query))
