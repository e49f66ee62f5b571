#!/bin/sh
# What packages.txt lists, by section (build, run, test, ci).
#
#   packages.sh check SECTION...      names what is missing; exit 1 if anything is
#   packages.sh install SECTION...    installs what is missing through apt, by sudo when not root
#
# What is there already is not touched, wherever it came from: without anything missing nothing is
# asked, downloaded or installed.
set -eu
list=${0%/*}/packages.txt

is_there() {
    kind=$1 what=$2
    case $kind in
    command) command -v "$what" ;;
    library) pkg-config --exists "$what" ;;
    python) /usr/bin/python3 -c "import $what" ;;
    file) for path in $what; do [ -e "$path" ] && return; done && false ;;
    esac
} >/dev/null 2>&1

# Lines "PACKAGE KIND WHAT" of what the sections lack.
missing() {
    while read -r section package kind what; do
        case " $* " in
        *" $section "*) is_there "$kind" "$what" || echo "$package $kind $what" ;;
        esac
    done <"$list"
}

tell() {
    echo "Missing, to $* jobsearchd:" >&2
    missing "$@" | while read -r package kind what; do
        echo "  $kind $what  (on Debian: $package)" >&2
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root, and there is no sudo. As root: $*" >&2
        return 1
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"
}

apt_install() {
    apt install --no-install-recommends "$@"
}

# Lists that were never fetched know no package.
has_lists() {
    [ -n "$(find /var/lib/apt/lists -name '*Packages*' -print -quit 2>/dev/null)" ]
}

install() {
    packages=$(missing "$@" | cut -d ' ' -f 1 | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null; then
        tell "$@"
        echo "There is no apt here: install these with your system's package manager." >&2
        return 1
    fi
    echo "Installing: $packages"
    has_lists || apt update
    # shellcheck disable=SC2086 # a list of words
    apt_install $packages || { apt update && apt_install $packages; } # old lists name what is gone
    if [ -n "$(missing "$@")" ]; then
        tell "$@"
        return 1
    fi
}

command=${1:-}
[ $# -lt 2 ] || shift
case $command in
check)
    [ -z "$(missing "$@")" ] && exit
    tell "$@"
    echo "On Debian and its kin \`make deps\` and \`make test-deps\` install them." >&2
    exit 1
    ;;
install) install "$@" ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
