"""The example feed, which an empty embedded database begins with."""

from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "meeting-guide.json"
