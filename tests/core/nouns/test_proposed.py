"""The words of an issue propose its category; a note that speaks of a wish is known by its words."""

import json

import pytest

from gridlog.core.nouns.issue.proposed import WORDS, proposed, speaks_of_wish
from gridlog.words.vocabulary import vocabulary
from tests.conftest import DATA

PROPOSED = [
    ("缺工", "LABOR"),
    ("节后招聘困难，缺操作工十五名", "LABOR"),
    ("午后电压波动", "POWER"),
    ("车间停电", "POWER"),
    ("变压器容量不够", "POWER"),
    ("新设备需要增容", "POWER"),
    ("想租厂房", "LAND"),
    ("扩建用地指标", "LAND"),
    ("流动资金紧张，想贷款", "FIN"),
    ("职工宿舍不够", "TALENT"),
    ("员工子女入学", "TALENT"),
    ("门口排水不畅", "INFRA"),
    ("道路坑洼", "INFRA"),
    ("客户拖欠货款", "LEGAL"),
    ("合同纠纷", "LEGAL"),
    ("天然气供应不足", "UTIL"),
    ("奖补资金未兑现", "POLICY"),
    ("出口退税慢", "TAX"),
    ("消防验收", "SAFETY"),
    ("危废处置", "ENV"),
    ("原材料涨价", "LOGIS"),
    ("订单不足", "MARKET"),
    ("申请专利", "TECH"),
    ("施工许可证没有办下来", "PERMIT"),
    ("图纸要改", "BUILD"),
    ("The VOLTAGE drops after noon", "POWER"),
    ("needs two loans", "FIN"),
    ("workers wanted", "LABOR"),
    ("ＰＯＷＥＲ", "POWER"),
    ("taxi", None),
    ("buses are late", "INFRA"),
    ("缺工，电压也低", None),
    ("缺工，变压器也旧", "POWER"),
    ("打招呼", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "code"), PROPOSED, ids=[text or "nothing" for text, _ in PROPOSED])
def test_the_longest_word_proposes_a_category_and_a_tie_proposes_none(text: str, code: str | None) -> None:
    assert proposed(text) == code


def test_every_category_but_other_has_words_and_no_word_is_in_two() -> None:
    assert {*WORDS, "OTHER"} == set(vocabulary("category"))
    words = [word for text in WORDS.values() for word in text.split()]
    assert sorted(words) == sorted(set(words))


WISHES = [
    ("反映午后电压波动", True),
    ("需协调供电", True),
    ("希望增加公交", True),
    ("有诉求", True),
    ("They hope for a new road", True),
    ("无诉求", False),
    ("暂无其他诉求", False),
    ("没有反映问题", False),
    ("生产正常", False),
    ("订单排到月底", False),
    ("no requests", False),
    ("无诉求，但希望修路", True),
    ("", False),
]


@pytest.mark.parametrize(("note", "is_wish"), WISHES, ids=[note or "nothing" for note, _ in WISHES])
def test_a_note_that_speaks_of_a_wish_is_known_and_a_denied_wish_is_none(note: str, is_wish: bool) -> None:
    assert speaks_of_wish(note) == is_wish


def test_the_words_of_the_sample_zone_are_read_as_its_officers_chose() -> None:
    raised = [json.loads(line) for line in (DATA / "issues.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = {one["text"]: one["category"] for one in raised if one["do"] == "raise"}
    known = {text: code for text, code in chosen.items() if code != "OTHER"}
    assert {text: code for text, code in known.items() if proposed(text) != code} == {}
