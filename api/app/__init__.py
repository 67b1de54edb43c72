"""The composition root: settings become connections, keys, an executor and a web application."""

from api.app.reaching import Access, accessed, data_dir
from api.app.running import Runtime, opened
from api.app.serving import create_app, from_environment

__all__ = [
    "Access",
    "Runtime",
    "accessed",
    "create_app",
    "data_dir",
    "from_environment",
    "opened",
]
