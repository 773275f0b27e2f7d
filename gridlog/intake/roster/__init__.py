"""Take in a roster: read what its tables hold, find whom they mean, decide what they change."""
