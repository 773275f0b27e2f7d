"""What words say of an issue: the category that they propose, and whether a note speaks of a wish or a trouble.

There is no model: the words stand in a table. A Chinese word counts wherever it stands, an English one as a word of its own.
"""

import re
from collections.abc import Mapping
from functools import cache
from unicodedata import normalize

WORDS: Mapping[str, str] = {
    "LAND": "厂房 用地 土地 拿地 供地 场地 地块 仓库 办公用房 标准厂房 租厂房 租金 扩建用地 土地证 不动产证 "
    "land plot premises workshop warehouse rent lease",
    "POWER": "电压 停电 断电 缺电 用电 供电 限电 电力 变压器 增容 跳闸 跳停 电缆 线路老化 配电 双回路 电网 电压波动 临时用电 "
    "power electricity voltage transformer outage blackout",
    "UTIL": "用气 停水 断水 供水 用水 水压 自来水 天然气 燃气 供气 停气 气压 蒸汽 供热 供暖 热力 网络 宽带 光纤 信号 通信 "
    "water gas heat heating steam telecom broadband internet network",
    "INFRA": "排水 积水 内涝 下水道 雨污 污水管网 管网 道路 修路 路灯 路面 坑洼 红绿灯 公交 停车 停车位 停车场 绿化 围墙 "
    "road drain drainage flooding sewer pothole parking streetlight bus",
    "BUILD": "施工 开工 工期 封顶 竣工 在建 图纸 项目建设 设备安装 土建 总包 construction builder",
    "PERMIT": "施工许可 经营范围 审批 手续 办证 许可证 资质 备案 营业执照 执照 批文 批复 报批 审图 验收手续 能评 施工许可证 "
    "permit approval licence license paperwork",
    "LABOR": "缺工 招工 招聘 用工 缺人 工人 操作工 普工 技工 技术工人 焊工 用工荒 招聘会 劳务 离职率 员工流失 人手 人手不足 "
    "labor labour worker recruit recruiting recruitment hiring staff",
    "TALENT": "宿舍 公寓 人才 人才公寓 住房 入学 上学 子女 子女入学 子女上学 学位 落户 就医 幼儿园 高层次人才 职称 "
    "dormitory dorm housing school schooling kindergarten talent",
    "FIN": "贷款 融资 上市 资金 资金周转 流动资金 授信 银行 抵押 担保 续贷 抽贷 利率 券商 股改 倒贷 "
    "loan credit bank financing finance funding listing mortgage",
    "POLICY": "技改补助 政策 补贴 奖励 奖补 兑现 补助 专项资金 扶持 扶持资金 政策兑现 优惠政策 奖补资金 "
    "policy subsidy subsidies grant incentive reward",
    "TAX": "个税 税务 税收 退税 税 发票 社保费 电费 水费 气费 留抵 减免 费用 收费 乱收费 出口退税 tax taxes invoice fee refund",
    "MARKET": "采购 配套采购 订单 销路 市场 销售 客户 滞销 库存 展会 产销对接 出口 关税 竞争 采购商 订单不足 "
    "order market sales customer export exhibition tariff",
    "LOGIS": "物流 运输 原料 原材料 货车 通行证 运费 封路 供应商 供应链 缺料 断供 缺芯 集装箱 配送 "
    "logistics transport material freight truck shipping supplier",
    "TECH": "研发 专利 高新技术 高新技术企业 技术改造 技改 产学研 科技 创新 商标 知识产权 智能化 数字化 智改数转 实验室 "
    "technology patent research innovation laboratory trademark",
    "ENV": "环评手续 环评批复 环保 排放 排污 废气 废水 污水 噪声 噪音 危废 固废 异味 粉尘 污染 环评 排污许可 扬尘 油烟 "
    "environment environmental emission pollution waste noise smell dust",
    "SAFETY": "安全培训 安全 消防 火灾 隐患 安全生产 消防验收 消防栓 消防通道 安评 失火 治安 被盗 盗窃 特种设备 "
    "safety fire hazard hydrant theft",
    "LEGAL": "拖欠 合同 欠款 货款 账款 回款 工程款 诉讼 官司 纠纷 法院 仲裁 律师 侵权 破产 劳动仲裁 合同纠纷 拖欠货款 欠薪 "
    "contract debt lawsuit dispute court arrears lawyer unpaid",
}

WISHES = (
    "反映 诉求 希望 协调 求助 请求 困难 难题 需要帮助 急需 盼 投诉 建议 解决 亟需 呼吁 "
    "hope wish complain complaint request trouble ask"
)
NONE = r"(?:无|没有|没|未|暂无|并无|不)(?:任何|其他|什么|明显|新的|需要|提出|需)*"
NONE_ENGLISH = r"\b(?:no|not|without|never|any)\s+(?:(?:any|new|other)\s+)*"


def proposed(text: str) -> str | None:
    """Return the code of the category whose longest word stands in the text; None for no word and for a tie."""
    said = _plain(text)
    lengths: dict[str, int] = {}
    for word, code in _categories().items():
        if len(word) > lengths.get(code, 0) and _stands(word, said):
            lengths[code] = len(word)
    longest = max(lengths.values(), default=0)
    best = [code for code, length in lengths.items() if length == longest]
    return best[0] if len(best) == 1 else None


def speaks_of_wish(note: str) -> bool:
    """Return whether a note says that the enterprise wants something; 无诉求 says that it does not."""
    said = _plain(note)
    return any(_is_wished(word, said) for word in WISHES.split())


def _is_wished(word: str, said: str) -> bool:
    if not word.isascii():
        return re.search(word, re.sub(NONE + word, "", said)) is not None
    return _stands(word, re.sub(NONE_ENGLISH + word + r"(?:s|es)?\b", "", said))


def _stands(word: str, said: str) -> bool:
    if not word.isascii():
        return word in said
    return word in said and re.search(rf"(?<![a-z]){word}(?:s|es)?(?![a-z])", said) is not None


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


@cache
def _categories() -> Mapping[str, str]:
    """Return the category of each word."""
    return {word: code for code, words in WORDS.items() for word in words.split()}
