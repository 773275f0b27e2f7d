"""Nouns that only tests have. A test puts this folder beside `gridlog.core.nouns`."""
