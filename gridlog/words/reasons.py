"""Why the system said no, in both languages: the reasons of OSError, SQLite, csv, json and tomllib.

One function, `why`; an unknown reason keeps the system's own words and its number. Source of the numbers:
POSIX.1-2024, <errno.h>; Microsoft, "System Error Codes". The English of errno is that of glibc.
"""

import errno
import re

Two = tuple[str, str]

GONE = ("文件或目录不存在", "No such file or directory")
DENIED = ("没有权限", "Permission denied")
EXISTS = ("已经存在", "File exists")
FULL = ("磁盘已满", "No space left on device")
READ_ONLY = ("磁盘或目录是只读的", "Read-only file system")
OPEN_ELSEWHERE = (
    "正被别的程序打开，请关闭后再试",
    "Another program has it open; close it and try again",
)
BAD_NAME = ("文件名不合要求", "Invalid argument")
LONG_NAME = ("文件名太长", "File name too long")
BROKEN = ("读写设备出错，请检查磁盘或网络盘", "Input/output error")
NO_NETWORK = ("网络连不上", "Network is unreachable")
NO_HOST = ("找不到网络上的那台机器", "No route to host")
CUT = ("网络连接断了", "Connection reset by peer")
NOT_READY = ("设备没有准备好", "No such device or address")
NOT_EMPTY = ("目录不是空的", "Directory not empty")
NOT_A_FOLDER = ("不是目录", "Not a directory")
TOO_MANY = ("打开的文件太多", "Too many open files")
BUSY = ("正在使用中", "Device or resource busy")

SYSTEM: dict[str, Two] = {
    "ENOENT": GONE,
    "EACCES": DENIED,
    "EPERM": ("不允许这样做", "Operation not permitted"),
    "EEXIST": EXISTS,
    "ENOTDIR": NOT_A_FOLDER,
    "EISDIR": ("是目录，不是文件", "Is a directory"),
    "ENOTEMPTY": NOT_EMPTY,
    "ENOSPC": FULL,
    "EDQUOT": ("超出了磁盘配额", "Disk quota exceeded"),
    "EFBIG": ("文件太大", "File too large"),
    "EROFS": READ_ONLY,
    "EMFILE": TOO_MANY,
    "ENFILE": ("系统打开的文件太多", "Too many open files in system"),
    "EIO": BROKEN,
    "ENAMETOOLONG": LONG_NAME,
    "EINVAL": BAD_NAME,
    "EILSEQ": ("文件名里有无法识别的字符", "Invalid or incomplete multibyte or wide character"),
    "ELOOP": ("链接绕成了圈", "Too many levels of symbolic links"),
    "EXDEV": ("不在同一个磁盘上", "Invalid cross-device link"),
    "EBUSY": BUSY,
    "ETXTBSY": ("正在运行", "Text file busy"),
    "EAGAIN": ("暂时不能用，请再试一次", "Resource temporarily unavailable"),
    "ENOLCK": ("不能加锁", "No locks available"),
    "EDEADLK": ("互相等待，不能加锁", "Resource deadlock avoided"),
    "EBADF": ("文件已关闭", "Bad file descriptor"),
    "EPIPE": ("读的一方已关闭", "Broken pipe"),
    "ENOMEM": ("内存不足", "Cannot allocate memory"),
    "ENODEV": ("没有这个设备", "No such device"),
    "ENXIO": NOT_READY,
    "ESTALE": ("网络盘上的文件已失效，请重新连接", "Stale file handle"),
    "ETIMEDOUT": ("等了太久没有回应", "Connection timed out"),
    "EHOSTDOWN": ("网络上的那台机器关着", "Host is down"),
    "EHOSTUNREACH": NO_HOST,
    "ENETDOWN": ("网络断了", "Network is down"),
    "ENETUNREACH": NO_NETWORK,
    "ECONNREFUSED": ("对方拒绝连接", "Connection refused"),
    "ECONNRESET": CUT,
    "ECONNABORTED": ("网络连接中止了", "Software caused connection abort"),
    "ENOTCONN": ("没有连上", "Transport endpoint is not connected"),
    "EOPNOTSUPP": ("这里不支持这样做", "Operation not supported"),
    "ENOSYS": ("系统没有这个功能", "Function not implemented"),
}
ERRNO = {getattr(errno, name): told for name, told in SYSTEM.items() if hasattr(errno, name)}

WINDOWS: dict[int, Two] = {
    2: GONE,
    3: GONE,
    4: TOO_MANY,
    5: DENIED,
    15: ("没有这个盘", "No such drive"),
    17: SYSTEM["EXDEV"],
    19: READ_ONLY,
    21: NOT_READY,
    23: BROKEN,
    31: BROKEN,
    32: OPEN_ELSEWHERE,
    33: OPEN_ELSEWHERE,
    39: FULL,
    53: ("找不到网络路径", "The network path was not found"),
    55: ("网络上的资源不能用了", "The network resource is no longer available"),
    59: CUT,
    64: CUT,
    65: DENIED,
    67: ("找不到网络上的共享名", "The network name cannot be found"),
    80: EXISTS,
    86: ("网络密码不对", "The network password is not correct"),
    87: BAD_NAME,
    110: ("打不开文件或设备", "The file or device cannot be opened"),
    112: FULL,
    123: BAD_NAME,
    145: NOT_EMPTY,
    161: BAD_NAME,
    170: BUSY,
    183: EXISTS,
    206: LONG_NAME,
    267: NOT_A_FOLDER,
    1006: CUT,
    1117: BROKEN,
    1167: ("设备没有连上", "The device is not connected"),
    1222: NO_NETWORK,
    1224: OPEN_ELSEWHERE,
    1231: NO_NETWORK,
    1232: NO_HOST,
    1236: CUT,
    1314: DENIED,
    1326: ("用户名或密码不对", "The user name or password is incorrect"),
    1392: ("文件或目录已损坏", "The file or directory is corrupted"),
}

# By the beginning of SQLite's name of the error; the first that fits.
SQLITE: tuple[tuple[str, Two], ...] = (
    ("SQLITE_READONLY", ("数据库是只读的", "attempt to write a readonly database")),
    ("SQLITE_CANTOPEN", ("打不开数据库文件", "unable to open database file")),
    ("SQLITE_PERM", DENIED),
    ("SQLITE_AUTH", DENIED),
    ("SQLITE_FULL", FULL),
    ("SQLITE_CORRUPT", ("文件内容已损坏", "database disk image is malformed")),
    ("SQLITE_NOTADB", ("不是数据库文件", "file is not a database")),
    ("SQLITE_FORMAT", ("数据库格式不对", "auxiliary database format error")),
    ("SQLITE_IOERR", ("读写磁盘出错", "disk I/O error")),
    ("SQLITE_BUSY", ("数据库被占用", "database is locked")),
    ("SQLITE_LOCKED", ("数据库被占用", "database is locked")),
    ("SQLITE_PROTOCOL", ("加锁出错", "locking protocol")),
    ("SQLITE_NOMEM", ("内存不足", "out of memory")),
    ("SQLITE_TOOBIG", ("内容太长", "string or blob too big")),
)

# What libraries say, as patterns of the whole text; the Chinese takes what the groups found.
SAID: tuple[tuple[str, str], ...] = (
    (r"not JSON: (.+)", "不是 JSON：{0}"),
    (r"(.+) \(at line (\d+), column (\d+)\)", "第 {1} 行第 {2} 列：{0}"),
    (r"(.+) \(at end of document\)", "文件末尾：{0}"),
    (r"(.+): line (\d+) column (\d+) \(char \d+\)", "第 {1} 行第 {2} 列：{0}"),
    # tomllib
    ("Invalid statement", "这一句写法不对"),
    ("Invalid value", "值写法不对，文字要加引号"),
    ("Invalid initial character for a key part", "名称写法不对"),
    ("Expected '=' after a key in a key/value pair", "名称后面要有 ="),
    ("Expected newline or end of document after a statement", "一行只写一句"),
    (r"Expected '(\]+)' at the end of a(?:n array)? (?:table )?declaration", "标题后面要有 {0}"),
    ("Unclosed array", "方括号没有闭合"),
    ("Unclosed inline table", "花括号没有闭合"),
    ("Unterminated string", "引号没有闭合"),
    (r"Expected (.+)", "这里要有 {0}"),
    ("Cannot overwrite a value", "同一个名称写了两次"),
    (r"Cannot declare (.+) twice", "{0} 写了两次"),
    (r"Cannot mutate immutable namespace (.+)", "{0} 写了两次"),
    (r"Duplicate inline table key (.+)", "{0} 写了两次"),
    (r"Illegal character (.+)", "不能有字符 {0}"),
    (r"Found invalid character (.+)", "不能有字符 {0}"),
    (r"Unescaped '\\' in a string", "引号里的 \\ 要写成 \\\\，或改用单引号"),
    ("Invalid hex value", "\\u 后面要写十六进制数"),
    ("Escaped character is not a Unicode scalar value", "\\u 后面不是字符"),
    ("Invalid date or datetime", "日期写法不对"),
    (r"Exceeds the limit \(\d+ digits\) for integer string conversion.*", "数字太长"),
    # csv
    ("line contains NUL", "含有 NUL 字符"),
    (r"field larger than field limit \((\d+)\)", "一个单元格超过 {0} 字，可能是引号没有闭合"),
    ("unexpected end of data", "引号没有闭合"),
    (r"'(.)' expected after '\"'", "引号后面要有 {0}"),
    (r"new-line character seen in unquoted field.*", "没有引号的单元格里有换行"),
    # json
    ("Expecting property name enclosed in double quotes", "名称要用双引号"),
    ("Expecting value", "这里要有值"),
    (r"Expecting '(.)' delimiter", "这里要有 {0}"),
    ("Extra data", "后面有多余的内容"),
    (r"Unterminated string starting at", "引号没有闭合"),
    (r"Invalid control character at", "引号里有控制字符"),
    (r"Invalid \\\\escape", "\\ 后面写法不对"),
    (r"Illegal trailing comma before end of (?:object|array)", "末尾多了逗号"),
    (r"Invalid (?:\\escape|\\uXXXX escape).*", "\\ 后面写法不对"),
    ("not an object", "不是一个 JSON 对象"),
    # calamine
    (r".*Cannot detect file format.*", "认不出文件格式"),
    (r".*[Pp]assword protected.*", "有密码"),
    (r".*(?:invalid|Invalid) Zip archive.*", "压缩包已损坏"),
    # this program, of a damaged database
    (r"event (\d+) is not what it was", "第 {0} 条记录与写入时不同"),
    (r"nothing begins (.+)", "{0} 没有最初的登记"),
)


def why(problem: object) -> Two:
    """The reason in Chinese and in English."""
    if isinstance(problem, OSError):
        return _system(problem)
    if isinstance(problem, UnicodeDecodeError):
        return ("不是 UTF-8 文本", "not UTF-8 text")
    name = getattr(problem, "sqlite_errorname", None) or ""
    for start, told in SQLITE:
        if name.startswith(start):
            return told[0], str(problem)
    return _translated(str(problem)), str(problem)


def _system(problem: OSError) -> Two:
    """By Windows' own number where there is one, which tells more, else by errno."""
    code = getattr(problem, "winerror", None)
    if code in WINDOWS:
        return WINDOWS[code]
    if problem.errno in ERRNO:
        return ERRNO[problem.errno]
    said = problem.strerror or str(problem) or type(problem).__name__
    if code is not None:
        return f"{said}（WinError {code}）", f"{said} (WinError {code})"
    if problem.errno is not None:
        return f"{said}（errno {problem.errno}）", f"{said} (errno {problem.errno})"
    return said, said


def _translated(text: str) -> str:
    """What a library said, in Chinese where it is known here, else as it is."""
    for pattern, zh in SAID:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return zh.format(*(_translated(part or "") for part in found.groups()))
    return text
