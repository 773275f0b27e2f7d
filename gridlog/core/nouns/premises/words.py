"""The words of the premises in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("载体", "premises")
LEDGERS: dict[str, tuple[str, str]] = {"premises": ("载体台账", "premises")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "premises_kind": {
        "plant": ("厂房", "plant"),
        "office": ("办公", "office"),
        "flat": ("公寓", "flat"),
        "shop": ("商业", "shop"),
        "land": ("土地", "land"),
    },
    "premises_status": {
        "building": ("在建", "under construction"),
        "ready": ("可用", "ready"),
        "idle": ("低效闲置", "idle"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "premises_kind": {
        "标准厂房": "plant",
        "工业厂房": "plant",
        "车间": "plant",
        "仓库": "plant",
        "写字楼": "office",
        "办公楼": "office",
        "办公用房": "office",
        "人才公寓": "flat",
        "宿舍": "flat",
        "商铺": "shop",
        "门面": "shop",
        "工业用地": "land",
        "用地": "land",
        "地块": "land",
    },
    "premises_status": {
        "建设中": "building",
        "未竣工": "building",
        "空置": "ready",
        "可租": "ready",
        "已入驻": "ready",
        "在用": "ready",
        "使用中": "ready",
        "闲置": "idle",
        "低效": "idle",
        "僵尸": "idle",
    },
}
FIELDS: dict[str, tuple[str, str]] = {
    "park": ("园区", "park"),
    "part": ("分区", "part"),
    "kind": ("类型", "kind"),
    "area": ("面积(㎡)", "area m2"),
    "floor": ("楼层", "floor"),
    "load": ("承重(t/㎡)", "floor load t/m2"),
    "height": ("层高(m)", "height m"),
    "power": ("配电(kVA)", "power kVA"),
    "price": ("租金(元/㎡·月)", "price yuan/m2 a month"),
    "owner": ("产权单位", "owner"),
    "status": ("状态", "status"),
    "status_from": ("状态起始", "status from"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "premises.saved": ("载体登记", "premises saved"),
    "premises.removed": ("载体撤销", "premises removed"),
    "premises.split": ("载体编号拆分", "premises code split"),
    **recoded_words("premises", *NOUN),
}
ERRORS: dict[str, tuple[str, str]] = {
    "number": (
        "{field}“{value}”不认得：请写不带负号的数，整数最多九位，小数最多四位，如 1200.5",
        "{field} '{value}' is not understood: write a number without a sign, nine digits and four decimals at most, such as 1200.5",
    ),
    "nothing": (
        "{field}“{value}”不行：面积要大于 0",
        "{field} '{value}' will not do: an area is more than 0",
    ),
    "in_use": (
        "{code} {name} 已有 {count} 条入驻记录，不能撤销",
        "{code} {name} has {count} occupancies on record and cannot be removed",
    ),
    "full": (
        "{code} 面积 {area}㎡，{on} 这天会被占用 {occupied}㎡，超出 {over}㎡。用 gridlog premises show {code} 查看",
        "{code} has {area} m2; on {on} {occupied} m2 would be occupied, {over} m2 too many; see gridlog premises show {code}",
    ),
    "taken": (
        "{code} 自 {on} 起没有空置面积。用 gridlog premises show {code} 查看",
        "{code} has no vacant area from {on} on; see gridlog premises show {code}",
    ),
    "backwards": (
        "退出日 {until} 在入驻日 {since} 之前",
        "the last day {until} is before the first day {since}",
    ),
    "absent": (
        "{enterprise} 在 {on} 没有入驻 {code}。用 gridlog premises show {code} 查看",
        "{enterprise} does not occupy {code} on {on}; see gridlog premises show {code}",
    ),
    "not_begun": (
        "{enterprise} 没有从 {on} 起入驻 {code} 的记录。用 gridlog premises show {code} 查看",
        "{enterprise} has no occupancy of {code} that begins on {on}; see gridlog premises show {code}",
    ),
    "ahead": (
        "状态只记已经发生的：{on} 还没有到",
        "a status holds from a day that has come; {on} has not",
    ),
    "need": (
        "没有说要什么：写 --kind、--area，或用 --issue 从问题里读",
        "nothing says what is needed: give --kind or --area, or an issue with --issue",
    ),
    "category": (
        "问题 {id} 是“{category}”类，只有用地厂房（LAND）类的问题才能匹配载体",
        "issue {id} is of category {category}; premises are matched to issues of category LAND alone",
    ),
}
