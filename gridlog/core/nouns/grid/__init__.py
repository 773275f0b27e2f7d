"""A node of the zone's tree."""
