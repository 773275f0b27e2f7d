"""A visit to an enterprise."""
