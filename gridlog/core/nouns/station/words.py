"""The words of the station in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("服务站", "station")
LEDGERS: dict[str, tuple[str, str]] = {"stations": ("服务站名册", "stations")}
FIELDS: dict[str, tuple[str, str]] = {
    "name": ("站名", "name"),
    "place": ("地点", "place"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "station.saved": ("服务站登记", "station saved"),
    "station.removed": ("服务站撤销", "station removed"),
    "station.split": ("服务站编号拆分", "station code split"),
    **recoded_words("station", *NOUN),
}
ERRORS: dict[str, tuple[str, str]] = {
    "wrong": (
        "{since} 至 {until} 的值班表有 {count} 处问题",
        "the duty roster of {since} to {until} has {count} faults",
    ),
    "in_use": (
        "{code} {name} 已有 {count} 天值守记录，不能撤销",
        "{code} {name} has {count} days of duty on record and cannot be removed",
    ),
    "no_duty": (
        "{code} 在 {on} 没有排这一班。用 gridlog station show {code} 查看",
        "{code} has no such duty on {on}; gridlog station show {code} lists them",
    ),
    "no_duty_of": (
        "{officer} 在 {on} 不在 {code} 值守。用 gridlog station show {code} 查看",
        "{officer} has no duty at {code} on {on}; gridlog station show {code} lists them",
    ),
    "no_note": (
        "交接事项不能是空的",
        "a handover must say something",
    ),
    "no_officers": (
        "{code} 所在板块没有专员或B角，排不出班。先用 gridlog officer assign 分配",
        "the block of {code} has no officer to rotate; assign one with gridlog officer assign",
    ),
    "backwards": (
        "结束日 {until} 在开始日 {since} 之前",
        "the last day {until} is before the first day {since}",
    ),
    "long": (
        "一次最多排一年的班：{since} 至 {until} 太长",
        "one rotation covers a year at most: {since} to {until} is longer",
    ),
}
