#!/bin/sh
# 离线安装 gridlog / Install gridlog without a network:  sh install.sh [--to FOLDER] [--bin FOLDER]
# 数据库和设置不在这里，重装、升级都不会动它们。 Databases and settings live elsewhere; no installation touches them.
set -eu
cd "$(dirname "$0")"

say() { case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in zh*) printf '%s\n' "$1" ;; *) printf '%s\n' "$2" ;; esac; }
fail() { say "错误：$1" "Error: $2" >&2; exit 1; }

to="${XDG_DATA_HOME:-${HOME:?}/.local/share}/gridlog-program"
bin="$HOME/.local/bin"
while [ $# -gt 0 ]; do
  case "$1" in
    --to) to=${2-} ;;
    --bin) bin=${2-} ;;
    *) fail "没有 $1 这个选项，只有 --to 和 --bin" "there is no option $1, only --to and --bin" ;;
  esac
  [ -n "${2-}" ] || fail "$1 后面要写一个目录" "$1 needs a folder"
  shift 2
done

if command -v sha256sum >/dev/null; then sums=sha256sum; else sums="shasum -a 256"; fi
$sums -c SHA256SUMS >/dev/null 2>&1 || fail "安装包不完整，请重新复制" "the bundle is not complete, copy it again"

python=
for one in ${PYTHON:-} @PYTHONS@ python3; do
  command -v "$one" >/dev/null || continue
  version=$("$one" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  case " @VERSIONS@ " in *" $version "*) python=$one; break ;; esac
done
[ -n "$python" ] || fail "需要 Python，版本为 @VERSIONS@ 之一" "Python is needed, one of these versions: @VERSIONS@"

# The new program is made beside the old one, which stays until the new one has answered.
mkdir -p "$(dirname "$to")" "$bin"
made="$to.new"
rm -rf "$made"
trap 'rm -rf "$made"' EXIT
"$python" -m venv --without-pip "$made"
set -- wheels/pip-*.whl
"$made/bin/python" "$1/pip" --isolated --disable-pip-version-check install --quiet --no-index --no-cache-dir \
  --find-links wheels "gridlog[@EXTRAS@]==@RELEASE@"
"$made/bin/python" -m gridlog --version >/dev/null

# The scripts that pip wrote name the folder in which it worked; ours names the folder that stays.
rm -f "$made/bin/gridlog" "$made"/bin/pip*
rm -rf "$to.old"
[ ! -e "$to" ] || mv "$to" "$to.old"
mv "$made" "$to"
printf '#!/bin/sh\nexec "%s/bin/python" -m gridlog "$@"\n' "$to" > "$bin/.gridlog.new"
chmod 755 "$bin/.gridlog.new"
mv -f "$bin/.gridlog.new" "$bin/gridlog"
rm -rf "$to.old"
for page in man1 zh_CN/man1; do  # man looks beside the folder of the command
  mkdir -p "$bin/../share/man/$page"
  ln -sf "$to/share/man/$page/gridlog.1" "$bin/../share/man/$page/gridlog.1"
done

say "已安装：$("$bin/gridlog" --version)，命令是 $bin/gridlog" "installed: $("$bin/gridlog" --version), the command is $bin/gridlog"
case ":${PATH:-}:" in
  *":$bin:"*) ;;
  *) say "把这一行加到 ~/.profile，重新登录后可以直接写 gridlog：" "Add this line to ~/.profile, log in again, and gridlog is found by its name:"
     printf '  export PATH="%s:$PATH"\n' "$bin" ;;
esac
