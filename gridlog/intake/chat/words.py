"""The words by which officers tell of visits: how they came, whom they met, what was asked for."""

import re
from typing import NamedTuple

# How one came; the first that stands near the enterprise counts.
_METHODS = (
    ("station", r"来站|到站|来访|来服务站|到服务站|下?午?[0-9]*点?来了(?=.{2,12}的)|来(?:到)?(?:我们?)?(?:办公室|站里|园区|管委会|企服)|上门来|来人"),
    ("meeting", r"(?<!跟企业)(?<!与企业)座谈会|座谈|召开.{0,8}会|恳谈|现场会"),
    ("phone", r"(?<!联系)(?<!留了)(?<![留已并再也])电话(?! ?(?:[:是为]|[0-9]|号|费|线|本|不|没))|致电|电联|通话|来电|打电话|(?i:\bcalled\b|\bphoned?\b)"),
    ("online", r"微信(?!群|号|公众|支付)|线上(?!销|渠道|平台|店|业务|订单)|视频(?=连线|沟通|会议|联系|回访|走访|了解|交流)|腾讯会议|远程(?=沟通|走访|联系)|(?i:\bonline\b)"),
    ("onsite", r"走访|实地|上门|去了|去到|来到|到访|前往|赶赴|看望|拜访|调研|(?:[今昨前]天|上午|下午|日|号|一起|同志?)[去到赴]|(?i:\bvisited\b)"),
)  # fmt: skip
METHODS = re.compile("|".join(f"(?P<{key}>{words})" for key, words in _METHODS))
METHOD_LABEL = re.compile("(?:走访|联系|沟通)?方式 ?: ?")
VISITING = re.compile(
    r"走访|回访|拜访|到访|看望|调研|实地|上门|走了|走的|走过|去过|跑过|转了|出来|蹲点|去看|看了看|过去看|来电|接待|去了|去的|去趟|前往|来到|到了|赴|跑了|致电|电话|联系|沟通|座谈|来访|来站|到站|来服务站|对接|巡访|(?i:\bvisited|\bcalled|\bmet\b)"
)
# A message that asks others to go, or tells of a visit to come.
NO_REPORT = re.compile(
    r"请(?:各位|大家|各网格|各组|网格员)|各位.{0,8}(?:请|及时|抓紧|务必|注意)|大家.{0,6}(?:请|及时|抓紧|务必)|@.{1,8}(?:请|你|去|的|发|麻烦)|[?]$|(?:吗|呢|谁有|发我|发一下)[?。! ]*$|请(?:知悉|周知|悉知)|周知|^(?:通知|提醒)|下班前(?:完成|报)"
)
# A visit that did not take place.
NOT_DONE = re.compile(
    r"没(?:有|能)?(?:走成|去成|走访成|走访|去)(?!到)|未(?:能)?(?:走访|前往)|走访不成|改期|取消了?走访"
)
COMING = re.compile(
    r"(?:马上|这就|正要|等下|回头|明[天日早]|后天|下周|下个?星期|下个?月|待会儿?|一会儿?|等会儿?|稍后)[^。;\n]{0,12}(?:走访|去|到|拜访|看|回访)|(?:计划|准备|打算|拟|将)[^,。;\n]{0,6}(?:走访|去|到|拜访|回访)"
)

_SINGLE = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
_RISKY = "时成全和向来计方解原官应都保明位台连单包查司强单车项席植畅练银扬沙乐花木商常安文关管路都"
_SURE = "".join(one for one in dict.fromkeys(_SINGLE) if one not in _RISKY)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木"
PERSON = rf"(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{_SURE}][\u4e00-\u9fff]{{1,2}}"
_DEPARTMENT = "(?:人事|行政|财务|生产|安环|办公室|车间|项目|销售|采购|质量|技术|设备|仓库|综合|运营|厂办|安全|人力资源|市场|法务|工会|党支部)部?"
TITLES = (
    "(?:总经理助理|董事长助理|常务副总|副总经理|执行董事|总经理|副董事长|董事长|副总|副厂长|厂长|法定代表人|法人代表|法人|"
    f"{_DEPARTMENT}(?:副?经理|副?主任|主管|副?部长|科长|负责人|总监)|副经理|经理|副主任|主任|主管|部长|科长|总监|总工程师|总工|工程师|会计|出纳|"
    "书记|主席|负责人|老板娘|老板|师傅|队长|班长|组长|店长|站长|助理|秘书|文员|专员|厂办|女士|先生|老师|同志|院长|所长|总(?!价|体|量|部|计|数|额|产|投|是|共|务|包|成|结|之|装|[站厂])|董|工(?!厂|人|程|作|资|艺|序|业|商|伤|期|信|会|地|龄|具|况)|姐|哥)"
)  # fmt: skip
_GIVEN = "[\u4e00-\u9fff]{1,2}?"
_STOP = r"(?=[,。;:!、)(\[\]\s]|介绍|说|反映|反应|表示|接待|称|提出|参加|签收|反馈|陪同|告知|谈|讲|电话|在|来|要求|希望|等|为|$|[0-9])"
_LEAD = r"(?:约见|会见|见到了?|见了?|拜访|对接|联系|与|和|跟|同|向|由|找|据|对|给|致电|电话|回访|接待|及|:|陪同下?|经)"
_LABELLED = re.compile(
    rf"(?:受访人|联系人|接待人|对接人|受访|访谈对象|受访对象|企业人员|企业方|陪访人)(?:员)?(?:为|是|:| )+ ?(?:(?P<title0>{TITLES}) ?)?(?P<name>(?:{_COMPOUND}|[{_SINGLE}])(?:[\u4e00-\u9fff]{{0,2}}?))(?: ?[(/,]? ?(?P<title1>{TITLES})\)?)?(?=[,。;:!、)(\s]|$|[0-9]|电话)"
)
_NAME_TITLE = re.compile(
    rf"(?:(?P<lead>{_LEAD})(?:到|了)?(?:(?:企业|公司|该公司|该企业|厂里|他们|对方)的?)?(?:{_DEPARTMENT})?(?P<full>(?:{_COMPOUND}|[{_SINGLE}])(?:{_GIVEN})?) ?(?P<title>{TITLES})"
    rf"|(?P<surname>(?:{_COMPOUND}|[{_SURE}])) ?(?P<title2>{TITLES}))"
)
_TITLE_NAME = re.compile(rf"(?P<title>{TITLES})(?::| )?(?P<name>(?:{_COMPOUND}|[{_SURE}]){_GIVEN}){_STOP}")
_ONLY_NAME = re.compile(
    rf"(?:约见|会见|见到了?|见了?|拜访|接待人)(?P<name>(?:{_COMPOUND}|[{_SURE}])[\u4e00-\u9fff]{{1,2}}){_STOP}"
)
_TITLE_LABEL = re.compile(r"职务 ?(?::|为|是) ?(?P<title>[\u4e00-\u9fff]{1,8})")
_ADDRESS = re.compile(rf"(?:{_COMPOUND}|[{_SINGLE}])(?:{TITLES})")
PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9])")
PHONE_TOLD = re.compile(
    r"[,;(、 ]*(?:联系电话|联系方式|手机号?码?|电话号?码?|电话|手机)?(?: ?[:是为])? ?"
    + rf"(?P<number>{PHONE.pattern})"
    + r"\)?"
)


class Contact(NamedTuple):
    """The person who was met: the name, or only the surname, and the position. Each is empty where it is not told.

    `said`: where the text tells it.
    """

    name: str
    title: str
    said: tuple[int, int] = (0, 0)


def contact(text: str, is_officer: re.Pattern[str]) -> Contact:
    """Return whom a half-width text says was met. `is_officer` matches the names of our own officers."""
    told = _TITLE_LABEL.search(text)
    if found := _LABELLED.search(text):
        title = found["title0"] or found["title1"] or (told["title"] if told else "")
        return Contact(found["name"], title, found.span())
    best: tuple[int, Contact] | None = None
    for pattern in (_NAME_TITLE, _TITLE_NAME, _ONLY_NAME):
        for found in pattern.finditer(text):
            one = _contact_of(found)
            if is_officer.fullmatch(one.name) or not _is_person(one):
                continue
            if best is None or found.start() < best[0]:
                best = found.start(), one
            break
    return best[1] if best else Contact("", "")


def _contact_of(found: re.Match[str]) -> Contact:
    said = found.groupdict()
    return Contact(
        said.get("full") or said.get("surname") or said.get("name") or "",
        said.get("title") or said.get("title2") or "",
        found.span(),
    )


def _is_person(one: Contact) -> bool:
    """Whether it is a person of the enterprise: no colleague (赵敏同志), no address (陈工) for a name."""
    if one.title == "同志":
        return False
    return not _ADDRESS.fullmatch(one.name)


# What was asked for.
_WISH = (
    r"(?<!上次)(?<!之前)(?<!前期)(?<!此前)(?<!前次)(?<!原先)反映|反应(?=[^堆釜])|反馈(?!表|单|记录|情况|如下)|提出|提到|希望|期望|盼|诉求|急需|亟需|亟待|急待|需(?!求)|困难|难题|协调|恳请|请求|请(?=.{0,8}(?:部门|处理|解决|落实|派|安排|指导|支持|维修|抢修|清理|清运)|帮|予|政府|有关|解决|相关|给|协|部门|尽快|[\u4e00-\u9fff]{2,4}局)|求助|咨询|申请|建议"
    r"|想(?=了解|参加|做|进|转|换|搬|申报|要|上|扩|建|把|让|租|扩|请|招|申请|咨询|办|找|买|问|争取)|询问|问(?=.{2,}(?:什么时候|怎么|何时|是否|能否|能不能|进展|哪里))|要求|流失|帮忙|帮助|担心|介入|享受"
)
_TROUBLE = r"缺(?!席|勤)|短缺|不足|不够|紧张(?!生产)|不稳|波动|不畅|拖欠|欠(?=薪|款|费|着|[0-9])|还欠|卡住|卡在|招不到|找不到|难(?=$|[,。;、]|以|招|办|找)|积水|漏水|破损|水压低|断缴|过期|不亮|坏了|没人(?:清|管|修)|没通|不通|没到账|未到账|堵|报错|故障|停水|停供|停电|停气|缺水|没批|批不|办不|慢(?=$|[,。;、])|过高|太高|成本高|价格高|利率高|支出大|偏高|不方便|影响|抽贷|压力|被取消|爆仓|贵(?=$|[,。;])|没有公交|公交没有|滞销|老化"
WISH = re.compile(_WISH)
TROUBLE = re.compile(_TROUBLE)
NOTHING = re.compile(
    r"(?:无|没有?|未|暂无|暂未|均无|不存在|尚无)(?:任何|其他|其它|新增|新的?|重大|明显|突出|什么|啥|提出?|反映|发现|有|存在|收到|需要?|特别|相关){0,3}(?:政府|部门|我们)?(?:帮忙|帮助|协调|解决|处理|反映|办理)?(?:解决|处理)?的?(?:诉求|困难|难题|问题|需要|需求|意见|异常|要求|情况|帮助)"
    r"|无需|不需要?|不用|不缺|(?:诉求|问题|困难|需求|意见|建议)[:及、和]*(?:困难|问题|诉求|意见|建议)? ?:? ?(?:暂?无|没有|暂时没有)|^ ?(?:暂?无|没有|暂时没有) ?$"
)
FINE = re.compile("正常|良好|平稳|顺利|挺好|很好|都好|一切好|稳定|满意|(?i:fine|all good|ok)")
SOLVED = re.compile(
    "(?:已经?|都已|得到|均已)(?:全部|基本|圆满|妥善)?(?:解决|协调|修好|处理|办结|落实|办理|答复|解答|完成|到位|维修|恢复|缓解)"
)
OURS = re.compile(
    r"^(?:我们?|本人|现场|当场|已经?|将|会|后续|下一步|随后|同时|并)?(?:已经?|现场|当场|将|及时|第一时间|立即)(?!.{0,4}(?:欠|缺))|^(?:我们|本人|下一步|后续)|^(?:宣讲|宣传|送达?|了解(?!到)|询问|收集|听取|摸排|介绍了?(?:政策|情况))"
)
_LEADING = re.compile(
    r"^(?:(?:但|不过|另外?|同时|目前|现|主要|企业|公司|该企业|该公司|厂里?|对方|负责人|他们?|其|[\u4e00-\u9fff]总)*(?:反映|反应|反馈|提出|提到|诉求|问题|困难|存在问题|企业诉求|需求|有)(?:了|的|是|为|及|和|问题|诉求)*[: ]*)"
)
_NUMBER = re.compile(
    r"^ ?(?:[0-9]{1,2}[.、)](?![0-9])|[\u2460-\u2473]|\([0-9一二三四五]\)|[一二三四五六]、|[一二三]是) ?"
)
_SENTENCES = re.compile(
    r"[。;!\n]+|,(?=另外|此外|还反映|同时(?:反映|希望))|(?=(?:(?<=[:,。;\s])[0-9]{1,2}[.、)](?![0-9])|[\u2460-\u2473]))"
)


def issues(text: str, original: str) -> list[str]:
    """Return what a half-width text asks for, in the words of `original`, one text an issue."""
    found: list[str] = []
    start = 0
    for end in [*(one.start() for one in _SENTENCES.finditer(text)), len(text)]:
        if told := _asked(text[start:end], original[start:end]):
            found.append(told)
        start = end
    return list(dict.fromkeys(found))


def _asked(sentence: str, original: str) -> str:
    """What one sentence asks for, empty for nothing: from the first clause that tells a trouble or a wish to the last."""
    spans = [(one.start(), one.end()) for one in re.finditer("[^,。;!\n]+", sentence)]
    clauses = [sentence[start:end] for start, end in spans]
    wanted = [
        at
        for at, clause in enumerate(clauses)
        if is_asking(clause) and not (at + 1 < len(clauses) and SOLVED.search(clauses[at + 1]))
    ]
    if not wanted:
        return ""
    start, end = spans[wanted[0]][0], spans[wanted[-1]][1]
    clause = sentence[start:end]
    skipped = 0
    while more := _NUMBER.match(clause[skipped:]) or re.match(r"[\s,]+|另外|此外", clause[skipped:]):
        skipped += more.end()
    if (lead := _LEADING.match(clause[skipped:])) and len(clause) - skipped - lead.end() >= 3:
        skipped += lead.end()
    return original[start + skipped : end].strip(" 。;；，,")


def is_asking(clause: str) -> bool:
    """Return whether a clause tells a wish or a trouble that goes on."""
    said = _NUMBER.sub("", clause.strip())
    if NOTHING.search(said) or SOLVED.search(said) or OURS.match(said):
        return False
    return bool(WISH.search(said) or TROUBLE.search(said))
