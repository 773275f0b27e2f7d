"""Days, weeks and months as a document writes them.

Source: GB/T 15835-2011, 4.1.4 (dates in Arabic figures with 年月日); ISO 8601 week numbers.
"""

from datetime import date, timedelta

from gridlog.words.language import fill, language, pick, two

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(on: date) -> str:
    """2025年10月31日, 31 October 2025."""
    return fill(
        two("{year}年{month}月{day}日", "{day} {name} {year}"),
        year=on.year,
        month=on.month,
        day=on.day,
        name=MONTHS[on.month - 1],
    )


def short_day(on: date) -> str:
    """A day where the year is known: 10月31日, 31 October."""
    return fill(
        two("{month}月{day}日", "{day} {name}"), month=on.month, day=on.day, name=MONTHS[on.month - 1]
    )


def month(on: date) -> str:
    """2025年10月, October 2025."""
    return fill(
        two("{year}年{month}月", "{name} {year}"), year=on.year, month=on.month, name=MONTHS[on.month - 1]
    )


def span(first: date, last: date) -> str:
    """Two days and what lies between: 2025年10月1日至31日, 1 to 31 October 2025."""
    if language() == "zh":
        return f"{first.year}年{_days_zh(first, last)}"
    return f"{_days_en(first, last)} {last.year}"


def period(name: str) -> str:
    """The days of a week or month by its name: 2025-W40 as 2025年9月29日至10月5日, 2025-10 as 2025年10月."""
    if "W" in name:
        monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        return span(monday, monday + timedelta(days=6))
    return month(date.fromisoformat(f"{name}-01"))


def week_number(monday: date) -> int:
    """The number of a week in its ISO year."""
    return monday.isocalendar().week


def week(monday: date) -> str:
    """2025年第40周, week 40 of 2025."""
    year, number, _ = monday.isocalendar()
    return fill(two("{year}年第{number}周", "week {number} of {year}"), year=year, number=number)


def short_week(name: str) -> str:
    """The week of a name such as 2025-W40 where there is little room: 40周, W40."""
    return pick(two(f"{int(name[6:])}周", name[5:]))


def _days_zh(first: date, last: date) -> str:
    """The same without the first year."""
    to = f"{last.day}日"
    if (first.year, first.month) != (last.year, last.month):
        to = f"{last.month}月{to}"
    if first.year != last.year:
        to = f"{last.year}年{to}"
    return f"{first.month}月{first.day}日至{to}" if first != last else f"{first.month}月{first.day}日"


def _days_en(first: date, last: date) -> str:
    """The same without the last year."""
    from_ = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        from_ += f" {MONTHS[first.month - 1]}"
    if first.year != last.year:
        from_ += f" {first.year}"
    to = f"{last.day} {MONTHS[last.month - 1]}"
    return f"{from_} to {to}" if first != last else to
