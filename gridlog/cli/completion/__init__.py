"""Completion: what a shell offers at the cursor, the scripts that ask for it, and their installation."""
