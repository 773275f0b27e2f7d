"""A kiosk: a noun that no shared file of gridlog knows."""
