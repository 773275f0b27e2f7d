"""Taking in a roster: what its tables hold, whom they mean, what they change."""
