"""The tables that `peers import` shows."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.feeds.importing import Outcome, Plan, Report
from api.feeds.values import Problem, RowReport, Severity

MOST_ROWS = 50


def print_plan(console: Console, plan: Plan) -> None:
    """Show how many things of each kind are new, changed, removed, kept or unchanged."""
    table = Table("", *(outcome.name.lower() for outcome in Outcome), title="What changes")
    for column in table.columns[1:]:
        column.justify = "right"
    if plan.organisation is not None:
        table.add_row("organisation", "1", *("0" for _ in range(len(Outcome) - 1)))
    for kind, outcomes in plan.counts.items():
        table.add_row(kind.name.lower(), *(str(outcomes[outcome]) for outcome in Outcome))
    console.print(table)


def print_report(console: Console, report: Report) -> None:
    """Show what was imported, what was kept, and what was wrong with which row."""
    _print_kept(console, report)
    _print_problems(console, report)
    done = "Would import" if report.options.dry_run else "Imported"
    console.print(
        f"{done} {report.read} of {len(report.feed.rows)} rows, {report.refused} refused."
    )
    if report.feed.contacts_dropped:
        console.print(f"Left out {report.feed.contacts_dropped} contacts of persons.")
    if report.feed.unknown_codes:
        codes = ", ".join(f"{code} ({n})" for code, n in sorted(report.feed.unknown_codes.items()))
        console.print(f"Type codes that mean nothing here: {escape(codes)}.")


def _print_kept(console: Console, report: Report) -> None:
    kept = [step for step in report.plan.steps if step.kept]
    if not kept:
        return
    table = Table("kind", "external id", "fields", title="Kept as they were changed here")
    for step in kept[:MOST_ROWS]:
        table.add_row(step.kind.name.lower(), escape(step.external_id), ", ".join(step.kept))
    console.print(table)
    _print_rest(console, len(kept))


def _print_problems(console: Console, report: Report) -> None:
    found = [(row, problem) for row in report.feed.rows for problem in row.problems]
    if not found:
        return
    found.sort(key=_gravest_first)
    table = Table("row", "meeting", "", "field", "reason", title="Rows to look at")
    for row, problem in found[:MOST_ROWS]:
        table.add_row(
            str(row.number),
            escape(", ".join(row.external_ids)),
            problem.severity.name.lower(),
            problem.field or "",
            problem.message,
        )
    console.print(table)
    _print_rest(console, len(found))


def _gravest_first(found: tuple[RowReport, Problem]) -> tuple[int, int]:
    row, problem = found
    return list(Severity).index(problem.severity), row.index


def _print_rest(console: Console, number: int) -> None:
    if number > MOST_ROWS:
        console.print(f"… and {number - MOST_ROWS} more: --json lists them all.")
