#!/bin/bash
# The first process of private namespaces in which a real `systemd --user` runs; started as root by
# systemd.bash, it ends, and all in it, with its standard input.
#
#   unshare --mount --pid --fork --mount-proc --kill-child user-session.sh INSTALLED UID READY
#
# INSTALLED is mounted over /usr/local: there the program is as installed. When the bus and systemd
# answer, a line is written to READY. Outside nothing changes but a control group, which the caller
# removes: jobsearchd-test-PID of the process that it sees.
set -eu
installed=$1 uid=$2 ready=$3
cd /
umask 022

mount --make-rprivate /
mount --bind "$installed" /usr/local
mount -t tmpfs -o mode=0755 run /run
mkdir -p /run/systemd/system # systemctl looks whether systemd is there
home=/run/home
runtime=/run/user/$uid
mkdir -p "$home" "$runtime"
chown "$uid:$uid" "$home" "$runtime"
chmod 0700 "$home" "$runtime"

# A user of the tests' own, whoever else the machine knows.
{ grep -v "^[^:]*:[^:]*:$uid:" /etc/passwd && echo "jobseeker:x:$uid:$uid::$home:/bin/sh"; } >/run/passwd
mount --bind /run/passwd /etc/passwd

# A control group for systemd alone, which is then the root of all that it sees.
mkdir /run/cgroup
mount -t cgroup2 cgroup2 /run/cgroup
group=/run/cgroup/$(basename "$ready")
mkdir "$group"
echo $$ >"$group/cgroup.procs"
chown -R "$uid:$uid" "$group"
umount /run/cgroup

# Within the group: a namespace for it, the file system, then the user.
enter='mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec setpriv --reuid "$0" --regid "$0" \
    --clear-groups --inh-caps=-all "$@"'
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
export HOME=$home XDG_RUNTIME_DIR=$runtime USER=jobseeker LOGNAME=jobseeker SHELL=/bin/sh
export PATH=/usr/local/bin:/usr/bin:/bin
for name in ${!XDG_*}; do
    [[ $name == XDG_RUNTIME_DIR ]] || unset "$name"
done
unshare --cgroup --mount sh -c "$enter" "$uid" \
    /lib/systemd/systemd --user --unit=basic.target </dev/null &
