"""What stands above a report: the zone, what is shown, and that a demo is one."""

from gridlog.core.rules import Rules
from gridlog.words.language import clean, pick, two

NOT_OVER = two("，本周未完", ", so far")


def titled(rules: Rules, what: str) -> str:
    """The zone and what the table shows; a demo says so."""
    return f"{demo(rules)}{clean(rules.zone_name)} {pick(what)}"


def demo(rules: Rules) -> str:
    """The mark that every report of made-up data carries."""
    return pick(two("【演示数据】", "[演示数据 demo data] ")) if rules.demo else ""
