"""A rule of the zone."""
