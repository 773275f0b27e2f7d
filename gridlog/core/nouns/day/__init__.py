"""A day that the zone itself set to be worked or not."""
