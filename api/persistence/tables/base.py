"""What every table shares: the metadata, its naming rules, and the columns none goes without."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    MetaData,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TEXTS = ARRAY(Text)
INSTANT = DateTime(timezone=True)
LOCAL = DateTime(timezone=False)


def storage_only(reason: str) -> dict[str, str]:
    """Mark a column that no domain value has, with the reason why the table needs it."""
    return {"storage_only": reason}


def identity() -> Column[UUID]:
    return Column("id", Uuid, primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False) -> Column[UUID]:
    """Return a foreign key to the id of a table, written ``schema.table``."""
    return Column(name, Uuid, ForeignKey(f"{target}.id"), nullable=nullable)


def texts(name: str) -> Column[list[str]]:
    """Return a list of texts that is empty, never null, where nothing is stated."""
    return Column(name, TEXTS, nullable=False, server_default=text("'{}'::text[]"))


def word(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def one_of(name: str, words: type[StrEnum]) -> CheckConstraint:
    """Hold a column to a closed vocabulary by CHECK, since enum operators are not leakproof."""
    listed = ", ".join(f"'{member.value}'" for member in words)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def revision() -> tuple[Column[int], Column[object]]:
    """Return the two columns that every table has: which version it is, and since when."""
    return (
        Column("version", BigInteger, nullable=False, server_default=text("1")),
        Column("changed_at", INSTANT, nullable=False, server_default=text("now()")),
    )
