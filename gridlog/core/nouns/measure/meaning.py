"""What the words about a measure mean, each once, as SQL for a row `m` of `measures`."""

OVERDUE = "(m.state = 'open' AND m.due < :today)"
