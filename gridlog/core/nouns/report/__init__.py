"""Figures that were handed in."""
