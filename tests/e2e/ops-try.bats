load lib/bus.bash
load lib/systemd.bash
setup_file() {
    export LOCAL=$BATS_FILE_TMPDIR/root/usr/local
    make -C "$ROOT" install BUILD="$BUILD_DIR" DESTDIR="$BATS_FILE_TMPDIR/root" PREFIX=/usr/local >/dev/null
    session_start "$LOCAL"
}
teardown_file() { session_stop; }
@test "x" {
  session sh -c 'mkdir -p ~/.config/systemd/user/jobsearchd.service.d ~/.config/jobsearchd ~/.local/share/jobsearchd; cp /usr/local/share/doc/jobsearchd/confine.conf ~/.config/systemd/user/jobsearchd.service.d/; cp /usr/local/share/jobsearchd/plan.ini ~/.config/jobsearchd/; systemctl --user daemon-reload; systemctl --user start jobsearchd; systemctl --user --no-pager status jobsearchd; jsctl status; jsctl log add practice --minutes 5 --start 00:00; ls -la ~/.local/share/jobsearchd; cat ~/journal; cat ../home/systemd; cat /proc/$(systemctl --user show --value -p MainPID jobsearchd)/mountinfo | head -30; systemd-analyze --user verify jobsearchd.service' >&3 2>&3
}
