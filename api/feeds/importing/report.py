"""What became of an import: counts, what was kept, and every row that had a problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.domain.ids import Code, encode
from api.feeds.importing.options import Options
from api.feeds.importing.plan import Outcome, Plan
from api.feeds.values import ImportedFeed, RowReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An import that was done, or with ``options.dry_run`` only looked at."""

    options: Options
    feed: ImportedFeed
    plan: Plan
    organisation_id: UUID

    @property
    def refused(self) -> int:
        return sum(row.refused for row in self.feed.rows)

    @property
    def read(self) -> int:
        """How many rows of the feed were understood."""
        return len(self.feed.rows) - self.refused

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs, with names in camel case like the API's."""
        return {
            "network": encode(Code.NETWORK, self.plan.network.after.id),
            "organisation": encode(Code.ORGANISATION, self.organisation_id),
            "source": self.options.source,
            "dryRun": self.options.dry_run,
            "rows": {"total": len(self.feed.rows), "imported": self.read, "refused": self.refused},
            "counts": _counts(self.plan),
            "kept": [
                {"kind": step.kind.name, "externalId": step.external_id, "fields": list(step.kept)}
                for step in self.plan.steps
                if step.kept
            ],
            "problems": [each for row in self.feed.rows for each in _problems(row)],
            "contactsDropped": self.feed.contacts_dropped,
            "unknownCodes": dict(self.feed.unknown_codes),
        }


def _counts(plan: Plan) -> Mapping[str, Mapping[str, int]]:
    return {
        kind.name: {outcome.name: outcomes[outcome] for outcome in Outcome}
        for kind, outcomes in plan.counts.items()
    }


def _problems(row: RowReport) -> list[dict[str, Any]]:
    return [
        {
            "row": row.index,
            "externalIds": list(row.external_ids),
            "code": problem.code,
            "severity": problem.severity.name,
            "field": problem.field,
            "message": problem.message,
        }
        for problem in row.problems
    ]
