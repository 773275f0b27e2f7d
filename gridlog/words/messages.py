"""Every sentence an error or a warning may say: what, which value, what to do next; Chinese, English.

The sentences of a noun may stand in its folder, in `ERRORS` of `words.py`; their codes begin with the noun.
"""

from gridlog.core.nouns import module_of, nouns

Pair = tuple[str, str]


def message(code: str) -> Pair:
    """Return the sentence of a code in both languages. Raises KeyError for an unknown code."""
    if code in MESSAGES:
        return MESSAGES[code]
    noun, _, name = code.partition(".")
    errors: dict[str, Pair] = getattr(module_of(noun, "words"), "ERRORS", {})
    return errors[name]


def messages() -> dict[str, Pair]:
    """Return every sentence, by its code."""
    own = {
        f"{noun}.{name}": pair
        for noun in nouns()
        for name, pair in getattr(module_of(noun, "words"), "ERRORS", {}).items()
    }
    return {**MESSAGES, **own}


MESSAGES: dict[str, tuple[str, str]] = {
    "share.damaged": (
        "共享目录有 {count} 个文件缺失或损坏。gridlog sync 会补回本库保存着的，其余请让原作者同步一次",
        "{count} files of the share are missing or damaged; gridlog sync puts back what is held here, their authors the rest",
    ),
    "share.exists": (
        "{path} 已经是共享目录。加入它：gridlog share join {path}",
        "{path} is a share already; join it: gridlog share join {path}",
    ),
    "share.incomplete": (
        "{path} 缺少可用的 gridlog.json 或 log 文件夹，没有改动。若确是本库的共享，恢复它：gridlog share rebuild {path}",
        "{path} lacks a proper gridlog.json or its log folder; nothing was changed. If it is this database's share, restore it: "
        "gridlog share rebuild {path}",
    ),
    "share.needs_yes": (
        "加入 {path} 会把本库的 {count} 条记录发给所有人，不能撤回。确认请加 --yes",
        "joining {path} sends this database's {count} events to everybody, for good; add --yes to confirm",
    ),
    "share.rotten": (
        "本机数据库里保存的共享文件 {name} 已损坏，没有放到共享目录。请检查磁盘，备份数据库",
        "the copy of the share's file {name} in this database went bad and was not put on the share; check the disk",
    ),
    "share.rotten_here": (
        "本机数据库里有 {count} 个共享文件已损坏，没有放到共享目录，下次同步会重新读取或重新发出。请检查磁盘，备份数据库",
        "{count} of the share's files went bad in this database and were kept off the share; the next sync reads or "
        "publishes them anew. Check the disk, make a backup",
    ),
    "share.joined_other": (
        "本库属于共享“{own}”，不能再加入 {path}。另一个高新区请用另一个数据库（--db）",
        "this database belongs to the share '{own}' and cannot join {path} too; use another one (--db) for another zone",
    ),
    "share.left_over": (
        "{path} 里有记录文件却没有 gridlog.json。若是本库的共享，恢复它：gridlog share rebuild {path}",
        "{path} holds records but no gridlog.json; if it is this database's share, restore it: gridlog share rebuild {path}",
    ),
    "share.newer": (
        "{path} 由较新版本建立，请升级 gridlog 后再同步",
        "{path} was made by a newer version; upgrade gridlog, then sync",
    ),
    "share.other": (
        "{path} 是“{zone}”的共享（编号 {share}），这里要的是“{own}”（编号 {own_share}）。没有读写任何文件，请检查目录",
        "{path} is the share of '{zone}' ({share}), wanted is '{own}' ({own_share}); nothing was read or written, check the folder",
    ),
    "share.stopped": (
        "{why}；{waits} 条待发、{left} 个文件没放上去，都在本机保存着。恢复后再运行 gridlog sync",
        "{why}; {waits} events wait, {left} files were not put there, all safe here. Run gridlog sync again later",
    ),
    "share.unjoined": (
        "本库还没有加入共享目录。加入：gridlog share join {path}；新建：gridlog share create {path}",
        "this database has joined no share; join one: gridlog share join {path}, or make one: gridlog share create {path}",
    ),
    "share.unmarked": (
        "{path} 不是 gridlog 共享目录（没有可用的 gridlog.json），没有改动。请确认网络盘或U盘已连上、目录没选错",
        "{path} is no gridlog share (no proper gridlog.json); nothing was changed. Is the drive connected, the folder right?",
    ),
    "share.unreachable": (
        "共享目录 {path} 连不上：{reason}。记录都在本机，连上后再运行 gridlog sync",
        "the share {path} cannot be reached: {reason}. Everything is safe here; run gridlog sync once it is back",
    ),
    "argument.missing": ("缺少 {name}。用法见 --help", "{name} is missing; see --help"),
    "calendar.kind": (
        "“{value}”不认得，请写 work 上班 或 rest 休息",
        "'{value}' is neither work nor rest",
    ),
    "command.unknown": (
        "没有命令 {name}（相近：{near}）。可用：{known}",
        "there is no command {name} (near: {near}); known: {known}",
    ),
    "config.key": ("没有设置项 {key}。可用：{known}", "there is no setting {key}; known: {known}"),
    "config.unreadable": (
        "读不了配置文件 {path}：{reason}。请修正或删除它",
        "cannot read the config file {path}: {reason}; mend or delete it",
    ),
    "copy.exists": (
        "{path} 已存在，备份不会覆盖它。请换一个文件名",
        "{path} exists already and a copy never overwrites; give another name",
    ),
    "copy.unwritable": (
        "备份写不进 {path}：{reason}。没有留下半个文件，请换个位置：gridlog backup FILE",
        "the copy cannot be written to {path}: {reason}; nothing half done is left, name another place: gridlog backup FILE",
    ),
    "restore.damaged": (
        "备份 {path} 已损坏：{reason}。没有改动数据库，请换一份备份",
        "the copy {path} is damaged: {reason}; the database was not touched, take another copy",
    ),
    "restore.foreign": (
        "{path} 不是 gridlog 的备份，没有改动数据库",
        "{path} is no copy of a gridlog database; the database was not touched",
    ),
    "restore.needs_yes": (
        "恢复 {path} 会去掉本库有而备份没有的 {count} 条记录（先另存一份）。确认请加 --yes",
        "restoring {path} takes away {count} events that the copy lacks (they are kept aside); add --yes to confirm",
    ),
    "restore.same": (
        "{path} 就是正在用的数据库。请写备份文件的名字",
        "{path} is the database itself; name a copy of it",
    ),
    "doctor.damaged": (
        "有 {count} 处损坏，处理办法见上",
        "{count} things are damaged; what to do stands above",
    ),
    "demo.exists": (
        "{path} 已存在，演示不会覆盖它。换个目录：gridlog demo DIR",
        "{path} exists already and a demo never overwrites; name another folder: gridlog demo DIR",
    ),
    "file.absent": ("没有文件 {path}", "there is no file {path}"),
    "file.busy": (
        "另一个程序占用数据库超过 {seconds} 秒，本次未写入。请稍后再试",
        "another program kept the database busy for {seconds} seconds; nothing was written, try again",
    ),
    "file.damaged": (
        "数据库 {path} 已损坏：{reason}。请从备份恢复，原文件先别删",
        "the database {path} is damaged: {reason}; restore a backup and keep this file",
    ),
    "file.empty": (
        "数据库 {path} 是空文件，可能没有复制完。请从备份恢复；确要新建请运行 gridlog init",
        "the database {path} is an empty file, perhaps half copied; restore a backup, or run gridlog init for a new one",
    ),
    "file.encoding": (
        "{path} 既不是 UTF-8 也不是 GBK 文本。请另存为“CSV UTF-8”",
        "{path} is neither UTF-8 nor GBK text; save it as CSV UTF-8",
    ),
    "file.event": (
        "数据库里有一条记录读不懂：{reason}。请从备份恢复",
        "a record in the database cannot be read: {reason}; restore a backup",
    ),
    "file.on_share": (
        "数据库 {path} 在共享目录 {folder} 里会损坏，请放在本机磁盘：--db 或 gridlog config set db 指定别处",
        "the database {path} would be damaged on the share {folder}; keep it on a local disk, see --db",
    ),
    "file.on_network": (
        "{path} 在网络盘上，数据库放在那里会损坏。请用 --db 指定本机磁盘上的文件",
        "{path} is on a network drive, where a database gets damaged; name a file on a local disk with --db",
    ),
    "file.foreign": (
        "{path} 不是 gridlog 数据库，没有动它。请用 --db 指定别的文件",
        "{path} is not a gridlog database and was left alone; name another with --db",
    ),
    "file.full": (
        "磁盘已满，没有写入 {path}。腾出空间后重试",
        "no space left for {path}; nothing was written",
    ),
    "file.missing": (
        "没有数据库 {path}。先运行 gridlog init，或用 gridlog demo 试用",
        "there is no database {path}; run gridlog init first, or try gridlog demo",
    ),
    "file.newer": (
        "{path} 由更新版本的 gridlog 写成（{version}，本程序认得 {known}）。请升级 gridlog",
        "{path} was written by a newer gridlog ({version}, this one knows {known}); upgrade gridlog",
    ),
    "file.not_csv": (
        "{path} 不是 CSV（{reason}）。请在 Excel/WPS 里另存为 CSV",
        "{path} is not CSV ({reason}); save it as CSV in Excel or WPS",
    ),
    "file.unreadable": ("读不了 {path}：{reason}", "cannot read {path}: {reason}"),
    "file.unwritable": (
        "写不了 {path}：{reason}。请检查目录权限，或用 --db 指定别处",
        "cannot write {path}: {reason}; check permissions or name another place with --db",
    ),
    "file.workbook": (
        "打不开工作簿 {path}（{reason}）。有密码的先去掉密码，或在 Excel/WPS 里另存为 CSV",
        "cannot open the workbook {path} ({reason}); take off its password or save it as CSV",
    ),
    "format.unknown": ("没有格式 {value}。可用：{known}", "there is no format {value}; known: {known}"),
    "format.profile": (
        "--profile 只用于 csv 和 xlsx，不能与 --format {value} 同用",
        "--profile is for csv and xlsx and does not go with --format {value}",
    ),
    "profile.sheet": (
        "模板 {path} 的 sheet“{value}”不能做工作表名：最多 {most} 字，不含 [ ] : * ? / \\，首尾不是 '",
        "the profile {path} says sheet = '{value}', which no sheet can be called: {most} characters at most, none of [ ] : * ? / \\ and no ' at the ends",
    ),
    "profile.toml": (
        "模板 {path} 不是 TOML：{reason}。照 data/profile-example.toml 的样子写",
        "the profile {path} is not TOML: {reason}; write it like data/profile-example.toml",
    ),
    "profile.unknown": (
        "模板 {path}（{where}）里不认得“{value}”。可用：{known}",
        "the profile {path} ({where}) has '{value}', which is not known; known: {known}",
    ),
    "profile.wanting": (
        "模板 {path}（{where}）要写成：{wanted}",
        "the profile {path} ({where}) must say: {wanted}",
    ),
    "format.excel": (
        "--excel 只用于 CSV，不能与 --format {value} 同用",
        "--excel is a dialect of CSV and does not go with --format {value}",
    ),
    "grid.level": (
        "“{value}”不能作层级名：要 1 到 {most} 个字，也不能是 officer",
        "{value} cannot be a level: give 1 to {most} characters, and not the word officer",
    ),
    "grid.cycle": (
        "网格 {code} 的上级 {parent} 绕成了圈",
        "grid {code} would be above itself through {parent}",
    ),
    "id.several": (
        "编号 {id} 对应多条{noun}：{candidates}。请多输几位",
        "id {id} fits several: {candidates}; type more of it",
    ),
    "id.unknown": (
        "没有编号为 {id} 的{noun}。用 list 命令查看编号",
        "there is no {noun} with the id {id}; the list command shows ids",
    ),
    "import.bad_rows": (
        "{count} 行有误，什么也没有导入。改正后重来，或加 --skip-bad 跳过这些行",
        "{count} rows are wrong and nothing was imported; mend them, or skip them with --skip-bad",
    ),
    "import.changed": (
        "{path} 在读取时被改动了，什么也没有导入。等它不再变动后重来",
        "{path} changed while it was read; nothing was imported. Try again when nobody writes it",
    ),
    "import.cell_error": (
        "“{column}”一格是 Excel 的错误值 {value}，不是内容。请在表里改好公式或填上内容后重来",
        "the cell under '{column}' holds Excel's error {value} and no value; mend its formula or type the value, then try again",
    ),
    "import.cell_ahead": (
        "{column} 是 {value}，还没有到（今天 {today}）",
        "{column} is {value}, which is still to come (today is {today})",
    ),
    "import.cell_flag": (
        "“{column}”一格写的是“{value}”，要填 是 或 否",
        "the cell under '{column}' says '{value}'; it takes yes or no",
    ),
    "import.cell_missing": (
        "“{column}”一格是空的，必须填写",
        "the cell under '{column}' is empty and must be filled in",
    ),
    "import.cell_narrow": (
        "“{column}”一格只有 {value}：另存为 CSV 时列太窄，内容没有存下来。请把列拉宽后重新另存",
        "the cell under '{column}' holds only {value}: its column was too narrow when it was saved as CSV; widen it and save again",
    ),
    "import.cell_uncalculated": (
        "“{column}”一格是没有算出结果的公式。请用 Excel/WPS 打开、保存一次后重来",
        "the cell under '{column}' is a formula without a result; open and save the file in Excel or WPS, then try again",
    ),
    "import.columns_twice": (
        "{path} 有几列是同一项：第 {columns} 列，不知道该用哪一列。请只留一列，或改掉表头",
        "several columns of {path} mean the same ({columns}), and which one counts is unclear; keep one, or change a heading",
    ),
    "import.columns": (
        "{path} 缺少列：{missing}。看到的列：{seen}",
        "{path} lacks the columns {missing}; it has {seen}",
    ),
    "import.days_differ": (
        "走访日期“{date}”与走访时间“{time}”不是同一天",
        "the day '{date}' and the time '{time}' are of two different days",
    ),
    "import.enterprise_ended": (
        "{name}（{code}）在 {day} 已注销，走访照录，请核对",
        "{name} ({code}) was closed on {day}; the visit was taken all the same, please check",
    ),
    "import.code_unlike": (
        "编号 {code} 与名称“{name}”不是同一个，以名称为准；请把两格改成一致",
        "the code {code} is not of '{name}'; the name counts, so make both cells agree",
    ),
    "import.issues_stay": (
        "走访 {id} 的“{text}”与问题记录不同。问题用 gridlog issue 的命令改，导入不改",
        "visit {id}: '{text}' differs from its issues; change issues with the commands of gridlog issue, an import does not",
    ),
    "import.left_out": (
        "文件没有全部记下：有误 {bad} 行，与记录不同 {changed} 行",
        "not all of the file is on record: {bad} rows are bad, {changed} differ from their visits",
    ),
    "import.name_unlike": (
        "名称“{name}”与编号 {code}（{now}）不符，以编号为准；要改请改编号",
        "the name '{name}' is not that of {code} ({now}); the code counts, so change the code",
    ),
    "import.reason_idle": (
        "--reason 要与 --update 同用：更正才需要原因",
        "--reason goes with --update: only corrections need one",
    ),
    "import.void_here": (
        "走访 {id} 没有作废。作废用 gridlog visit void {id} --reason，导入不作废",
        "visit {id} is not void; void it with gridlog visit void {id} --reason, an import does not",
    ),
    "import.void_stays": (
        "走访 {id} 已作废，不能恢复；文件里写着没有作废",
        "visit {id} is void for good; the file says it is not",
    ),
    "import.people_unnamed": (
        "“{text}”只写出 {count} 人的名字，其余的人没有记入",
        "'{text}' gives the names of {count} only; the others were not recorded",
    ),
    "import.phone_spoilt": (
        "电话 {phone} 像是表格软件改坏的数字，已照录，请核对",
        "the phone {phone} looks like a number that a spreadsheet spoilt; kept as it is",
    ),
    "import.time_unread": (
        "走访时间“{text}”看不出钟点，没有记入",
        "the time '{text}' says no time of day; it was not recorded",
    ),
    "import.empty": ("{path} 里没有数据行", "{path} has no rows"),
    "import.kind": (
        "看不出 {path} 是网格、人员还是企业表。请加 --kind grids|officers|enterprises",
        "cannot tell what {path} lists; add --kind grids|officers|enterprises",
    ),
    "import.kind_of": (
        "看不出 {path} 列的是什么，或缺少必填的列。请加 --kind {known}",
        "cannot tell what {path} lists, or it lacks a column; add --kind {known}",
    ),
    "import.xlsx": (
        '{path} 是 Excel/WPS 工作簿，读它要加装组件：pip install "gridlog[office]"。或在 Excel/WPS 里另存为 CSV',
        '{path} is a workbook, which needs one more part to be read: pip install "gridlog[office]"; or save it as CSV',
    ),
    "issue.dissatisfied": (
        "企业回访不满意（{satisfaction} 分），不能销号。请先 gridlog issue reopen",
        "the enterprise is dissatisfied ({satisfaction}), so it cannot be closed; run gridlog issue reopen",
    ),
    "issue.due_past": (
        "办结时限 {due} 早于登记日 {on}",
        "the deadline {due} lies before the day it was raised, {on}",
    ),
    "issue.extend_earlier": (
        "新时限 {new} 不晚于现时限 {due}，不算延期",
        "{new} is not later than the deadline {due}",
    ),
    "issue.extend_late": (
        "时限 {due} 已过，延期须在到期前申请。请直接办理答复",
        "the deadline {due} has passed and an extension must be asked for before; answer it instead",
    ),
    "issue.future": ("登记日 {on} 在今天 {today} 之后", "{on} lies after today, {today}"),
    "issue.handler_unclear": (
        "“{typed}”像是人名的一部分：{candidates}。请写全名或编号；交给单位请写单位全称",
        "'{typed}' looks like a part of {candidates}; give the whole name or code, or a unit's full name",
    ),
    "issue.longterm_due": (
        "长期问题须用 --due 给出计划日期",
        "a long-term issue needs a planned date: --due DATE",
    ),
    "issue.merge_other": (
        "{id} 是 {own} 的问题，{into} 是 {other} 的，不能合并。企业记错了先用 issue edit 更正",
        "{id} is an issue of {own} and {into} one of {other}; they cannot be merged. Correct a wrong enterprise with issue edit",
    ),
    "issue.visit_other": (
        "走访 {visit} 是 {other} 的，问题是 {own} 的，不能登记在一起。请核对企业或 --visit",
        "visit {visit} was to {other} and the issue is of {own}; check the enterprise or --visit",
    ),
    "issue.same": (
        "与原记录一样，没有更正。要改什么：--enterprise、--category、--grade、--text",
        "this is what the record says already; change it with --enterprise, --category, --grade or --text",
    ),
    "issue.merge_ended": (
        "不能并入 {into}：它{state}。请选一个未结的问题",
        "cannot merge into {into}, which is {state}; choose an open one",
    ),
    "issue.merge_self": ("不能并入自己", "an issue cannot be merged into itself"),
    "issue.not_now": (
        "问题现在是“{state}”，不能 {step}。现在可以：{steps}",
        "the issue is {state}; {step} is not possible now, but {steps}",
    ),
    "issue.not_revisited": (
        "答复后还没有回访，不能销号。请加 --satisfaction，或先 gridlog issue revisit",
        "nobody revisited since the answer; add --satisfaction or run gridlog issue revisit first",
    ),
    "issue.not_solved": (
        "结果写“已解决”，企业却说没解决。请改用 --result partly 或 explained",
        "the result says solved and the enterprise says it is not; use --result partly or explained",
    ),
    "issue.satisfaction": ("满意度 {value} 不在 1 到 5 之间", "satisfaction {value} is not between 1 and 5"),
    "issue.text_missing": ("缺少内容：{what}", "there is nothing in {what}"),
    "issue.top_level": (
        "已是最高层级（{level}），不能再提级",
        "it is at the highest level ({level}) already",
    ),
    "issue.unknown_word": ("{what} 没有“{value}”。可用：{known}", "{what} cannot be {value}; known: {known}"),
    "issue.gate": (
        "销号还缺：{missing}",
        "closing still needs {missing}",
    ),
    "lang.unknown": ("--lang 只有 zh 和 en，没有 {value}", "--lang is zh or en, not {value}"),
    "leave.backwards": (
        "请假结束日 {to_on} 早于开始日 {from_on}",
        "the leave ends on {to_on}, before it begins on {from_on}",
    ),
    "leave.declined": ("没有登记请假", "no leave was recorded"),
    "leave.none": (
        "{name} 没有从 {on} 开始的请假。用 officer show 查看",
        "{name} has no leave that begins on {on}; officer show lists them",
    ),
    "leave.long": (
        "请假 {from_on} 至 {to_on} 超过一年，请核对",
        "a leave from {from_on} to {to_on} is longer than a year",
    ),
    "name.empty": ("{noun}名称是空的", "the name of the {noun} is empty"),
    "name.several": (
        "“{typed}”对应 {count} 个{noun}：{candidates}。请写全名或编号",
        "'{typed}' fits {count} names: {candidates}; give the whole name or the code",
    ),
    "name.unknown": (
        "没有{noun}“{typed}”（相近：{near}）。查看全部：gridlog {command} list",
        "there is no {noun} '{typed}' (near: {near}); gridlog {command} list shows them all",
    ),
    "officer.exists": (
        "人员 {code} 已存在。改姓名、角色、应访次数、电话请用 officer edit，换网格请用 officer assign",
        "officer {code} exists already; change name, role, quota and phone with officer edit, the grid with officer assign",
    ),
    "officer.mine": (
        "本机专员设为“{name}”，人员底册里有 {count} 个。请用 gridlog officer list 查看，再运行 gridlog config set officer 编号；"
        "底册里没有本人时先用 officer add 新增",
        "this machine's officer is set to '{name}', and the roster has {count} of that name; see gridlog officer list, then run "
        "gridlog config set officer CODE, or add yourself first with officer add",
    ),
    "officer.unset": (
        "未设置本机专员。请加 --by，或运行 gridlog config set officer 姓名",
        "nobody said who you are; add --by, or run gridlog config set officer NAME",
    ),
    "output.binary": (
        "{value} 不能显示在终端。请写入文件：--output 台账.{value}",
        "{value} cannot be shown on a terminal; write it to a file: --output ledger.{value}",
    ),
    "output.too_many": (
        "有 {count} 行，一张工作表只放得下 {most} 行，没有写入。请用 --since、--until 分段导出，或用 --format csv",
        "{count} rows are more than the {most} a sheet holds; nothing was written, export parts with --since and --until, or use --format csv",
    ),
    "output.database": (
        "{path} 是数据库，不能用导出覆盖它。请换个文件名",
        "{path} is a database and an export never replaces one; choose another name",
    ),
    "output.unwritable": (
        "写不了 {path}：{reason}。请检查目录权限，或用 --output 指定别处",
        "cannot write {path}: {reason}; check permissions or name another place with --output",
    ),
    "paste.doubts": (
        "有 {count} 条存疑，什么都没有登记。改好文字再试，或在终端运行 gridlog visit paste 逐条核对",
        "{count} messages are in doubt, so nothing was logged; mend the text, or run gridlog visit paste on a terminal",
    ),
    "paste.empty": (
        "没有读到走访。每条要有走访的企业，如“11月3日走访某某公司，……”",
        "no visit was found; a message names the enterprise that was visited, and the day",
    ),
    "prompt.ended": ("输入结束了，没有写入", "the input ended; nothing was written"),
    "prompt.number": (
        "上面没有第 {value} 项，请填 1 到 {last}",
        "there is no {value} in the list; give a number from 1 to {last}",
    ),
    "report.by": ("--by 没有“{value}”。可用：{known}", "--by cannot be {value}; known: {known}"),
    "report.by_frozen": (
        "{period} 上报冻结的数字里没有按“{value}”的行，只有：{known}。查看现在的数字加 --live",
        "the figures of {period} were handed in without rows by {value}; they have {known}; add --live to see today's figures",
    ),
    "report.not_frozen": (
        "{week} 还没有上报，没有可更正的。上报请去掉 --reason",
        "{week} was not handed in yet, so there is nothing to correct; leave out --reason to hand it in",
    ),
    "report.reason_alone": (
        "--reason 用来更正已上报的数字，要与 --freeze 同用",
        "--reason corrects what was handed in and goes with --freeze",
    ),
    "report.too_early": (
        "{week} 要到最后一个工作日 {start} 才能上报；现在的数字去掉 --freeze 就能看",
        "{week} can be handed in from its last workday on, {start}; without --freeze you see its figures so far",
    ),
    "report.weeks_open": (
        "{month} 还有周没有结束，也没有上报：{weeks}。先用 report week --freeze 上报这些周",
        "{month} has weeks that are neither over nor handed in: {weeks}; hand those in first with report week --freeze",
    ),
    "report.not_begun": (
        "{start} 才开始，{day} 还没有数字",
        "it begins on {start}; on {day} there are no figures yet",
    ),
    "report.freeze_now": (
        "--freeze 上报的是现在的数字，不能与 --as-of 或 --live 同用",
        "--freeze hands in the figures of now; it goes with neither --as-of nor --live",
    ),
    "format.ending": (
        "{path} 的结尾与内容不符：写出来会是 {value}。可用的结尾：{known}；或换 --format",
        "{path} would hold {value}, which is not what its ending says; endings that do: {known}; or take another --format",
    ),
    "format.no_docx": (
        '写 {value} 要先安装 python-docx：pip install "gridlog[office]"；也可用 --format html，再由 Word/WPS 打开',
        "{value} needs python-docx: pip install 'gridlog[office]'; or take --format html, which Word opens too",
    ),
    "report.not_met": (
        "{week} 有 {count} 人未达标：{names}。名单加 --by officer --short",
        "in {week} {count} officers are short of their quota: {names}; list them with --by officer --short",
    ),
    "roster.code": (
        "{noun}编号“{code}”不可用：要非空、不含空格和 , ; 引号 斜杠，且不超过 40 字",
        "the {noun} code '{code}' will not do: not empty, no blanks, commas, semicolons, quotes or slashes, 40 at most",
    ),
    "roster.foreign": (
        "{path} 是走访、问题或值班台账，不是底册。走访请用 gridlog visit import",
        "{path} is a ledger of visits, issues or duties and no roster; take visits in with gridlog visit import",
    ),
    "roster.other_code": (
        "编号 {code} 在库中是 {name}，表中是 {typed}，而 {typed} 的编号是 {other}。若这一列只是顺序号，请把表头改为“序号”",
        "code {code} is {name} here and {typed} in the file, and {typed} has the code {other}; if the column only counts "
        "the rows, call it No.",
    ),
    "roster.exists": (
        "{noun} {code} 已存在。修改请用 edit",
        "{noun} {code} exists already; change it with edit",
    ),
    "split.one": (
        "{noun}编号 {code} 下只有一个对象，没有可拆分的。查看：gridlog conflicts",
        "only one thing has the {noun} code {code}; nothing to split. See gridlog conflicts",
    ),
    "split.name": (
        "{noun}编号 {code} 下没有（或不止一个）叫“{name}”的。可选：{known}",
        "none of the things under the {noun} code {code}, or more than one, is called '{name}'; known: {known}",
    ),
    "split.nothing": (
        "{code} 的拆分已经完成，没有新内容要转到 {into}",
        "{code} is split already; nothing new came in for {into}",
    ),
    "roster.declined": ("{code} 没有保存", "{code} was not saved"),
    "roster.in_use": (
        "{noun} {code} {name} 不能撤销：{uses}。请先更正或移走它们",
        "the {noun} {code} {name} cannot be removed: {uses} name it; correct or move them first",
    ),
    "roster.same": ("没有要改的内容", "nothing was changed"),
    "undo.built_on": (
        "不能撤回，后面还有记录以它为依据：{built}。请先撤回或更正它们",
        "this cannot be undone, for others built on it: {built}; undo or correct them first",
    ),
    "undo.declined": ("没有撤回", "nothing was undone"),
    "undo.done": (
        "{time} 的这次操作已经撤回。恢复请撤回那次撤回，编号见 gridlog history",
        "what was recorded at {time} is undone already; to restore it, undo that undo: gridlog history has its id",
    ),
    "undo.lasting": (
        "“{kind}”要留存，不能撤回。上报过的周报、月报请更正：gridlog report week|month 周期 --freeze --reason 原因",
        "'{kind}' stays on record and cannot be undone; correct figures that were handed in: gridlog report week|month PERIOD "
        "--freeze --reason TEXT",
    ),
    "undo.needs_yes": ("以上操作要确认，请加 --yes", "this needs a yes; add --yes"),
    "undo.nothing": (
        "本机还没有可撤回的操作。按编号撤回：gridlog undo 编号，编号见 gridlog history",
        "this device has recorded nothing yet; undo by id: gridlog undo ID, see gridlog history",
    ),
    "undo.several": (
        "有几条记录都是编号 {id} 开头，请多写几位",
        "several records have the id {id} at their beginning; give more letters",
    ),
    "undo.unknown": (
        "没有编号 {id} 的记录。编号见 gridlog history 的最后一列，或 visit list、issue list",
        "no record has the id {id}; gridlog history has it in the last column, visit list and issue list have theirs",
    ),
    "rule.level": (
        "网格树里没有“{value}”这一层。可用：{known}",
        "no grid is at the level {value}; the tree has {known}",
    ),
    "rule.methods": (
        "“{value}”不是走访方式。可用：{known}",
        "{value} is not a list of methods; known: {known}",
    ),
    "rule.range": (
        "{key} 要在 {low} 到 {high} 之间，不能是“{value}”",
        "{key} must be {low} to {high}, not {value}",
    ),
    "rule.unknown": ("没有规则 {key}。可用：{known}", "there is no rule {key}; known: {known}"),
    "line.no_editor": (
        'gridlog shell 要加装组件：pip install "gridlog[shell]"。不装也可以从管道读命令：gridlog shell < 命令.txt',
        'gridlog shell needs one more part: pip install "gridlog[shell]"; without it, lines of a pipe run: gridlog shell < lines.txt',
    ),
    "line.quote": (
        "引号 {quote} 没有成对，这一行没有执行。长文字可写在文件里：--note @文件",
        "the quote {quote} is not closed, so the line was not run; a long text may stand in a file: --note @FILE",
    ),
    "line.shell": (
        "已经在 gridlog shell 里了，直接写命令即可",
        "this is gridlog shell already; just type commands",
    ),
    "shell.unknown": ("不支持 {value}。可用：{known}", "{value} is not supported; known: {known}"),
    "spotcheck.not_drawn": (
        "走访 {visit} 不在抽查样本里。样本见 gridlog spotcheck list；要抽查先运行 spotcheck draw",
        "visit {visit} was not drawn; gridlog spotcheck list shows the sample, spotcheck draw makes one",
    ),
    "spotcheck.not_reached": (
        "没有联系上企业，就不能写 --confirmed 或 --satisfaction。请去掉，或改为 --reached yes",
        "nobody was reached, so leave out --confirmed and --satisfaction, or say --reached yes",
    ),
    "spotcheck.nothing": (
        "{start} 至 {end} 没有计入考核的走访，没有可抽查的。请换一个时期",
        "no visit from {start} to {end} counts, so there is nothing to draw from; name another period",
    ),
    "spotcheck.own": (
        "{officer} 参加了这次走访，不能核实自己的走访。请换人打电话，并用 --by 写明",
        "{officer} was on this visit and cannot check it; let somebody else call and say so with --by",
    ),
    "text.not_unicode": (
        "命令里有无法识别的字节。请把终端或脚本设为 UTF-8（如 LANG=zh_CN.UTF-8）再试",
        "the command has bytes that are no text here; set the terminal or script to UTF-8 and try again",
    ),
    "text.too_long": ("内容太长：{size} 字节，最多 {most}", "too long: {size} bytes, at most {most}"),
    "roster.bad_rows": (
        "{count} 行有误，什么也没有写入。改正后重来",
        "{count} rows are wrong and nothing was written; mend them and try again",
    ),
    "roster.no_grid": (
        "没有网格 {code}。请先导入网格，或核对编号",
        "there is no grid {code}; import the grids first or check the code",
    ),
    "report.uncovered": (
        "{on} 有 {count} 家企业超期未访：{names}",
        "on {on} {count} enterprises were not visited in time: {names}",
    ),
    "when.reach": (
        "{day} 太远了，这里只看 {first} 年到 {last} 年",
        "{day} is too far away; only the years {first} to {last} can be looked at",
    ),
    "report.overdue": (
        "{on} 有 {count} 件问题超期未结：{names}",
        "on {on} {count} issues are open and overdue: {names}",
    ),
    "export.unknown": ("不能导出 {value}。可用：{known}", "cannot export {value}; known: {known}"),
    "export.no_dates": (
        "{what} 没有日期，不能用 --since 和 --until",
        "{what} have no dates; leave out --since and --until",
    ),
    "id.not_begun": (
        "{id} 还缺最初的登记，暂不能处理",
        "{id} has no beginning here yet and cannot be worked on",
    ),
    "visit.declined": ("没有登记", "nothing was logged"),
    "visit.alone_with": (
        "既写了 --alone（无联合人员）又写了 --with，请去掉一个",
        "--alone and --with contradict each other; leave one out",
    ),
    "visit.contradiction": (
        "既写了 --nothing（无诉求）又写了 --issue，请去掉一个",
        "--nothing and --issue contradict each other; leave one out",
    ),
    "visit.pairs": (
        "{name} 写了 {count} 次，--issue 有 {issues} 个：写一次，或与 --issue 一一对应",
        "{name} was given {count} times for {issues} issues; give it once, or once for each --issue",
    ),
    "visit.crowd": (
        "一次走访最多 {most} 人，您写了 {count} 人（少打扰企业）",
        "at most {most} people may go on one visit, not {count}",
    ),
    "visit.edit_reason": ("更正要写原因：--reason", "a correction needs a reason: --reason"),
    "visit.future": (
        "走访日期 {on} 在今天 {today} 之后，不能预先登记",
        "{on} lies after today, {today}; a visit is logged after it took place",
    ),
    "visit.is_void": ("这次走访已作废，不能再改", "this visit is void and cannot be changed"),
    "visit.kind": ("没有走访类型“{value}”。可用：{known}", "there is no kind {value}; known: {known}"),
    "visit.method": ("没有走访方式“{value}”。可用：{known}", "there is no method {value}; known: {known}"),
    "visit.reason_needed": (
        "{on} 的走访已超过 {days} 天，补录要写原因：--reason",
        "the visit of {on} is more than {days} days ago; say why with --reason",
    ),
    "visit.same": ("与原记录一样，没有更正", "this is what the record says already"),
    "visit.silent": (
        "请写走访内容：--note 文字；没有诉求请加 --nothing",
        "say what was talked about with --note TEXT, or --nothing when nothing was raised",
    ),
    "visit.twice_there": ("同一个人写了两次：{officer}", "the same person twice: {officer}"),
    "visit.void_reason": ("作废要写原因：--reason", "voiding needs a reason: --reason"),
    "when.day": (
        "看不懂日期“{text}”。可写 2026-11-03、11-3、11月3日、昨天、上周五",
        "cannot read the date '{text}'; try 2026-11-03, 11-3, yesterday, last friday",
    ),
    "when.instant": (
        "看不懂时间“{text}”。可写 2026-11-03T15:00:00+08:00",
        "cannot read the instant '{text}'; try 2026-11-03T15:00:00+08:00",
    ),
    "when.moment": (
        "看不懂日期或时间“{text}”。可写 2026-11-03、11-3、11月3日、昨天、昨天 15:00、下午3点半",
        "cannot read the date or time '{text}'; try 2026-11-03, 11-3, yesterday, yesterday 15:00",
    ),
    "when.month": (
        "看不懂月份“{text}”。可写 2026-11、本月、上月",
        "cannot read the month '{text}'; try 2026-11, this, last",
    ),
    "when.period": (
        "看不懂时期“{text}”。可写 2026-W47、上周、2026-11、上月，或一周里的任一天",
        "cannot read the period '{text}'; try 2026-W47, last, 2026-11, last month, or a day of a week",
    ),
    "when.week": (
        "看不懂周“{text}”。可写 2026-W47、本周、上周，或其中任一天",
        "cannot read the week '{text}'; try 2026-W47, this, last, or a day in it",
    ),
    "word.several": (
        "“{value}”对应 {count} 个词：{known}。请写得更全",
        "'{value}' fits {count} words: {known}; give more of it",
    ),
    "word.unknown": ("“{value}”不认得。可用：{known}", "'{value}' is not known; known: {known}"),
}
