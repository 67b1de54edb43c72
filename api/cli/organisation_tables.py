"""The tables that `peers organisations` shows."""

import json
from collections.abc import Sequence
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.options import out
from api.domain.ids import Code, encode
from api.persistence.identity.registry import Registered
from api.persistence.reviewing import Review


def show_organisations(found: Sequence[Registered], *, as_json: bool) -> None:
    """Show organisations, each with the claims that wait for an answer."""
    if as_json:
        _print([_told(each) for each in found])
        return
    table = Table("Slug", "Name", "Kind", "Status", "Claims that wait", box=None)
    for column in table.columns:
        # A slug or id that is cut short could not be copied.
        column.overflow = "fold"
    for each in found:
        claims = "\n".join(encode(Code.STAFF, claim) for claim in each.claims)
        table.add_row(each.slug, escape(each.name), each.kind, each.status, claims)
    out.print(table)


def show_invited(invited: Registered, link: str, *, as_json: bool) -> None:
    """Show a new organisation with the link for its first owner."""
    if as_json:
        _print({**_told(invited), "link": link})
        return
    show_organisations([invited], as_json=False)
    lines = [
        "",
        "For its first owner, and for nobody else; it works once, within seven days:",
        f"  {link}",
        "",
        "It is shown this once. When the owner has used it, verify the organisation.",
    ]
    out.print("\n".join(lines), soft_wrap=True, highlight=False, markup=False)


def show_review(found: Registered, review: Review, *, as_json: bool) -> None:
    """Show what was put forward and decided about an organisation, and who claims it."""
    if as_json:
        _print({**_told(found), **_reviewed(review)})
        return
    show_organisations([found], as_json=False)
    lines: list[str] = []
    for each in review.decisions:
        evidence = each.evidence or "(erased)"
        lines += ["", f"{each.at:%Y-%m-%d %H:%M} {each.decision} by {each.by}"]
        lines += [f"  {line}" for line in evidence.splitlines()]
    for claim in review.claims:
        lines += ["", f"Claimed by {claim.name or '(erased)'}: {encode(Code.STAFF, claim.id)}"]
    out.print("\n".join(lines), soft_wrap=True, highlight=False, markup=False)


def _told(each: Registered) -> dict[str, Any]:
    return {
        "id": encode(Code.ORGANISATION, each.id),
        "slug": each.slug,
        "name": each.name,
        "kind": each.kind.value,
        "status": each.status.value,
        "demo": each.demo,
        "version": each.version,
        "claims": [encode(Code.STAFF, claim) for claim in each.claims],
    }


def _reviewed(review: Review) -> dict[str, Any]:
    return {
        "decisions": [
            {
                "decision": each.decision.value,
                "evidence": each.evidence,
                "by": each.by,
                "at": each.at.isoformat(),
            }
            for each in review.decisions
        ],
        "claimants": [
            {"claim": encode(Code.STAFF, each.id), "name": each.name, "since": str(each.since)}
            for each in review.claims
        ],
    }


def _print(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
