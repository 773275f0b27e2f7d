"""What officers type for days, times, weeks and months, and what is understood."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridlog.core import spoken_days, when
from gridlog.core.spoken_hours import Moment
from gridlog.core.when import ZONE
from gridlog.errors import Usage

SUNDAY = date(2026, 11, 22)  # of 2026-W47
WEDNESDAY = date(2026, 3, 4)  # a day early in month and week, with a short February behind it


def cases(today: date, table: str) -> list[object]:
    """A line `phrase -> expected` each; the phrase is the id."""
    pairs = [line.strip().split(" -> ") for line in table.strip().splitlines()]
    return [pytest.param(phrase, today, result, id=f"{phrase} on {today}") for phrase, result in pairs]


def refusals(table: str) -> list[object]:
    """The phrases between the bars, and the empty one and a blank one."""
    phrases = [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]
    return [pytest.param(phrase, id=ascii(phrase)) for phrase in ["", " 　", *phrases]]


FULL_DAYS = cases(
    SUNDAY,
    """
    2026-11-03 -> 2026-11-03
    2026-11-3 -> 2026-11-03
    2026.11.3 -> 2026-11-03
    2026.11.03 -> 2026-11-03
    2026/11/3 -> 2026-11-03
    2026/1/3 -> 2026-01-03
    20261103 -> 2026-11-03
    2026年11月3日 -> 2026-11-03
    2026年11月03号 -> 2026-11-03
    2026年十一月三日 -> 2026-11-03
    2024-02-29 -> 2024-02-29
    2031-01-01 -> 2031-01-01
    0001-01-01 -> 0001-01-01
    9999-12-31 -> 9999-12-31
    """,
)
BARE_DAYS = cases(
    SUNDAY,
    """
    11-3 -> 2026-11-03
    11-03 -> 2026-11-03
    11.3 -> 2026-11-03
    11/3 -> 2026-11-03
    11月3日 -> 2026-11-03
    11月3号 -> 2026-11-03
    十一月三日 -> 2026-11-03
    十月三十一号 -> 2026-10-31
    二月十日 -> 2026-02-10
    1月二十三日 -> 2026-01-23
    11-22 -> 2026-11-22
    11-23 -> 2025-11-23
    12-31 -> 2025-12-31
    1-1 -> 2026-01-01
    2-29 -> 2024-02-29
    3日 -> 2026-11-03
    3号 -> 2026-11-03
    二十二号 -> 2026-11-22
    23日 -> 2026-10-23
    31号 -> 2026-10-31
    三十日 -> 2026-10-30
    """,
) + cases(
    WEDNESDAY,
    """
    3-4 -> 2026-03-04
    3-5 -> 2025-03-05
    4号 -> 2026-03-04
    5号 -> 2026-02-05
    28号 -> 2026-02-28
    29号 -> 2026-01-29
    31号 -> 2026-01-31
    12月31日 -> 2025-12-31
    """,
)
RELATIVE_DAYS = cases(
    SUNDAY,
    """
    today -> 2026-11-22
    今天 -> 2026-11-22
    今日 -> 2026-11-22
    yesterday -> 2026-11-21
    昨天 -> 2026-11-21
    昨日 -> 2026-11-21
    前天 -> 2026-11-20
    大前天 -> 2026-11-19
    tomorrow -> 2026-11-23
    明天 -> 2026-11-23
    后天 -> 2026-11-24
    大后天 -> 2026-11-25
    3天前 -> 2026-11-19
    三天前 -> 2026-11-19
    两天前 -> 2026-11-20
    十天前 -> 2026-11-12
    二十一天前 -> 2026-11-01
    365天前 -> 2025-11-22
    0天前 -> 2026-11-22
    1 day ago -> 2026-11-21
    3 days ago -> 2026-11-19
    3天后 -> 2026-11-25
    两天后 -> 2026-11-24
    in 10 days -> 2026-12-02
    """,
)
WEEKDAYS = cases(
    SUNDAY,
    """
    周一 -> 2026-11-16
    周五 -> 2026-11-20
    星期五 -> 2026-11-20
    礼拜五 -> 2026-11-20
    周日 -> 2026-11-22
    周天 -> 2026-11-22
    星期天 -> 2026-11-22
    friday -> 2026-11-20
    fri -> 2026-11-20
    tues -> 2026-11-17
    thurs -> 2026-11-19
    sunday -> 2026-11-22
    上周五 -> 2026-11-13
    上个星期五 -> 2026-11-13
    上上周五 -> 2026-11-06
    下周一 -> 2026-11-23
    last friday -> 2026-11-13
    last fri -> 2026-11-13
    next monday -> 2026-11-23
    """,
) + cases(
    WEDNESDAY,
    """
    周三 -> 2026-03-04
    周四 -> 2026-02-26
    wed -> 2026-03-04
    thursday -> 2026-02-26
    本周三 -> 2026-03-04
    这周三 -> 2026-03-04
    本周五 -> 2026-03-06
    这个礼拜日 -> 2026-03-08
    this wednesday -> 2026-03-04
    this sun -> 2026-03-08
    上周日 -> 2026-03-01
    last wed -> 2026-02-25
    下下周二 -> 2026-03-17
    """,
)
PARTS_OF_DAYS = cases(
    SUNDAY,
    """
    昨晚 -> 2026-11-21
    昨早 -> 2026-11-21
    昨晚上 -> 2026-11-21
    今晚 -> 2026-11-22
    今早 -> 2026-11-22
    前晚 -> 2026-11-20
    明早 -> 2026-11-23
    昨天上午 -> 2026-11-21
    昨天 下午 -> 2026-11-21
    前天晚上 -> 2026-11-20
    上周五上午 -> 2026-11-13
    周五下午 -> 2026-11-20
    11-3上午 -> 2026-11-03
    11月3日中午 -> 2026-11-03
    last night -> 2026-11-21
    Last Evening -> 2026-11-21
    this morning -> 2026-11-22
    tonight -> 2026-11-22
    yesterday afternoon -> 2026-11-21
    friday morning -> 2026-11-20
    last friday evening -> 2026-11-13
    """,
)
DISTANT_DAYS = cases(
    SUNDAY,
    """
    3周前 -> 2026-11-01
    三周前 -> 2026-11-01
    两周前 -> 2026-11-08
    一个星期前 -> 2026-11-15
    2个礼拜前 -> 2026-11-08
    两周后 -> 2026-12-06
    3 weeks ago -> 2026-11-01
    a week ago -> 2026-11-15
    two weeks ago -> 2026-11-08
    in 2 weeks -> 2026-12-06
    two days ago -> 2026-11-20
    半个月前 -> 2026-11-07
    半月前 -> 2026-11-07
    半个月后 -> 2026-12-07
    half a month ago -> 2026-11-07
    a fortnight ago -> 2026-11-08
    in a fortnight -> 2026-12-06
    一个月前 -> 2026-10-22
    2个月前 -> 2026-09-22
    a month ago -> 2026-10-22
    in 2 months -> 2027-01-22
    上个月5号 -> 2026-10-05
    上月5日 -> 2026-10-05
    上月三十一号 -> 2026-10-31
    上上个月5号 -> 2026-09-05
    这个月5号 -> 2026-11-05
    本月30日 -> 2026-11-30
    下个月1号 -> 2026-12-01
    5th of last month -> 2026-10-05
    the 5th last month -> 2026-10-05
    5th -> 2026-11-05
    the 23rd -> 2026-10-23
    月底 -> 2026-10-31
    月末 -> 2026-10-31
    上月底 -> 2026-10-31
    上个月底 -> 2026-10-31
    本月底 -> 2026-11-30
    下月底 -> 2026-12-31
    10月底 -> 2026-10-31
    12月底 -> 2025-12-31
    2024年2月底 -> 2024-02-29
    end of month -> 2026-10-31
    the end of last month -> 2026-10-31
    end of this month -> 2026-11-30
    下下周三 -> 2026-12-02
    """,
) + cases(
    date(2026, 11, 30),
    """
    月底 -> 2026-11-30
    11月底 -> 2026-11-30
    上月30日 -> 2026-10-30
    """,
)
CARELESS_DAYS = cases(
    SUNDAY,
    """
    ２０２６－１１－０３ -> 2026-11-03
    １１．３ -> 2026-11-03
    11。3 -> 2026-11-03
    ２０２６／１１／３ -> 2026-11-03
    ３天前 -> 2026-11-19
    2026 年 11 月 3 日 -> 2026-11-03
    11 - 3 -> 2026-11-03
    上 周五 -> 2026-11-13
    上　周　五 -> 2026-11-13
    Last   FRIDAY -> 2026-11-13
    Today -> 2026-11-22
    ＴＯＤＡＹ -> 2026-11-22
    3  Days Ago -> 2026-11-19
    """,
)


@pytest.mark.parametrize(
    ("phrase", "today", "expected"),
    [*FULL_DAYS, *BARE_DAYS, *RELATIVE_DAYS, *WEEKDAYS, *PARTS_OF_DAYS, *DISTANT_DAYS, *CARELESS_DAYS],
)
def test_a_day_is_understood_as_officers_write_it(phrase: str, today: date, expected: str) -> None:
    assert when.parse_day(phrase, today).isoformat() == expected


DUE = cases(
    SUNDAY,
    """
    周五 -> 2026-11-27
    friday -> 2026-11-27
    周日 -> 2026-11-22
    11-22 -> 2026-11-22
    11-21 -> 2027-11-21
    12-5 -> 2026-12-05
    12月5日 -> 2026-12-05
    5号 -> 2026-12-05
    31号 -> 2026-12-31
    5th -> 2026-12-05
    2-29 -> 2028-02-29
    月底 -> 2026-11-30
    10月底 -> 2027-10-31
    周五上午 -> 2026-11-27
    上月底 -> 2026-10-31
    两周前 -> 2026-11-08
    昨晚 -> 2026-11-21
    下周五 -> 2026-11-27
    3天后 -> 2026-11-25
    明天 -> 2026-11-23
    昨天 -> 2026-11-21
    大前天 -> 2026-11-19
    yesterday -> 2026-11-21
    上周五 -> 2026-11-13
    last friday -> 2026-11-13
    本周三 -> 2026-11-18
    3天前 -> 2026-11-19
    2026-11-03 -> 2026-11-03
    20261103 -> 2026-11-03
    """,
)


@pytest.mark.parametrize(("phrase", "today", "expected"), DUE)
def test_only_a_bare_day_is_moved_ahead_to_be_a_deadline(phrase: str, today: date, expected: str) -> None:
    assert when.parse_due(phrase, today).isoformat() == expected


NEAR = (
    cases(
        date(2026, 11, 26),
        """
    11-27 -> 2026-11-27
    12-1 -> 2026-12-01
    11-20 -> 2026-11-20
    11-26 -> 2026-11-26
    5-27 -> 2027-05-27
    5-28 -> 2026-05-28
    周五 -> 2026-11-27
    周三 -> 2026-12-02
    周四 -> 2026-11-26
    friday -> 2026-11-27
    5号 -> 2026-12-05
    20号 -> 2026-11-20
    月底 -> 2026-11-30
    10月底 -> 2026-10-31
    2-29 -> 2028-02-29
    周五下午 -> 2026-11-27
    上周五 -> 2026-11-20
    昨天 -> 2026-11-25
    2025-11-27 -> 2025-11-27
    """,
    )
    + cases(
        date(2026, 7, 2),  # 1-1 lies 182 days back and 183 ahead, 1-2 lies 181 back and 184 ahead
        """
    1-1 -> 2026-01-01
    12-31 -> 2026-12-31
    """,
    )
    + cases(
        date(2028, 7, 1),  # 366 days a year: 12-31 lies 183 back and 183 ahead
        """
    12-31 -> 2028-12-31
    12-30 -> 2028-12-30
    1-1 -> 2028-01-01
    """,
    )
)


@pytest.mark.parametrize(("phrase", "today", "expected"), NEAR)
def test_the_nearer_of_two_bare_days_is_meant_and_of_weekdays_the_one_ahead(
    phrase: str, today: date, expected: str
) -> None:
    assert when.parse_day(phrase, today, "near").isoformat() == expected


ENDS = cases(
    SUNDAY,
    """
    1-3 -> 2027-01-03
    12-30 -> 2026-12-30
    12-29 -> 2027-12-29
    3号 -> 2027-01-03
    周五 -> 2027-01-01
    月底 -> 2026-12-31
    明天 -> 2026-11-23
    2026-11-30 -> 2026-11-30
    """,
)


@pytest.mark.parametrize(("phrase", "today", "expected"), ENDS)
def test_a_bare_end_is_the_first_such_day_from_the_beginning_on(
    phrase: str, today: date, expected: str
) -> None:
    assert when.parse_end(phrase, today, date(2026, 12, 30)).isoformat() == expected


@pytest.mark.parametrize("today", [date.max, date.min, date(9999, 1, 1), date(1, 3, 1)])
@pytest.mark.parametrize(
    "phrase", ["12-31", "2-29", "周五", "31号", "月底", "2月底", "半个月前", "上月底", "3周后"]
)
@pytest.mark.parametrize("side", ["past", "ahead", "near"])
def test_at_the_ends_of_the_calendar_a_day_is_found_or_refused(
    side: when.Side, phrase: str, today: date
) -> None:
    with suppress(Usage):
        assert isinstance(when.parse_day(phrase, today, side), date)


def test_spaces_around_a_day_do_not_matter() -> None:
    assert when.parse_day("　\t 2026-11-03 \n", SUNDAY) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("phrase", "today", "expected"),
    [
        pytest.param("12-31", date(2026, 12, 30), date(2025, 12, 31), id="tomorrow's is last year's"),
        pytest.param("12-31", date(2026, 12, 31), date(2026, 12, 31), id="today's is today"),
        pytest.param("2-29", date(2028, 2, 29), date(2028, 2, 29), id="leap day today"),
        pytest.param("2-29", date(2028, 2, 28), date(2024, 2, 29), id="leap day tomorrow"),
        pytest.param("2-29", date(2104, 2, 28), date(2096, 2, 29), id="2100 has no leap day"),
    ],
)
def test_a_bare_month_day_is_the_latest_not_in_the_future(phrase: str, today: date, expected: date) -> None:
    assert when.parse_day(phrase, today) == expected


@pytest.mark.parametrize("phrase", ["周四", "星期四", "thursday", "thu"])
@pytest.mark.parametrize("ahead", range(7))
def test_a_bare_weekday_is_one_of_the_last_seven_days(phrase: str, ahead: int) -> None:
    thursday = date(2026, 11, 19)
    assert when.parse_day(phrase, thursday + timedelta(days=ahead)) == thursday


@pytest.mark.parametrize("day_of_week", range(7))
def test_a_weekday_of_a_named_week_is_the_same_all_that_week(day_of_week: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=day_of_week)
    phrases = ["上上周五", "上周五", "本周五", "下周五", "last fri", "this fri", "next fri"]
    assert [when.parse_day(phrase, today).day for phrase in phrases] == [6, 13, 20, 27, 13, 20, 27]


DAY_REFUSALS = """
2026-13-01|2026-00-10|2026-02-30|2025-02-29|2026-11-31|0000-01-01|2026-W47-1|2026-W4-71|99999999|1103|2026年
26-11-3|26.11.3|26年11月3日|11-3-26|11-3-2026|2026-11.3|2026.11-3|2026-1103|2026 1103|2026 11 03|11 3|1 1-3
11-3x|x11-3|+2026-11-03|-11-3|11-3-|2026--11-03|12026-11-03|2026-11-03T14:00|11月3日3|2026年11月3|11月3|十一月三
昨天吧|昨天昨天|在昨天|今 天 天|上今天|last yesterday|fri day|frid|fr|lastfriday|last last friday|last|this
13-1|0-3|11-0|32号|0号|零号|三十二日|两号|两月三日|11月|W47|2026-W47|15:00|昨天 15:00|下午
一百天前|-3天前|10000天前|99999999999999999999天前|天前|天后|-3天后|3 days|days ago
周|周八|周5|星期0|周末|上周|下周|上上上周五|半天前|半年前|半周前|周前|零月底|13月底|上月31日前|上月32日|下月31号吧
上午|早上|晚上|昨|昨早晚|晚|早|昨晚晚上|昨天上午下午|月|月底底|月初|上个月|一个月|本月31日|a weeks|weeks ago|32nd|the|the 5
2个半月前|999999个月前|half month ago|end of|end of 10|night|last morning
²号|٣号|11-٣|２６-１１-３|11-3\x00|\ud800|2026-11-0\udc33|None|nan|1e3
"""


@pytest.mark.parametrize("phrase", refusals(DAY_REFUSALS))
def test_what_is_not_wholly_a_day_is_refused(phrase: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_day(phrase, SUNDAY)
    assert (refusal.value.code, refusal.value.values) == ("when.day", {"text": phrase})


MOMENTS = cases(
    SUNDAY,
    """
    15:00 -> 2026-11-22 15:00:00
    9:05 -> 2026-11-22 09:05:00
    0:00 -> 2026-11-22 00:00:00
    23:59:59 -> 2026-11-22 23:59:59
    15：00 -> 2026-11-22 15:00:00
    15:00:30 -> 2026-11-22 15:00:30
    9点 -> 2026-11-22 09:00:00
    3点 -> 2026-11-22 03:00:00
    15时30分 -> 2026-11-22 15:30:00
    9点05 -> 2026-11-22 09:05:00
    9点5分 -> 2026-11-22 09:05:00
    9点半 -> 2026-11-22 09:30:00
    9点整 -> 2026-11-22 09:00:00
    9点钟 -> 2026-11-22 09:00:00
    3点1刻 -> 2026-11-22 03:15:00
    三点三刻 -> 2026-11-22 03:45:00
    九点零五 -> 2026-11-22 09:05:00
    九点二十五分 -> 2026-11-22 09:25:00
    十二点五十九 -> 2026-11-22 12:59:00
    二十点 -> 2026-11-22 20:00:00
    下午3点半 -> 2026-11-22 15:30:00
    下午３点半 -> 2026-11-22 15:30:00
    下午两点 -> 2026-11-22 14:00:00
    下午15点 -> 2026-11-22 15:00:00
    下午3:30 -> 2026-11-22 15:30:00
    下午12点半 -> 2026-11-22 12:30:00
    上午9点 -> 2026-11-22 09:00:00
    早上 8点 -> 2026-11-22 08:00:00
    中午12点 -> 2026-11-22 12:00:00
    中午1点 -> 2026-11-22 13:00:00
    中午11点半 -> 2026-11-22 11:30:00
    傍晚6点 -> 2026-11-22 18:00:00
    晚上8点 -> 2026-11-22 20:00:00
    晚上20点 -> 2026-11-22 20:00:00
    凌晨1点 -> 2026-11-22 01:00:00
    凌晨12点 -> 2026-11-22 00:00:00
    3pm -> 2026-11-22 15:00:00
    3 PM -> 2026-11-22 15:00:00
    3:30 pm -> 2026-11-22 15:30:00
    12am -> 2026-11-22 00:00:00
    12:15pm -> 2026-11-22 12:15:00
    9:00am -> 2026-11-22 09:00:00
    昨天 15:00 -> 2026-11-21 15:00:00
    昨天15:00 -> 2026-11-21 15:00:00
    昨天下午3点 -> 2026-11-21 15:00:00
    昨天 下午 3 点 -> 2026-11-21 15:00:00
    今天 9点 -> 2026-11-22 09:00:00
    11-3 09:05 -> 2026-11-03 09:05:00
    11.3 9:05 -> 2026-11-03 09:05:00
    12-31 3pm -> 2025-12-31 15:00:00
    2026-11-03T14:00 -> 2026-11-03 14:00:00
    2026-11-03 14:00:59 -> 2026-11-03 14:00:59
    20261103 14:00 -> 2026-11-03 14:00:00
    2026年11月3日14时 -> 2026-11-03 14:00:00
    11月3日15:00 -> 2026-11-03 15:00:00
    3日 9点 -> 2026-11-03 09:00:00
    上周五 9点 -> 2026-11-13 09:00:00
    周五9点 -> 2026-11-20 09:00:00
    today 15:00 -> 2026-11-22 15:00:00
    last friday 3:30 pm -> 2026-11-13 15:30:00
    3 days ago 9:00 -> 2026-11-19 09:00:00
    三天前下午四点 -> 2026-11-19 16:00:00
    周一十点 -> 2026-11-16 10:00:00
    周二十点 -> 2026-11-17 10:00:00
    周二二十点 -> 2026-11-17 20:00:00
    十一月三日十一点十一分 -> 2026-11-03 11:11:00
    明天 9:00 -> 2026-11-23 09:00:00
    昨晚8点 -> 2026-11-21 20:00:00
    昨晚 20:00 -> 2026-11-21 20:00:00
    昨晚上8点半 -> 2026-11-21 20:30:00
    今早9点 -> 2026-11-22 09:00:00
    今早 8:30 -> 2026-11-22 08:30:00
    前晚七点 -> 2026-11-20 19:00:00
    昨天上午 9点 -> 2026-11-21 09:00:00
    上月5日 9:00 -> 2026-10-05 09:00:00
    两周前 9:00 -> 2026-11-08 09:00:00
    last night 9:00 -> 2026-11-21 21:00:00
    last night 9pm -> 2026-11-21 21:00:00
    this morning 9:30 -> 2026-11-22 09:30:00
    yesterday afternoon 3:30 -> 2026-11-21 15:30:00
    """,
)


@pytest.mark.parametrize(("phrase", "today", "expected"), MOMENTS)
def test_a_moment_is_a_day_and_a_time_or_a_time_today(phrase: str, today: date, expected: str) -> None:
    day, clock = when.parse_moment(phrase, today)
    assert f"{day} {clock}" == expected


@pytest.mark.parametrize("phrase", ["2026-11-03", "11-3", "十一月三日", " 3号 ", "11-3 上午", "本月3日下午"])
def test_a_moment_without_a_time_has_none(phrase: str) -> None:
    assert when.parse_moment(phrase, SUNDAY) == Moment(date(2026, 11, 3), None)


MOMENT_REFUSALS = """
24:00|24点|25点|9:60|9:5|9:05:60|:00|15:00:|9点60|9点5|九点五|9点4刻|十三十点|3.5点|-3点|+3:00|9|点
下午|上午下午|下午3|下午0点|上午12点|上午15点|早上12点|晚上12点|晚上1点|中午9点|凌晨15点|上午下午3点
下午3pm|13am|0pm|3 p|pm|15:00 昨天|昨天 15:00吧|昨天 25:00|last 15:00|上周 9点|11月 9点|9点9点
11-309:05|2026110315:00|2026-11-0314:00|2026-13-01 9:00|11-3 9:05 9:06|2026-11-03TT14:00|昨天t15:00|T15:00
昨晚12点|昨晚1点|昨晚9am|今早15:00|前早上午|last night 9am|this morning 13:00|last night 12:30|night|night 9
2026-11-03T14:00Z|2026-11-03T14:00+08:00|٣:00|\ud800 9:00|昨天 \x00 9:00|99999999999999999:00
"""


@pytest.mark.parametrize("phrase", refusals(MOMENT_REFUSALS))
def test_what_is_not_wholly_a_moment_is_refused(phrase: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_moment(phrase, SUNDAY)
    assert (refusal.value.code, refusal.value.values) == ("when.moment", {"text": phrase})


WEEKS = cases(
    SUNDAY,
    """
    2026-W47 -> 2026-11-16
    2026w47 -> 2026-11-16
    2026-w1 -> 2025-12-29
    2026-W53 -> 2026-12-28
    ２０２６－Ｗ４７ -> 2026-11-16
    W47 -> 2026-11-16
    W48 -> 2025-11-24
    w53 -> 2020-12-28
    this -> 2026-11-16
    This Week -> 2026-11-16
    last -> 2026-11-09
    last week -> 2026-11-09
    next -> 2026-11-23
    本周 -> 2026-11-16
    这周 -> 2026-11-16
    这个星期 -> 2026-11-16
    上周 -> 2026-11-09
    上个礼拜 -> 2026-11-09
    上上周 -> 2026-11-02
    下周 -> 2026-11-23
    2026-11-22 -> 2026-11-16
    2026-11-23 -> 2026-11-23
    11-3 -> 2026-11-02
    昨天 -> 2026-11-16
    上周五 -> 2026-11-09
    2027-01-01 -> 2026-12-28
    """,
)


@pytest.mark.parametrize(("phrase", "today", "expected"), WEEKS)
def test_a_week_is_its_monday(phrase: str, today: date, expected: str) -> None:
    assert when.parse_week(phrase, today).isoformat() == expected


def test_a_bare_week_is_one_of_the_iso_year_when_that_has_begun_before_the_civil_one() -> None:
    assert when.parse_week("W1", date(2025, 12, 30)) == date(2025, 12, 29)


WEEK_REFUSALS = """
2026-W00|2026-W54|2025-W53|0000-W01|W54|W0|W|26-W47|2026-W47x|2026-W47-1|2026-47|47|2026-11
周|上|上上上周|week|本月|2026-02-30|昨天吧
"""


@pytest.mark.parametrize("phrase", refusals(WEEK_REFUSALS))
def test_what_is_not_wholly_a_week_is_refused(phrase: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_week(phrase, SUNDAY)
    assert (refusal.value.code, refusal.value.values) == ("when.week", {"text": phrase})


MONTHS = cases(
    SUNDAY,
    """
    2026-11 -> 2026-11-01
    2026-2 -> 2026-02-01
    2026.11 -> 2026-11-01
    2026/11 -> 2026-11-01
    2026年11月 -> 2026-11-01
    2026 年 十一 月 -> 2026-11-01
    2027-01 -> 2027-01-01
    11月 -> 2026-11-01
    12月 -> 2025-12-01
    十二月 -> 2025-12-01
    10月份 -> 2026-10-01
    this -> 2026-11-01
    last -> 2026-10-01
    last month -> 2026-10-01
    next -> 2026-12-01
    本月 -> 2026-11-01
    这个月 -> 2026-11-01
    上月 -> 2026-10-01
    上个月 -> 2026-10-01
    下个月 -> 2026-12-01
    2026-11-22 -> 2026-11-01
    12-31 -> 2025-12-01
    3天前 -> 2026-11-01
    """,
) + cases(
    date(2026, 1, 31),
    """
    上月 -> 2025-12-01
    上上月 -> 2025-11-01
    下月 -> 2026-02-01
    last -> 2025-12-01
    1月 -> 2026-01-01
    """,
)


@pytest.mark.parametrize(("phrase", "today", "expected"), MONTHS)
def test_a_month_is_its_first_day(phrase: str, today: date, expected: str) -> None:
    assert when.parse_month(phrase, today).isoformat() == expected


@pytest.mark.parametrize(
    ("phrase", "near", "ahead"),
    [
        ("11月", "2026-11", "2026-11"),
        ("12月", "2026-12", "2026-12"),
        ("5月", "2027-05", "2027-05"),
        ("6月", "2026-06", "2027-06"),
        ("10月份", "2026-10", "2027-10"),
        ("上月", "2026-10", "2026-10"),
        ("2025-12", "2025-12", "2025-12"),
    ],
)
def test_a_bare_month_lies_on_the_side_that_is_asked_for(phrase: str, near: str, ahead: str) -> None:
    assert when.parse_month(phrase, SUNDAY, "near").isoformat()[:7] == near
    assert when.parse_month(phrase, SUNDAY, "ahead").isoformat()[:7] == ahead


MONTH_REFUSALS = """
2026-13|2026-00|0000-11|26-11|202611|2026|11|13月|0月|零月|两月|2026-11x|2026年11|2026-02-30
月|上|上上上月|month|上周|2026-W47|昨天吧
"""


@pytest.mark.parametrize("phrase", refusals(MONTH_REFUSALS))
def test_what_is_not_wholly_a_month_is_refused(phrase: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_month(phrase, SUNDAY)
    assert (refusal.value.code, refusal.value.values) == ("when.month", {"text": phrase})


PERIODS = {
    "2026-W47": "2026-11-16 2026-11-23",
    "last": "2026-11-09 2026-11-16",
    "上周": "2026-11-09 2026-11-16",
    "11-3": "2026-11-02 2026-11-09",
    "2026-11": "2026-11-01 2026-12-01",
    "2025-12": "2025-12-01 2026-01-01",
    "上月": "2026-10-01 2026-11-01",
    "last month": "2026-10-01 2026-11-01",
    "2月": "2026-02-01 2026-03-01",
}


@pytest.mark.parametrize(("phrase", "expected"), PERIODS.items())
def test_a_period_is_a_week_or_a_month_and_ends_where_the_next_begins(phrase: str, expected: str) -> None:
    assert " ".join(map(str, when.parse_period(phrase, date(2026, 11, 22)))) == expected


@pytest.mark.parametrize(
    "phrase", ["", "2026", "2026-13", "改天", "last year", "9999-12", "9999-W52", "本周本月"]
)
def test_what_is_neither_a_week_nor_a_month_is_refused(phrase: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_period(phrase, date(2026, 11, 22))
    assert (refusal.value.code, refusal.value.values) == ("when.period", {"text": phrase})


EVENING = datetime(2026, 11, 22, 20, 36, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T20:36:00+08:00", EVENING),
        ("2026-11-22T20:36:00+0800", EVENING),
        ("2026-11-22T12:36:00Z", EVENING),
        ("2026-11-22t12:36:00z", EVENING),
        ("2026-11-22T07:36:00-05:00", EVENING),
        ("2026-11-22T20:36:00", EVENING),
        ("2026-11-22 20:36:00", EVENING),
        ("2026-11-22 20:36", EVENING),
        (" 2026-11-22T20:36 ", EVENING),
        ("2026-11-22", EVENING.replace(hour=0, minute=0)),
        ("2026-11-22T20:36:00.5", EVENING.replace(microsecond=500_000)),
        ("2026-11-22T20:36:00.123456+08:00", EVENING.replace(microsecond=123_456)),
        ("2026-11-22T20:36:00.123456789Z", EVENING.replace(microsecond=123_456) + timedelta(hours=8)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_instant_is_read_with_its_offset_or_in_the_zone_of_china(text: str, expected: datetime) -> None:
    assert when.parse_instant(text) == expected


def test_an_instant_is_shown_on_the_clocks_of_china_so_that_its_day_is_the_civil_one() -> None:
    instant = when.parse_instant("2026-11-22T20:36:00Z")
    assert (instant.date(), instant.tzinfo) == (date(2026, 11, 23), ZONE)


INSTANT_REFUSALS = """
today|20261122|2026-11|2026-W47-7|2026-02-30|2026-02-30T20:36|2026-11-22T|2026-11-22T20|2026-11-22x20:36
2026-11-22T24:00|2026-11-22T20:60|2026-11-22T20:36:00 +08:00|2026-11-22T20:36+25:00|2026-11-22+08:00
2026-11-22T20:36:00+08:00!|２０２６-11-22|1795350960|\ud800|9999-12-31T23:59:59Z|0001-01-01T00:00:00+23:59
"""


@pytest.mark.parametrize("text", refusals(INSTANT_REFUSALS))
def test_what_is_not_wholly_an_instant_is_refused(text: str) -> None:
    with pytest.raises(Usage) as refusal:
        when.parse_instant(text)
    assert (refusal.value.code, refusal.value.values) == ("when.instant", {"text": text})


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 11, 22), "2026-W47", id="a sunday ends its week"),
        pytest.param(date(2027, 1, 3), "2026-W53", id="january days of the old year's last week"),
        pytest.param(date(2025, 12, 29), "2026-W01", id="december days of the new year's first week"),
        pytest.param(date(1, 1, 1), "0001-W01", id="first day there is"),
        pytest.param(date(9999, 12, 31), "9999-W52", id="last day there is"),
    ],
)
def test_a_week_is_named_by_the_year_of_its_thursday(day: date, name: str) -> None:
    assert when.week_name(day) == name


def test_weekdays_have_names_in_both_languages() -> None:
    week = [date(2026, 11, 16) + timedelta(days=n) for n in range(7)]
    assert "".join(when.weekday_name(day, "zh") for day in week) == "周一周二周三周四周五周六周日"
    assert " ".join(when.weekday_name(day, "en") for day in week) == "Mon Tue Wed Thu Fri Sat Sun"


def test_an_iso_day_needs_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    def blow_up(*_: object) -> None:
        raise AssertionError("a pattern was used")

    for name in ("compile", "fullmatch", "sub", "finditer"):
        monkeypatch.setattr(re, name, blow_up)
    assert when.parse_moment("2026-11-03", SUNDAY).day == when.parse_day("2026-11-03", SUNDAY)
    assert when.parse_week("2026-11-03", SUNDAY) == date(2026, 11, 2)
    assert when.parse_month("2026-11-03", SUNDAY) == date(2026, 11, 1)


# Laws.

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
any_day = st.dates()


def spoken(number: int) -> str:
    """A number from 1 to 99 as it is said in Chinese."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + digits[ones].strip()


def widened(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


FULL_FORMS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "digits": lambda day: f"{day:%Y%m%d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "spoken": lambda day: f"{day.year}年{spoken(day.month)}月{spoken(day.day)}号",
    "full-width": lambda day: widened(day.isoformat()),
    "spaced": lambda day: f" {day.year} 年 {day.month} 月 {day.day} 日 ",
}
BARE_FORMS: dict[str, Callable[[date], str]] = {
    "hyphen": lambda day: f"{day.month}-{day.day}",
    "dot": lambda day: f"{day.month}.{day.day:02}",
    "slash": lambda day: f"{day.month:02}/{day.day}",
    "chinese": lambda day: f"{day.month}月{day.day}日",
    "spoken": lambda day: f"{spoken(day.month)}月{spoken(day.day)}号",
}


@pytest.mark.parametrize("form", FULL_FORMS.values(), ids=FULL_FORMS.keys())
@given(day=days, today=any_day)
def test_a_day_written_in_full_parses_back_whatever_today_is(
    form: Callable[[date], str], day: date, today: date
) -> None:
    assert when.parse_day(form(day), today) == day
    assert when.parse_moment(form(day), today) == Moment(day, None)


@pytest.mark.parametrize("form", BARE_FORMS.values(), ids=BARE_FORMS.keys())
@given(day=days, later=st.integers(0, 364))
def test_a_day_written_without_its_year_parses_back_for_a_year(
    form: Callable[[date], str], day: date, later: int
) -> None:
    assert when.parse_day(form(day), day + timedelta(days=later)) == day


@given(day=days, ago=st.integers(0, 99))
def test_a_day_told_by_its_distance_parses_back(day: date, ago: int) -> None:
    today = day + timedelta(days=ago)
    assert when.parse_day(f"{ago}天前", today) == when.parse_day(f"{ago} days ago", today) == day
    assert ago == 0 or when.parse_day(f"{spoken(ago)}天前", today) == day


@given(day=days, later=st.integers(0, 6))
def test_a_weekday_parses_back_for_seven_days(day: date, later: int) -> None:
    today = day + timedelta(days=later)
    assert all(when.parse_day(when.weekday_name(day, lang), today) == day for lang in ("zh", "en"))


BARE_WORDS = [
    *(form(date(2024, 1, 1) + timedelta(days=n)) for form in BARE_FORMS.values() for n in range(366)),
    *(f"{n}号" for n in range(1, 32)),
    *("周一", "星期四", "礼拜天", "sat", "monday"),
]


@given(words=st.sampled_from(BARE_WORDS), today=st.dates(min_value=date(10, 1, 1)))
def test_bare_forms_never_lie_in_the_future(words: str, today: date) -> None:
    assert when.parse_day(words, today) <= today


@given(week=st.integers(1, 53), month=st.integers(1, 12), today=st.dates(min_value=date(10, 1, 1)))
def test_bare_weeks_and_months_never_begin_in_the_future(week: int, month: int, today: date) -> None:
    assert when.parse_week(f"W{week}", today) <= today
    assert timedelta(0) <= today - when.parse_month(f"{month}月", today) < timedelta(days=366)


@given(day=any_day, today=any_day)
def test_a_week_parses_back_from_its_name(day: date, today: date) -> None:
    monday = day - timedelta(days=day.weekday())
    assert when.parse_week(when.week_name(day), today) == when.parse_week(day.isoformat(), today) == monday


@given(day=days, clock=st.times().map(lambda clock: clock.replace(microsecond=0)), today=any_day)
def test_a_moment_parses_back(day: date, clock: time, today: date) -> None:
    for text in (f"{day}T{clock}", f"{day} {clock}", f"{day.year}年{day.month}月{day.day}日{clock}"):
        assert when.parse_moment(text, today) == Moment(day, clock)


@given(clock=st.times(), today=any_day)
def test_an_hour_with_its_part_of_the_day_parses_back(clock: time, today: date) -> None:
    half, hour = ("am", "pm")[clock.hour // 12], clock.hour % 12 or 12
    expected = Moment(today, time(clock.hour, clock.minute))
    assert when.parse_moment(f"{hour}:{clock.minute:02} {half}", today) == expected
    assert when.parse_moment(f"{clock.hour}点{clock.minute}分", today) == expected


@given(
    instant=st.datetimes(
        min_value=datetime(1900, 1, 1),
        max_value=datetime(2100, 1, 1),
        timezones=st.sampled_from([ZONE, UTC, timezone(timedelta(hours=-5))]),
    )
)
def test_an_instant_parses_back(instant: datetime) -> None:
    assert when.parse_instant(instant.isoformat()) == instant
    assert when.parse_instant(str(instant)) == instant


PIECES = """
上 上上 下下 本 这 个 周 星期 礼拜 一 二 三 十 零 两 日 天 号 年 月 点 时 半 刻 分 前 天前 天后 in 今天 昨天 下午 凌晨
大前天 last this next fri friday today days ago am pm t z w W47 W53 - . / : + 0 1 2 3 9 11 29 31 47 99 0000
0001 2026 9999 2026-11-03 0001-01-01 9999-12-31 15:00 99999999999999999999 ３ ： 。 ٣ ² \ud800 \x00
"""
pieces = st.sampled_from([" ", "　", *PIECES.split()])
texts = st.text() | st.lists(pieces, max_size=9).map("".join)


def outcome(read: Callable[[], object]) -> tuple[str, dict[str, object]] | None:
    """What was refused, or None when the text was understood; any other error is let out."""
    try:
        read()
    except Usage as refusal:
        return refusal.code, refusal.values
    return None


@given(text=texts, today=any_day | st.sampled_from([date.min, date.max]))
@example(text="last", today=date.min)
@example(text="next", today=date.max)
@example(text="上周", today=date.min)
@example(text="下周日", today=date.max)
@example(text="9999天前", today=date.min)
@example(text="2-29", today=date.min)
@example(text="31号", today=date.min)
@example(text="3号", today=date.max)
@example(text="w53", today=date.min)
@example(text="w1", today=date.max)
@example(text="9999-W53", today=date.max)
@example(text="9999-12-31T23:59:59-23:59", today=date.max)
@example(text="9" * 5000, today=SUNDAY)
@example(text="十" * 5000, today=SUNDAY)
@example(text="9" * 5000 + ":00", today=SUNDAY)
@example(text="\ud800", today=SUNDAY)
def test_any_text_is_understood_or_refused(text: str, today: date) -> None:
    readers: list[tuple[str, Callable[[], object]]] = [
        ("when.day", lambda: when.parse_day(text, today)),
        ("when.day", lambda: when.parse_due(text, today)),
        ("when.moment", lambda: when.parse_moment(text, today)),
        ("when.week", lambda: when.parse_week(text, today)),
        ("when.month", lambda: when.parse_month(text, today)),
        ("when.period", lambda: when.parse_period(text, today)),
        ("when.instant", lambda: when.parse_instant(text)),
    ]
    for code, read in readers:
        assert outcome(read) in (None, (code, {"text": text}))


@given(text=texts, today=days)
def test_no_words_fit_two_rules(text: str, today: date) -> None:
    words = spoken_days.tidy(text)
    for rules in (
        spoken_days.DAYS,
        spoken_days.WEEKS + spoken_days.DAYS,
        spoken_days.MONTHS + spoken_days.DAYS,
    ):
        assert sum(spoken_days.read_by((rule,), words, today) is not None for rule in rules) <= 1
