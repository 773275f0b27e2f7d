"""The words of the indicator in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("指标", "indicator")
LEDGERS: dict[str, tuple[str, str]] = {"indicators": ("经济指标", "indicators")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "indicator_unit": {
        "enterprise": ("企业", "enterprise"),
        "block": ("板块", "block"),
        "industry": ("行业", "industry"),
        "zone": ("全区", "zone"),
    },
    "unit_of_measure": {
        "万元": ("万元", "ten thousand yuan"),
        "亿元": ("亿元", "hundred million yuan"),
        "人": ("人", "people"),
        "万千瓦时": ("万千瓦时", "ten thousand kWh"),
    },
}
FIELDS: dict[str, tuple[str, str]] = {"value": ("数值", "value")}
EVENTS: dict[str, tuple[str, str]] = {
    "indicator.set": ("指标登记", "indicator set"),
    "indicator.cleared": ("撤销指标", "indicator taken back"),
    **recoded_words("indicator", *NOUN),
}
ERRORS: dict[str, tuple[str, str]] = {
    "period": (
        "看不懂期间“{text}”。可写：2022-06、2022-Q2、2022-H1、2022、6月、二季度、上半年、1-5月",
        "'{text}' is no period; write 2022-06, 2022-Q2, 2022-H1, 2022 or 2022-01/2022-05",
    ),
    "reach": (
        "“{text}”超出范围：指标只记 {first} 到 {last} 年",
        "'{text}' is out of reach: indicators are of the years {first} to {last}",
    ),
    "one_month": (
        "“{text}”不是一个月。可写：2022-06、2022年6月、6月、上月",
        "'{text}' is not one month; write 2022-06, June 2022 or last",
    ),
    "ahead": (
        "{month} 还没有到，没有数可记",
        "{month} has not begun, so it has no figures yet",
    ),
    "no_year": (
        "表头“{heading}”没有年份，标题里也没有。用 --month 说明是哪一年，如 --month 2022-12",
        "the heading '{heading}' has no year and no title says one; say it with --month, such as --month 2022-12",
    ),
    "no_month": (
        "{path} 没有月份列，也没有一月一列。用 --month 说明是哪个月",
        "{path} has no column of months and no column a month; say the month with --month",
    ),
    "no_key": (
        "{path} 没有说是哪个指标。用 --key 说明，可用：{known}",
        "{path} does not say which indicator it has; say it with --key, one of {known}",
    ),
    "layout": (
        "{path} 既有一月一列（{months}），又有一指标一列（{keys}），不知道哪一列是什么。请拆成两张表",
        "{path} has columns of months ({months}) and of indicators ({keys}); make two tables of it",
    ),
    "unknown_key": (
        "没有指标“{key}”。可用：{known}；自己的先用 gridlog indicator keys --add 登记",
        "there is no indicator '{key}'; known: {known}. Add one of your own with gridlog indicator keys --add",
    ),
    "number": (
        "{key} 的“{value}”不是数：只写数字，小数最多六位，不带单位",
        "{key}: '{value}' is no number; write digits only, six decimals at most, no unit",
    ),
    "whole": (
        "{key} 要整数，不能是 {value}",
        "{key} is counted in whole numbers and cannot be {value}",
    ),
    "negative": (
        "{key} 不能是负数：{value}",
        "{key} cannot be below zero: {value}",
    ),
    "twice": (
        "{enterprise} {month} {key} 在第 {line} 行已经写了 {value}，两处不一样",
        "{enterprise}, {month}, {key}: line {line} says {value} already, which is another figure",
    ),
    "none": (
        "{enterprise} 在 {month} 没有 {key}。用 gridlog indicator history {enterprise} 查看",
        "{enterprise} has no {key} in {month}; see gridlog indicator history {enterprise}",
    ),
    "key_form": (
        "“{key}”不能作指标代码：小写字母开头，只用小写字母、数字和 _，最多 40 个",
        "'{key}' cannot be a key: small letters, digits and _, a letter first, 40 at most",
    ),
    "key_standard": (
        "{key} 是标准指标，不能改",
        "{key} is a standard indicator and stays as it is",
    ),
    "key_taken": (
        "“{name}”已经是指标 {key} 的名称，请换一个",
        "'{name}' is the name of {key} already; choose another one",
    ),
    "key_fields": (
        "新指标还要写：{missing}",
        "a new indicator needs {missing}, too",
    ),
}
