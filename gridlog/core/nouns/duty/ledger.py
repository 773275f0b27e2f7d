"""How duties are read: the list for scripts, and 值班表."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

_NAME = "ifnull((SELECT name FROM officers WHERE code = {code}), {code})"
# A visit at the station is received by the person on duty who logged it; by the first shift of the day when another officer did.
_FIRST_SHIFT = (
    """d.id = (SELECT min(x.id) FROM duties AS x WHERE x.station = d.station AND x.on_day = d.on_day)"""
)
_FIRST_STATION = "d.station = (SELECT min(code) FROM stations WHERE block = s.block)"
_ON_DUTY = """EXISTS (SELECT 1 FROM duties AS y JOIN stations AS z ON z.code = y.station
  WHERE y.on_day = d.on_day AND z.block = s.block AND v.officer IN (y.officer, y.standin))"""
RECEIVED = f"""FROM visits AS v WHERE v.visited_on = d.on_day AND v.method = 'station' AND NOT v.void AND v.block = s.block
  AND (v.officer IN (d.officer, d.standin) OR (NOT {_ON_DUTY} AND {_FIRST_SHIFT} AND {_FIRST_STATION}))"""
_RECEIVED = f"(SELECT count(*) {RECEIVED})"
_ISSUES = f"(SELECT count(*) FROM issues AS i WHERE i.visit <> '' AND i.visit IN (SELECT v.id {RECEIVED}))"
_NOTE = "ifnull((SELECT note FROM handovers AS h WHERE h.station = d.station AND h.on_day = d.on_day), '')"
_SOURCE = "duties AS d LEFT JOIN stations AS s ON s.code = d.station"
_ORDER = "ORDER BY d.on_day, d.station, d.shift <> 'day', d.shift"

DUTIES = Ledger(
    (
        (Column("date", "日期", "date", "date"), "d.on_day"),
        (Column("station", "服务站编号", "station", is_code=True), "d.station"),
        (Column("shift", "班次", "shift", words="shift"), "d.shift"),
        (Column("officer", "值守人", "officer"), _NAME.format(code="d.officer")),
        (Column("standin", "替班", "stand-in"), _NAME.format(code="d.standin")),
        (Column("leader", "带班领导", "leader in charge"), _NAME.format(code="d.leader")),
        (Column("officer_code", "值守人编号", "officer code", is_code=True), "d.officer"),
        (Column("standin_code", "替班编号", "stand-in code", is_code=True), "d.standin"),
        (Column("leader_code", "带班领导编号", "leader code", is_code=True), "d.leader"),
        (Column("station_name", "服务站", "station name"), "ifnull(s.name, d.station)"),
        (Column("block", "所属板块", "block", is_code=True), "ifnull(s.block, '')"),
        (Column("received", "接待企业(家次)", "received", "number"), _RECEIVED),
        (Column("issues", "登记问题", "issues", "number"), _ISSUES),
        (Column("handover", "交接事项", "handover", is_long=True), _NOTE),
    ),
    _SOURCE,
    _ORDER,
    day="d.on_day",
)
DUTY_ROSTER = Ledger(
    (
        (Column("date", "日期", "date", "date"), "d.on_day"),
        (
            Column("weekday", "星期", "weekday"),
            "substr('日一二三四五六', strftime('%w', d.on_day) + 1, 1)",
        ),
        (
            Column("station_name", "服务站", "station"),
            "ifnull(s.name, d.station) || CASE d.shift WHEN 'am' THEN '（上午）' WHEN 'pm' THEN '（下午）' ELSE '' END",
        ),
        (Column("officer", "值守人", "officer"), _NAME.format(code="d.officer")),
        (
            Column("phone", "联系电话", "phone", is_code=True, is_phone=True),
            "ifnull((SELECT phone FROM officers WHERE code = d.officer), '')",
        ),
        (Column("leader", "带班领导", "leader in charge"), _NAME.format(code="d.leader")),
        (Column("received", "接待企业(家次)", "received", "number"), _RECEIVED),
        (Column("issues", "登记问题", "issues", "number"), _ISSUES),
        (Column("handover", "交接事项", "handover", is_long=True), _NOTE),
    ),
    _SOURCE,
    _ORDER,
    day="d.on_day",
)
EXPORTS = {"duty": Export(DUTIES, DUTY_ROSTER)}
