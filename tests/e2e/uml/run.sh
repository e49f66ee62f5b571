#!/bin/sh
# A machine of its own, whose clock can be set: User-Mode Linux with the built daemon in it.
#
#   run.sh BUILD-FOLDER        runs `init` there; its console is on standard output
#
# The kernel (Debian's user-mode-linux) and busybox-static are taken from the machine, else fetched
# by apt into BUILD-FOLDER/uml, where they stay; nothing is installed.
set -eu

build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
cache=$build/uml
work=$(mktemp -d)
root=$work/root
trap 'rm -rf "$work"' EXIT

# fetch PACKAGE PATH: prints where that file of the package is.
fetch() {
    if [ ! -x "$cache/$1$2" ]; then
        mkdir -p "$cache/$1"
        (cd "$cache" && apt-get -q download "$1" >&2 && dpkg -x "$1"_*.deb "$1" && rm "$1"_*.deb)
    fi
    printf '%s\n' "$cache/$1$2"
}

kernel=$(command -v linux.uml || fetch user-mode-linux /usr/bin/linux.uml)
busybox=$(fetch busybox-static /bin/busybox)

# The programs where the daemon looks for its helpers, and the libraries of all under their names.
# jobsearchd-calendar stays outside: its libraries are larger than all the rest.
mkdir -p "$root/bin" "$root/libexec/jobsearchd" "$root/etc" "$root/proc" "$root/sys" "$root/dev" \
    "$root/tmp"
cp "$busybox" "$root/bin/busybox"
cp "$build/bin/jobsearchd" "$build/bin/jsctl" "$build/tests/e2e/fake-server" \
    "$(command -v dbus-daemon)" "$root/bin"
cp "$build/libexec/jobsearchd/jobsearchd-notify" "$root/libexec/jobsearchd"
ldd "$root"/bin/[djf]* "$root/libexec/jobsearchd/jobsearchd-notify" | grep -o '/[^ ]*\.so[^ ]*' | sort -u |
    while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
cp "$here/init" "$root/init"
cp "$here/bus.conf" "$root/etc/bus.conf"
echo 'root:x:0:0::/tmp:/bin/sh' >"$root/etc/passwd"
(cd "$root" && find . | "$busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$work/initrd.gz"

# The kernel keeps its own files at $HOME.
HOME=$work timeout 90 "$kernel" mem=256M initrd="$work/initrd.gz" con=null con0=fd:0,fd:1 quiet \
    panic=-1 </dev/null
