"""A redaction: a name or a phone number that was taken out of the records."""
