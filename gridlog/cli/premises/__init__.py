"""`gridlog premises`: plants, offices, flats, shops and land, who occupies them, what fits a need (载体，腾笼换鸟); a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "add": Entry("gridlog.cli.premises.saving", two("新增载体", "Add premises"), False),
    "edit": Entry(
        "gridlog.cli.premises.saving",
        two("修改载体；面积不能小于已入驻的", "Change premises; never to less than is occupied"),
        False,
    ),
    "remove": Entry(
        "gridlog.cli.premises.saving",
        two("撤销登记错的载体；有入驻记录的不能撤销", "Take back premises without occupancies"),
        False,
    ),
    "split": Entry(
        "gridlog.cli.premises.saving",
        two(
            "两台设备把同一编号给了两个对象：给其中一个换新编号，它的记录跟着走",
            "Two devices gave one code to two things: give one of them a new code, its records go along",
        ),
        False,
    ),
    "list": Entry(
        "gridlog.cli.premises.finding",
        two("载体列表，含已用、空置和入驻企业", "List premises: occupied, vacant, and by whom"),
        False,
    ),
    "show": Entry(
        "gridlog.cli.premises.finding", two("一处载体和它的入驻经过", "One place, and who occupied it"), False
    ),
    "history": Entry(
        "gridlog.cli.premises.finding",
        two("一处载体的变更和入驻腾退经过", "What became of premises, and who moved in and out"),
        False,
    ),
    "move-in": Entry(
        "gridlog.cli.premises.moving",
        two(
            "入驻：企业从某天起用多少面积；超过载体面积的不收",
            "An enterprise moves in; more than the area on any day is refused",
        ),
        False,
    ),
    "move-out": Entry(
        "gridlog.cli.premises.moving", two("腾退：企业用到哪天为止", "An enterprise moves out"), False
    ),
    "match": Entry(
        "gridlog.cli.premises.matching",
        two(
            "匹配：哪处载体合适；类型和面积必须满足，其余越多越好",
            "What fits a need: kind and area are needed, the rest is wished",
        ),
        False,
    ),
    "occupancy": Entry(
        "gridlog.cli.premises.rates",
        two("一段时间的入驻率和盘活面积", "How much is occupied, and what was revived, in a period"),
        False,
    ),
    "import": Entry(
        "gridlog.cli.premises.importing",
        two("导入载体或入驻；重复导入不会改变什么", "Import premises or occupancies; twice changes nothing"),
        False,
    ),
}
