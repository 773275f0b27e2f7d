"""`gridlog station`: the stations of the blocks, who is on duty there, what is handed over (服务站值守); a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "add": Entry("gridlog.cli.station.saving", two("新增服务站", "Add a station"), False),
    "edit": Entry(
        "gridlog.cli.station.saving",
        two("修改服务站的名称、板块、地点、电话", "Change a station's name, block, place or phone"),
        False,
    ),
    "remove": Entry(
        "gridlog.cli.station.saving",
        two("撤销登记错的服务站；有值守记录的不能撤销", "Take back a station that has no duties"),
        False,
    ),
    "split": Entry(
        "gridlog.cli.station.saving",
        two(
            "两台设备把同一编号给了两个对象：给其中一个换新编号，它的记录跟着走",
            "Two devices gave one code to two things: give one of them a new code, its records go along",
        ),
        False,
    ),
    "list": Entry("gridlog.cli.station.finding", two("服务站列表", "List the stations"), False),
    "show": Entry(
        "gridlog.cli.station.finding",
        two("一个服务站和它一周的值班表", "One station, and who is on duty in a week"),
        False,
    ),
    "history": Entry(
        "gridlog.cli.station.finding", two("一个服务站的变更经过", "What became of a station"), False
    ),
    "duty": Entry(
        "gridlog.cli.station.duties",
        two(
            "排班：某天由谁值守，已有的改由新的人", "Say who is on duty on a day; an earlier one is replaced"
        ),
        False,
    ),
    "rotate": Entry(
        "gridlog.cli.station.duties",
        two(
            "按公平轮换排一段时间的班，只排工作日，已有的不动",
            "Rotate the duties of a period fairly: workdays only, and no day that is rostered",
        ),
        False,
    ),
    "swap": Entry(
        "gridlog.cli.station.duties",
        two(
            "换班：两人互换，后一人最近的一班归前一人",
            "Swap: the second takes the duty, the first the second's next one",
        ),
        False,
    ),
    "handover": Entry(
        "gridlog.cli.station.handing",
        two("交接：留给下一班的话，每站每天一条", "Leave a note for the next one, one a station and day"),
        False,
    ),
    "check": Entry(
        "gridlog.cli.station.checking",
        two(
            "检查值班表：空班、一人两处、请假、没有交接",
            "Check the roster: gaps, double duty, leave, no handover",
        ),
        False,
    ),
    "import": Entry(
        "gridlog.cli.station.importing",
        two(
            "导入服务站、值班表或交接；重复导入不会改变什么",
            "Import stations, duties or handovers; twice changes nothing",
        ),
        False,
    ),
}
