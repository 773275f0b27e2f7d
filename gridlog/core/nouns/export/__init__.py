"""An export that showed whole phone numbers."""
