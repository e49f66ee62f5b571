#!/bin/bash
# The first process of private namespaces in which a real `systemd --user` runs; started as root by
# systemd.bash. When it is killed all in there is.
#
#   unshare --mount --pid --fork --kill-child user-session.sh INSTALLED UID READY
#
# INSTALLED is mounted over /usr/local: there the program is as installed. READY, a FIFO, gets two
# lines: this process's id as it is outside, and "ready" when systemd and the bus can be talked to.
# Nothing changes outside but one control group, jobsearchd-test-ID, which the caller removes.
set -eu
installed=$1 uid=$2
exec 3>"$3"
read -r id _ </proc/self/stat
echo "$id" >&3
cd /
umask 022

mount --make-rprivate /
mount -t proc proc /proc
mount --bind "$installed" /usr/local
mount -t tmpfs -o mode=0755 run /run
# By which systemctl knows that systemd is there, and what a system one leaves for namespaces.
mkdir -p /run/systemd/system /run/systemd/unit-root
mkdir /run/empty
mount --bind /run/empty /etc/systemd/user # what this machine enables for its users

# A user of the tests' own, whoever else the machine knows.
export HOME=/run/home XDG_RUNTIME_DIR=/run/user/$uid USER=jobseeker LOGNAME=jobseeker SHELL=/bin/sh
sed "/^[^:]*:[^:]*:$uid:/d" /etc/passwd >/run/passwd
echo "$USER:x:$uid:$uid::$HOME:$SHELL" >>/run/passwd
mount --bind /run/passwd /etc/passwd

# There is no journal: what services print goes to a file. The last unit of the start says so.
units=$XDG_RUNTIME_DIR/systemd/user
mkdir -p "$HOME" "$units/default.target.wants" "$units/service.d"
mkfifo /run/ready
cat >"$units/service.d/log.conf" <<CONF
[Service]
StandardOutput=append:$HOME/journal
StandardError=append:$HOME/journal
CONF
ln -s ../tests-ready.service "$units/default.target.wants/"
cat >"$units/tests-ready.service" <<CONF
[Unit]
Requires=dbus.socket
After=dbus.socket
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=sh -c 'echo ready >/run/ready'
CONF
chown -R "$uid:$uid" "$HOME" "/run/user/$uid" /run/ready
chmod 0700 "$HOME" "/run/user/$uid"

# A control group that is the root of all that systemd sees: made here, looked at from within.
mkdir /run/cgroup
mount -t cgroup2 cgroup2 /run/cgroup
group=/run/cgroup/jobsearchd-test-$id
mkdir "$group"
echo $$ >"$group/cgroup.procs"
chown -R "$uid:$uid" "$group"
umount /run/cgroup

for name in ${!XDG_*} ${!DBUS_*} DISPLAY WAYLAND_DISPLAY NOTIFY_SOCKET; do
    [[ $name == XDG_RUNTIME_DIR ]] || unset "$name"
done
# shellcheck disable=SC2016 # expanded within
unshare --cgroup sh -c 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec setpriv --reuid "$0" \
    --regid "$0" --clear-groups /lib/systemd/systemd --user --log-target=console' "$uid" \
    </dev/null >/run/home/systemd 2>&1 3>&- &
cat /run/ready >&3
exec 3>&-
wait
