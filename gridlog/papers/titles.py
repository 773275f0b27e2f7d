"""What stands above a report: the zone, what is shown, and that a demo is one."""

from datetime import date, timedelta

from gridlog.core.rules import Rules
from gridlog.core.when import week_name
from gridlog.words.language import clean, pick, two

NOT_OVER = two("，本周未完", ", so far")


def titled(rules: Rules, what: str) -> str:
    """The zone and what the table shows; a demo says so."""
    return f"{demo(rules)}{clean(rules.zone_name)} {pick(what)}"


def demo(rules: Rules) -> str:
    """The mark that every report of made-up data carries."""
    return pick(two("【演示数据】", "[演示数据 demo data] ")) if rules.demo else ""


def of_week(rules: Rules, start: date, is_open: bool) -> str:
    """The zone, the week that begins on `start` and its days; `is_open` when it is not over yet."""
    text = two(
        "{demo}{zone} 周汇总 {week}（{start} 至 {end}{open}）",
        "{demo}{zone} week {week} ({start} to {end}{open})",
    )
    return pick(text).format(
        demo=demo(rules),
        zone=clean(rules.zone_name),
        week=week_name(start),
        start=start,
        end=start + timedelta(days=6),
        open=pick(NOT_OVER) if is_open else "",
    )


def of_month(rules: Rules, month: str) -> str:
    """The zone and the month."""
    return titled(rules, two("月通报", "monthly bulletin")) + f" {month}"
