"""The duty (值守): who receives enterprises at a station on a day, in a shift."""
