"""An issue of an enterprise."""
