"""Rows of the world: guidelines of networks and groups, in versions that remember each other."""

from datetime import timedelta

from tests.world_rows import NOW, Builder, Row

# Each line as the third version remembers it: its text, who brought it, who took it away.
LINES = (("Listen.", 1, 2), ("", 1, 0), ("Be kind.", 2, 0), ("Sing.", 1, 3), ("Be on time.", 3, 0))
VERSIONS = 3


def add_guidelines(made: Builder) -> None:
    """Give each network three versions, every third group some of its own, or some withdrawn."""
    for network in made.rows["networks"]:
        for number in range(1, VERSIONS + 1):
            _add(made, network["id"], None, network, number)
    for place, group in enumerate(made.rows["groups"][::3]):
        for number in range(1, 1 + place % VERSIONS + 1):
            _add(made, group["network_id"], group["id"], group, number)
        if place % 2:
            made.rows["guidelines"][-1] |= {"text": None, "language": None}


def _add(made: Builder, network_id: object, group_id: object, owner: Row, number: int) -> None:
    known = [line for line in LINES if line[1] <= number]
    gone = [line[2] if line[2] <= number else 0 for line in known]
    standing = [line[0] for line, until in zip(known, gone, strict=True) if not until]
    made.add(
        "guidelines",
        organisation_id=owner["organisation_id"],
        network_id=network_id,
        group_id=group_id,
        number=number,
        language=made.maybe("en", "de"),
        text="\n".join(standing),
        lines=[line[0] for line in known],
        lines_since=[line[1] for line in known],
        lines_until=gone,
        published_by="staff",
        published_at=NOW - timedelta(days=10 - number),
    )
