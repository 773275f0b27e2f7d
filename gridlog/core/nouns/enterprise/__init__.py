"""An enterprise that the zone serves."""
