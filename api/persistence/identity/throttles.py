"""How often something may be tried: the generic cell rate algorithm, one row and UPSERT a key.

The row holds the theoretical arrival time of GCRA (ITU-T I.371, annex A): the moment at which
all that was spent will have been earned again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import throttles


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, and one more after each ``interval``."""

    burst: int
    interval: timedelta

    @property
    def capacity(self) -> timedelta:
        return self.burst * self.interval


def spend(
    connection: IdentityConnection, key: bytes, rate: Rate, now: datetime
) -> timedelta | None:
    """Note one more try, and return None; or note nothing, and return how long to wait.

    The row is locked until the transaction ends, so that of any number of tries at the same
    time no more get through than the rate allows.
    """
    next_arrival = func.greatest(throttles.c.arrival, literal(now)) + rate.interval
    spent = (
        insert(throttles)
        .values(key=key, arrival=now + rate.interval)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"arrival": next_arrival, "version": throttles.c.version + 1},
            where=next_arrival <= literal(now + rate.capacity),
        )
        .returning(throttles.c.arrival)
    )
    if connection.execute(spent).first() is not None:
        return None
    arrival = connection.execute(select(throttles.c.arrival).where(throttles.c.key == key)).scalar()
    return rate.interval if arrival is None else arrival + rate.interval - now - rate.capacity


def forgive(connection: IdentityConnection, key: bytes) -> None:
    """Forget what was tried."""
    connection.execute(delete(throttles).where(throttles.c.key == key))
