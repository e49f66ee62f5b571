#!/bin/bash
# Shows that a fresh Debian 12 with git and make is enough: makes one with debootstrap, clones the
# last commit into it, and runs make targets there.
#
#   clean-root.sh [TARGET]...      `run test`, if none is named
#
#   WORKTREE=1    copies the working tree instead of the last commit
#   KEEP=1        leaves the folder behind, and says where it is
#
# Needs root, debootstrap and a network; the mirror is the one that this machine's apt uses. It is
# not part of CI. All mounts are in a namespace of its own, and end with it.
set -eu
[[ $# -gt 0 ]] || set -- run test
[[ $(id -u) -eq 0 ]] || { echo "clean-root.sh: needs root" >&2 && exit 1; }

source_tree=$(realpath "${0%/*}/../..")
suite=bookworm
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/clean-root.XXXXXX")
root=$folder/root
chmod 755 "$folder"
trap '[[ -n ${KEEP:-} ]] || rm -rf --one-file-system "$folder"' EXIT

# Lines "SITE RELEASE COMPONENT" of Debian's own archives, as this machine's apt has them.
archives() {
    # shellcheck disable=SC2016 # apt's
    apt-get indextargets --format '$(ORIGIN) $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        sed -n "s/^Debian \(.* $suite.*\)/\1/p"
}

make_root() {
    local mirror
    mirror=$(archives | awk -v suite="$suite" '$2 == suite { print $1; exit }')
    debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$root" "$mirror"
    archives | sed 's/^/deb /' >"$root/etc/apt/sources.list"
    apt-config dump | grep -i -e '^Acquire::http.*Proxy ' -e '^Acquire::Check-' \
        >"$root/etc/apt/apt.conf.d/90machine" || true
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    rm -rf "$root"/var/lib/apt/lists/* # as an installed system has them: none, or old
}

copy_source() {
    if [[ -n ${WORKTREE:-} ]]; then
        mkdir "$root/jobsearchd"
        git -C "$source_tree" ls-files -z --cached --others --exclude-standard |
            tar -C "$source_tree" --null --files-from=- --ignore-failed-read -c |
            tar -C "$root/jobsearchd" --no-same-owner -x
    else
        git clone --quiet --no-hardlinks "$source_tree" "$root/jobsearchd"
    fi
}

# Within: what a running system has mounted, then the targets one after the other. pivot_root and not
# chroot, in which nobody may have namespaces.
# shellcheck disable=SC2016 # expanded there
inside='
set -eu
cd "$0"
mount --make-rprivate /
mount --bind . .
cd "$0"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do touch dev/$node && mount --bind /dev/$node dev/$node; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t tmpfs -o mode=755 run run
pivot_root . mnt
cd /jobsearchd
umount -l /mnt
for target; do
    echo "---- make $target"
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
        make "$target"
done'

make_root
copy_source
[[ -z ${KEEP:-} ]] || echo "It is in $root."
unshare --mount --pid --fork --kill-child bash -c "$inside" "$root" "$@"
