"""Importing: what a feed says becomes what the catalogue holds, without undoing what people did.

``import_feed`` plans (a three-way difference), shows the plan, applies it and reports. It
knows no format: whatever a feed was, it arrives as ``api.feeds.values``.
"""

from api.feeds.importing.importer import Watch, import_feed
from api.feeds.importing.options import Options, check_topics
from api.feeds.importing.plan import Outcome, Plan
from api.feeds.importing.report import Report

__all__ = ["Options", "Outcome", "Plan", "Report", "Watch", "check_topics", "import_feed"]
