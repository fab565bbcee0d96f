#!/bin/sh
# Makes sure that the system packages a target needs are there: `tools/prepare.sh run|test`.
# Installs them by apt where that is allowed, says what it does, and otherwise stops with one line that says what to install.
set -eu

python=${PYTHON:-python3} # empty where make found none
missing=""

want() { # want PACKAGE...: those that dpkg doesn't know as installed
    for package in "$@"; do
        if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
            missing="$missing $package"
        fi
    done
}

stop() {
    echo "baosong: $*" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || stop "没有找到 $python：请先安装 Python 3.11 或更新版本（apt-get install python3）"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "需要 Python 3.11 或更新版本，现在是 $("$python" --version)"

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "baosong: 本机不是 Debian 系统，请自行确认已安装 libarchive、libseccomp（测试另需 Chromium、Dovecot、PostgreSQL 15、LibreOffice Writer 和中文字体）" >&2
    exit 0
fi

"$python" -c 'import ensurepip, venv' 2>/dev/null || want "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
want ca-certificates libseccomp2
# the library's package has two names: Debian 13 says t64
"$python" -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("archive"))' || want "$(. /etc/os-release; [ "${VERSION_ID:-12}" -ge 13 ] 2>/dev/null && echo libarchive13t64 || echo libarchive13)"
if [ "${1:-run}" = test ]; then
    want chromium dovecot-imapd postgresql libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk fonts-wqy-zenhei fonts-arphic-uming fonts-arphic-ukai git mtools pst-utils
fi

[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo -n"; else
        stop "缺少系统软件包，请先安装：sudo apt-get install$missing"
    fi
fi
echo "baosong: 正在用 apt 安装系统软件包：$missing" >&2
log=$(mktemp)
# shellcheck disable=SC2086
if ! { DEBIAN_FRONTEND=noninteractive $sudo apt-get -q update && DEBIAN_FRONTEND=noninteractive $sudo apt-get -q install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 3 "$log" >&2
    stop "apt 安装失败，请手工安装：apt-get install$missing（日志：$log）"
fi
rm -f "$log"
