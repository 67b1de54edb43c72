"""What came of the rounds: medians, spread, ratios to ours, and whether the bars are met."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.load import Sample

PEERS, STOCK, POSTGRAPHILE, PGBENCH = "peers", "stock", "postgraphile", "pgbench"
TITLES = {
    PEERS: "Peers",
    STOCK: "Strawberry, ORM, DataLoader",
    POSTGRAPHILE: "PostGraphile 5",
    PGBENCH: "pgbench, same SQL, no HTTP",
}
BARS = {POSTGRAPHILE: 1.8, STOCK: 20.0, PGBENCH: 0.5}
"""How many times the rate of each other Peers is to reach."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All samples of one contestant; sizes in bytes, None where there is nothing to measure."""

    samples: Sequence[Sample]
    answer_bytes: int | None = None
    resident_bytes: int | None = None

    @property
    def rate(self) -> float:
        return median(sample.rate for sample in self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        rates = [sample.rate for sample in self.samples]
        return min(rates), max(rates)

    def latency(self, name: str) -> float | None:
        found = [getattr(sample, name) for sample in self.samples]
        return None if None in found else median(found)


@dataclass(frozen=True, slots=True)
class Bar:
    """What the rate of Peers is to be, as a multiple of another's, and what it is."""

    other: str
    wanted: float
    found: float

    @property
    def met(self) -> bool:
        return self.found >= self.wanted


def bars(outcomes: Mapping[str, Outcome]) -> list[Bar]:
    ours = outcomes[PEERS].rate
    return [
        Bar(other, wanted, ours / outcomes[other].rate)
        for other, wanted in BARS.items()
        if other in outcomes
    ]


def print_table(outcomes: Mapping[str, Outcome], console: Console) -> None:
    table = Table(title="One page: 20 groups, network, next three occurrences")
    table.add_column("", min_width=16)
    for heading in ("requests/s", "spread", "Peers is", "p50 ms", "p99 ms", "memory MB", "bytes"):
        table.add_column(heading, justify="right", no_wrap=True)
    ours = outcomes[PEERS].rate
    for name, outcome in outcomes.items():
        low, high = outcome.spread
        table.add_row(
            TITLES[name],
            f"{outcome.rate:,.0f}",
            f"{low:,.0f} to {high:,.0f}",
            f"{ours / outcome.rate:.2f} x",
            _number(outcome.latency("p50"), "{:.1f}"),
            _number(outcome.latency("p99"), "{:.1f}"),
            _number(outcome.resident_bytes and outcome.resident_bytes / 1e6, "{:.0f}"),
            _number(outcome.answer_bytes, "{:,}"),
        )
    console.print(table)
    for bar in bars(outcomes):
        verdict = "[green]met[/green]" if bar.met else "[red]missed[/red]"
        console.print(
            f"{verdict}: {bar.found:.2f} times {TITLES[bar.other]}, the bar is {bar.wanted:g}"
        )


def as_json(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return everything that was measured, each sample included."""
    return {
        "contestants": {
            name: {
                "rate": outcome.rate,
                "spread": outcome.spread,
                "answerBytes": outcome.answer_bytes,
                "residentBytes": outcome.resident_bytes,
                "samples": [asdict(sample) for sample in outcome.samples],
            }
            for name, outcome in outcomes.items()
        },
        "bars": [{**asdict(bar), "met": bar.met} for bar in bars(outcomes)],
    }


def _number(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)
