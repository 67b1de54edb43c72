"""Matches: the groups that fit best, each with its reasons, and why another one does not."""

from api.persistence.views.matching.matches import ROOT, VIEWS

__all__ = ["ROOT", "VIEWS"]
