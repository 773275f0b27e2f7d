"""A spot check of visits."""
