"""Visits, issues and weekly figures of a zone's grid officers."""

__version__ = "0.1.0"
