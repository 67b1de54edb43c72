"""The command ``peers``."""

from api.cli.main import main

__all__ = ["main"]
