"""Messages of chats: who sent them when, and which visits they tell; never a traceback, and no enterprise that the message does not name."""

import csv
import re
import time
from collections.abc import Sequence
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.cli.visit.pasted import CORRECTIONS, OF_DOUBT
from gridlog.core.nouns.visit.words import WORDS
from gridlog.intake.chat.messages import Message, half, messages
from gridlog.intake.chat.names import Enterprise, Enterprises, Officers
from gridlog.intake.chat.reading import Reading, Roster, readings
from tests.conftest import DATA
from tests.support.chats import ENTERPRISES, HELD_OUT, ME, OFFICERS, TODAY, WRITTEN, Case, Said


@cache
def roster() -> Roster:
    """The sample zone, with a few officers and enterprises of everyday names."""
    with (DATA / "enterprises.csv").open(encoding="utf-8-sig") as file:
        enterprises = [Enterprise(row["code"], row["name"], row["grid"]) for row in csv.DictReader(file)]
    with (DATA / "officers.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    enterprises += [Enterprise(code, name, "") for code, name in ENTERPRISES.items()]
    officers = [*((row["code"], row["name"]) for row in rows), *OFFICERS.items()]
    grids = {row["code"]: row["grid"] for row in rows}
    return Roster(Enterprises(enterprises), Officers(officers), TODAY, ME, 3, grids)


def read(text: str) -> list[Reading]:
    return [
        one
        for message in messages(text, TODAY, roster().officers.is_officer)
        for one in readings(message, roster())
    ]


def name(case: Case) -> str:
    return case.text.replace("\n", " ")[:30]


def pairs(case: Case) -> tuple[int, int]:
    """Return how many enterprise-and-date pairs of a message are read right, and of how many: invented ones count too."""
    sure = [(str(one.on), one.enterprise) for one in read(case.text) if not one.doubts]
    told = [(said.on, said.enterprise) for said in case.said if said.on and said.enterprise]
    right = sum(pair in sure for pair in told)
    invented = sum(all(pair[1] != said.enterprise for said in case.said) for pair in sure)
    return right, len(told) + invented


def test_there_are_sixty_messages_and_forty_that_nobody_tuned_the_reader_to() -> None:
    assert len(WRITTEN) >= 60
    assert len(HELD_OUT) >= 40


@pytest.mark.parametrize("case", WRITTEN, ids=name)
def test_a_message_tells_its_visits(case: Case) -> None:
    told = read(case.text)
    assert [(said.on and str(one.on), one.enterprise) for one, said in zip(told, case.said, strict=True)] == [
        (said.on, said.enterprise) for said in case.said
    ]
    for one, said in zip(told, case.said, strict=True):
        assert_said(one, said)


def assert_said(one: Reading, said: Said) -> None:
    """Assert the fields of which the case says something."""
    told = {"participants": ";".join(one.participants)}
    told |= {key: getattr(one, key) for key in ("officer", "method", "contact", "title", "phone", "at")}
    asked = {key: value for key, value in said._asdict().items() if key in told and value is not None}
    assert {key: told[key] for key in asked} == asked
    texts = ";".join(issue.text for issue in one.issues)
    if said.issue is not None:
        assert said.issue in texts if said.issue else not texts
    if said.category is not None:
        assert one.issues[0].category == said.category


@pytest.mark.parametrize("table", [WRITTEN, HELD_OUT], ids=["written", "held out"])
def test_nine_in_ten_pairs_of_enterprise_and_date_are_right(table: Sequence[Case]) -> None:
    counted = [pairs(case) for case in table]
    assert sum(right for right, _ in counted) >= 0.9 * sum(total for _, total in counted)


def test_a_person_is_asked_about_every_doubt() -> None:
    assert tuple(OF_DOUBT) == tuple(WORDS["doubt"])
    assert set(OF_DOUBT.values()) <= CORRECTIONS.keys()
    assert {*CORRECTIONS, "skip"} == WORDS["part"].keys()


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("走访示范机械，正常", ("date_missing",)),
        ("2025年11月30日走访示范机械，正常", ("date_future",)),
        ("11月3日、11月4日走访示范机械，正常", ("several_days",)),
        ("11月3日走访无名食品厂，正常", ("enterprise_unknown",)),
        ("11月3日走访演示车灯，正常", ("enterprise_several",)),
        ("路人甲 2025-11-03 10:00\n走访示范机械，正常", ("officer_unknown",)),
        ("11月3日和李娜、王强、赵敏走访示范机械，正常", ("people_many",)),
        ("11月3日走访示范机械，正常", ()),
        ("李娜 2025-11-10 10:00\n2025年11月15日走访示范机械，正常", ("date_future",)),
    ],
)
def test_what_cannot_be_told_is_a_doubt(text: str, doubts: tuple[str, ...]) -> None:
    (one,) = read(text)
    assert one.doubts == doubts


def test_two_officers_of_one_name_are_a_doubt() -> None:
    twice = roster()._replace(officers=Officers([("A01", "张伟"), ("A09", "张伟")]))
    (one,) = readings(Message("张伟", date(2025, 11, 3), ("走访示范机械，正常",)), twice)
    assert (one.officer, one.doubts) == ("", ("officer_several",))


def test_of_several_enterprises_the_ones_of_the_own_grid_come_first() -> None:
    message = Message("QL06", date(2025, 11, 3), ("走访演示车灯，正常",))
    (one,) = readings(message, roster())
    assert one.candidates[:2] == ("E012", "E002")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("走访示范机械，见王总，电话13900000129，正常", ("电话", "正常")),
        ("11月3日下午走访示范机械，见王总，订单排到月底", ("", "订单排到月底")),
        ("11月3日走访示范机械。", ("", "11月3日走访示范机械。")),
        (
            "走访示范机械，见王总13900000129，用电找电工老周13900000130",
            ("13900000129", "用电找电工老周13900000130"),
        ),
        (
            "走访示范机械，电话13900000129，手机139-0000-0130，正常",
            ("13900000129", "手机139-0000-0130，正常"),
        ),
        ("走访示范机械，电话13900000129打不通，正常", ("13900000129", "打不通，正常")),
    ],
)
def test_the_note_is_what_was_said_without_phone_and_heading(text: str, said: tuple[str, str]) -> None:
    (one,) = read(text)
    absent, note = said
    assert one.note == note
    assert not absent or absent not in one.note


# --- the shapes of chats


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("张伟  2025/11/3 17:20\n好", [("张伟", "2025-11-03", "好")]),
        (
            "张伟 11-03 17:20:33\n好\n李娜 11-04 08:00:01\n行",
            [("张伟", "2025-11-03", "好"), ("李娜", "2025-11-04", "行")],
        ),
        ("张伟:\n好\n\n李娜:\n行", [("张伟", None, "好"), ("李娜", None, "行")]),
        ("[11-03 17:20] 张伟：好", [("张伟", "2025-11-03", "好")]),
        ("2025-11-03 17:20:12 张伟(10086123)\n好", [("张伟", "2025-11-03", "好")]),
        ("2025年11月3日\n\n张伟 17:20\n好", [("张伟", "2025-11-03", "好")]),
        ("张伟\n2025-11-03 17:20\n好", [("张伟", "2025-11-03", "好")]),
        ("张伟 星期三 17:20\n好", [("张伟", "2025-11-19", "好")]),
        ("张伟 昨天 17:20\n好\n\n还有", [("张伟", "2025-11-20", "好\n还有")]),
        ("张伟  2025/11/3 17:20\n[图片][微笑]\n好", [("张伟", "2025-11-03", "好")]),
        ("张伟  2025/11/3 17:20\n「李娜：走访\n示范机械」\n------------\n好", [("张伟", "2025-11-03", "好")]),
        ('"张伟"撤回了一条消息\n李娜邀请"王强"加入了群聊\n好', [("", None, "好")]),
        ("好\n\n行", [("", None, "好"), ("", None, "行")]),
        ("张伟：好", [("张伟", None, "好")]),
        (
            "张伟 2025/11/3 17:20\n好\n\n周小美: 收到",
            [("张伟", "2025-11-03", "好"), ("周小美", "2025-11-03", "收到")],
        ),
        ("张伟 2025/11/3 17:20\n好\n高温: 停产", [("张伟", "2025-11-03", "好\n高温: 停产")]),
        ("诉求：路灯不亮", [("", None, "诉求：路灯不亮")]),
    ],
)
def test_what_a_chat_copies_along_says_who_and_when(
    text: str, told: list[tuple[str, str | None, str]]
) -> None:
    found = messages(text, TODAY, roster().officers.is_officer)
    assert [(one.sender, str(one.sent) if one.sent else None, one.text) for one in found] == told


def test_yesterday_is_the_day_before_the_line_of_the_chat() -> None:
    (one,) = read("李娜  2025/11/10 09:00\n昨天走访示范机械，正常")
    assert one.on == date(2025, 11, 9)


def test_an_enterprise_that_a_message_only_speaks_of_was_not_visited() -> None:
    (one,) = read("11月3日走访示范机械，企业与样例木业的合同纠纷需要协调")
    assert one.enterprise == "X01"


def test_days_are_shared_out_only_where_the_words_say_so() -> None:
    told = read("11月3日和11月4日分别走访示范机械、样例木业，正常")
    assert [(str(one.on), one.enterprise, one.doubts) for one in told] == [
        ("2025-11-03", "X01", ()),
        ("2025-11-04", "X02", ()),
    ]
    told = read("11月3日和11月4日走访示范机械、样例木业，正常")
    assert [one.doubts for one in told] == [("several_days",)] * 2


def test_the_day_of_a_later_visit_is_not_that_of_an_earlier_one() -> None:
    told = read("李娜  2025/11/19 18:11\n电话联系示范机械，一切正常。另外上周五走访了样例木业，未见到人")
    assert [(str(one.on), one.enterprise) for one in told] == [("2025-11-19", "X01"), ("2025-11-14", "X02")]


def test_a_day_at_the_end_of_a_list_is_that_of_the_whole_list() -> None:
    told = read("李娜  2025/11/19 18:11\n1、走访示范机械，正常\n2、走访样例木业，正常\n走访时间：11月18日")
    assert [str(one.on) for one in told] == ["2025-11-18", "2025-11-18"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("周五（14号）走访示范机械，正常", "2025-11-14"),
        ("11月12日（周三）走访示范机械，正常", "2025-11-12"),
        ("11月10日上报。走访时间：11月5日，走访示范机械，正常", "2025-11-05"),
        ("走访示范机械，11月13日，设备11月20日到货", "2025-11-13"),
        ("走访示范机械，预计12月1日投产，11月13日", "2025-11-13"),
    ],
)
def test_the_day_is_the_one_of_the_visit(text: str, day: str) -> None:
    (one,) = read(text)
    assert (str(one.on), one.doubts) == (day, ())


def test_whom_one_speaks_to_was_not_there() -> None:
    (one,) = read("@李娜 11月3日走访示范机械，正常")
    assert (one.officer, one.participants) == ("A01", ())


def test_a_line_without_a_name_is_of_those_who_were_named_last() -> None:
    told = read("11月3日李娜走访示范机械，正常\n王强、赵敏走访样例木业，正常；走访试点食品，正常")
    assert [(one.officer, one.participants) for one in told] == [
        ("A02", ()),
        ("A03", ("A04",)),
        ("A03", ("A04",)),
    ]


def test_a_colleague_is_no_contact() -> None:
    (one,) = read("11月3日走访示范机械，与周同志一起，正常")
    assert (one.contact, one.title) == ("", "")


def test_what_is_fine_is_nothing_only_where_nothing_is_asked_for() -> None:
    told = read("11月3日走访示范机械，生产正常，缺工10人\n走访样例木业，生产正常")
    assert [one.nothing for one in told] == [False, True]


def test_a_whole_name_goes_before_names_that_hold_it_and_codes_are_names() -> None:
    enterprises = [Enterprise("001", "日托", ""), Enterprise("002", "日托光伏科技", "")]
    zone = roster()._replace(enterprises=Enterprises(enterprises))

    def told(text: str) -> list[str]:
        return [one.enterprise for one in readings(Message("", date(2025, 11, 3), (text,)), zone)]

    assert told("走访日托，正常") == ["001"]
    assert told("走访日托光伏，正常") == ["002"]
    assert told("走访002，正常") == ["002"]
    assert told("走访日托，产量增加001倍") == ["001"]
    assert told("发货单号 x 001 已寄") == []


@pytest.mark.parametrize(
    "said",
    [
        "了解企业困难和需求",
        "当场协调门卫放行",
        "宣讲政策需求申报流程",
        "上次反映的积水问题，已解决",
        "暂无需要政府协调解决的困难",
        "未反映问题",
        "意见建议：无",
    ],
)
def test_what_officers_did_and_what_is_over_is_no_wish(said: str) -> None:
    (one,) = read(f"11月3日走访示范机械，{said}")
    assert one.issues == ()


def test_a_second_wish_of_a_sentence_is_an_issue_of_its_own() -> None:
    (one,) = read("11月3日走访示范机械，反映午后电压波动，另外普工流失严重，希望对接劳务公司")
    assert [(asked.text, asked.category) for asked in one.issues] == [
        ("午后电压波动", "POWER"),
        ("普工流失严重，希望对接劳务公司", "LABOR"),
    ]


def test_each_line_has_the_officers_that_it_names() -> None:
    told = read("11月3日张伟走访示范机械，正常\n李娜、王强走访样例木业，正常\n赵敏走访试点食品，正常")
    assert [(one.officer, one.participants) for one in told] == [("A01", ()), ("A02", ("A03",)), ("A04", ())]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("11月3日走访示范机械，正常\n走访无名食品厂，正常", ["X01", ""]),
        ("11月3日走访示范机械、无名食品厂、样例木业，均正常", ["X01", "", "X02"]),
        ("11月3日走访无名食品厂、示范机械，均正常", ["", "X01"]),
        ("11月3日走访示范机械。走访老王那里，正常", ["X01", ""]),
        ("11月3日走访示范机械，去了车间和仓库，厂房老旧", ["X01"]),
        ("11月3日走访无名食品厂", [""]),
    ],
)
def test_an_unknown_enterprise_beside_known_ones_is_not_lost(text: str, told: list[str]) -> None:
    assert [one.enterprise for one in read(text)] == told


@pytest.mark.parametrize(
    "text",
    [
        "收到，辛苦了",
        "请各位网格员今天下班前走访示范机械",
        "明天去走访示范机械",
        "@李娜 示范机械的资料发我",
        "@李娜 示范机械，正常",
        "11月3日，那批示范机械的货发出",
        "国龙电器今天没走成，门卫不让进",
        "示范机械的营业执照谁有？",
    ],
)
def test_talk_is_no_visit(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "11月3日走访康力众润包装",
        "11月3日走访示范机器人公司",
        "11月3日走访隆达某某厂",
        "11月3日走访智能装备厂",
        "11月3日走访众润包装公司",
        "11月3日走访演示车灯011",
    ],
)
def test_no_enterprise_is_invented_from_a_part_of_another_name(text: str) -> None:
    assert [one.enterprise for one in read(text)] in ([""], [])


# --- whatever is pasted

PIECES = [
    "11月3日",
    "走访",
    "示范机械",
    "样例",
    "车灯",
    "演示",
    "01",
    "，",
    "。",
    "\n",
    "：",
    ":",
    "张伟",
    "李娜",
    "我和",
    "见",
    "王总",
    "电话",
    "13900000129",
    "昨天",
    "上周五",
    "17:20",
    "2025/11/3",
    "2025-13-45",
    "[图片]",
    "「",
    "」",
    "------",
    ">",
    "#接龙",
    "1.",
    "2、",
    "①",
    "反映",
    "无诉求",
    "缺工",
    "希望",
    "99月99日",
    "有限公司",
    "@",
    "（",
    "）",
    "(",
    ")",
    "\t",
    "\r",
    "\u3000",
    "\ufeff",
    "１１月３日",
    "0516-86200000",
    "座谈",
    "来站",
    "下午3点半",
    "25:61",
    "号",
    "\x00",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=40).map("".join))
def test_any_text_is_read_and_no_enterprise_is_invented(text: str) -> None:
    for one in read(text):
        assert one.on is None or isinstance(one.on, date)
        assert set(one.doubts) <= WORDS["doubt"].keys()
        assert (one.on is None) == ("date_missing" in one.doubts)
        assert bool(one.enterprise) != bool({"enterprise_unknown", "enterprise_several"} & set(one.doubts))
        assert one.note
        for code in one.candidates:
            names = {each.code: each.name for each in roster().enterprises.roster}
            named = re.sub(r"\s", "", half(one.named))
            assert named.lower() in half(names[code]).lower()
            assert one.named in text.replace("\r", "\n")
        assert not one.phone or re.sub("[ -]", "", one.phone) in re.sub("[ -]", "", half(text))


@given(st.text(max_size=200))
def test_a_text_without_an_enterprise_names_none(text: str) -> None:
    assert all(not one.enterprise for one in read(re.sub("[\u4e00-\u9fff]", "", text)))


def test_a_page_of_ten_thousand_lines_is_read_in_seconds() -> None:
    block = "\n".join(
        f"张伟 2025/11/{day} 17:20\n走访演示车灯0{day % 6 + 1}，反映电压波动需协调供电\n"
        for day in range(1, 21)
    )
    page = block * 170
    assert page.count("\n") > 10_000
    began = time.process_time()
    assert len(read(page)) == 3_400
    assert time.process_time() - began < 20


def test_lines_that_nobody_parts_are_read_in_seconds() -> None:
    page = "\n".join(f"11月{day % 20 + 1}日走访演示车灯0{day % 6 + 1}，正常" for day in range(2_000))
    began = time.process_time()
    read(page)
    read("。" * 20_000 + "走访" * 5_000)
    assert time.process_time() - began < 20
