"""Matching, as the world sees it: wishes in, groups with their reasons out."""

from api.schema.matching.matches import GroupMatch, GroupMatches
from api.schema.matching.wishes import MatchInput

__all__ = ["GroupMatch", "GroupMatches", "MatchInput"]
