"""A person of the zone."""
