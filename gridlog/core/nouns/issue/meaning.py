"""What the words about an issue mean, each as a function of the issue and as SQL for its row."""

from datetime import date, timedelta

from gridlog.core.rules import Rules


def lit_days(today: date, rules: Rules) -> tuple[date, date]:
    """Return the days [first, after) that the calendar must know for the lights of issues on `today`."""
    reach = timedelta(days=2 * (rules.stale_workdays + rules.soon_workdays) + 21)
    return today - reach, today + reach
