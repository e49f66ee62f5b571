# make install and make uninstall: what goes where, and that it goes again.

bats_require_minimum_version 1.5.0
load lib/bus.bash

setup() {
    PREFIX=/usr
    DEST=$BATS_TEST_TMPDIR/root
    # What a system has before, with neighbours of ours in it.
    mkdir -p "$DEST"/usr/{bin,libexec,lib/systemd/user,share/{dbus-1/services,man/man1,man/man5}} \
        "$DEST"/usr/share/{applications,doc,icons/hicolor/scalable/apps,bash-completion/completions} \
        "$DEST"/usr/share/{zsh/site-functions,fish/vendor_completions.d}
    touch "$DEST"/usr/bin/other "$DEST"/usr/share/doc/other "$DEST"/usr/lib/systemd/user/other.service
    private_folders
}

make_it() {
    make -s -C "$ROOT" --no-print-directory BUILD="$BUILD_DIR" DESTDIR="$DEST" PREFIX="$PREFIX" "$@"
}

tree() {
    (cd "$DEST" && find . -printf '%y %p\n' | sort)
}

@test "everything is in its standard place" {
    local file
    make_it install
    for file in bin/jobsearchd bin/jsctl libexec/jobsearchd/jobsearchd-notify \
        libexec/jobsearchd/jobsearchd-calendar; do
        [ -x "$DEST/usr/$file" ]
    done
    for file in lib/systemd/user/jobsearchd.service man/man1/jobsearchd.1 man/man1/jsctl.1 \
        man/man5/jobsearchd.plan.5 dbus-1/services/org.jobsearchd1.service \
        applications/jobsearchd.desktop icons/hicolor/scalable/apps/jobsearchd.svg \
        bash-completion/completions/jsctl zsh/site-functions/_jsctl \
        fish/vendor_completions.d/jsctl.fish jobsearchd/plan.ini doc/jobsearchd/README.md; do
        case $file in
        lib/*) file=$DEST/usr/$file ;;
        *) file=$DEST/usr/share/$file ;;
        esac
        [ -s "$file" ] || { echo "not there, or empty: $file" && false; }
        [ "$(stat -c %a "$file")" = 644 ]
    done
    run ! grep -rI '@[A-Z]*@' "$DEST"
}

@test "uninstall leaves the tree as it was" {
    tree >"$BATS_TEST_TMPDIR/before"
    make_it install
    run ! cmp -s <(tree) "$BATS_TEST_TMPDIR/before"
    make_it uninstall
    diff "$BATS_TEST_TMPDIR/before" <(tree)
}

@test "the paths in the units are those of PREFIX" {
    PREFIX=/opt/jobs make_it install
    grep -x 'ExecStart=/opt/jobs/bin/jobsearchd' "$DEST/opt/jobs/lib/systemd/user/jobsearchd.service"
    grep -x 'Exec=/opt/jobs/bin/jobsearchd' \
        "$DEST/opt/jobs/share/dbus-1/services/org.jobsearchd1.service"
}

@test "below ~/.local the unit is where systemd looks for a user's own" {
    PREFIX=$HOME/.local make_it install
    [ -e "$DEST$HOME/.local/share/systemd/user/jobsearchd.service" ]
    [ ! -e "$DEST$HOME/.local/lib" ]
}

@test "what is installed runs from there: the daemon finds its helpers" {
    need gdbus
    start_bus
    make_it install
    mkdir -p "$XDG_CONFIG_HOME/jobsearchd"
    cp "$DEST/usr/share/jobsearchd/plan.ini" "$XDG_CONFIG_HOME/jobsearchd/"
    "$DEST/usr/bin/jobsearchd" 3>&- &
    gdbus wait --session --timeout 10 org.jobsearchd1
    "$DEST/usr/bin/jsctl" status
    timeout 20 tail -n +1 -F "$XDG_DATA_HOME/jobsearchd/jobsearchd.ics" 2>&1 |
        grep -q -m 1 END:VCALENDAR
    kill $!
    wait $!
    stop_bus
}

@test "the example plan and the manual pages are without fault" {
    need man
    make_it install
    "$DEST/usr/bin/jobsearchd" --check "$DEST/usr/share/jobsearchd/plan.ini"
    for page in "$DEST"/usr/share/man/man*/*; do
        run --separate-stderr man --warnings --local-file "$page"
        [ "$status" -eq 0 ]
        [ "$stderr" = "" ]
    done
}

@test "the shells take the completions" {
    make_it install
    bash -c 'set -eu; source "$1"; complete -p jsctl; COMP_WORDS=(jsctl sta) COMP_CWORD=1; _jsctl
        [[ " ${COMPREPLY[*]} " == *" status "* ]]' - "$DEST/usr/share/bash-completion/completions/jsctl"
}

@test "every package that is asked for has its reason in the documents" {
    local package
    for package in $(awk '!/^#/ && NF { print $2 }' "$ROOT/tests/tools/packages.txt"); do
        grep -qw -e "$package" "$ROOT/docs/dependencies.md" || {
            echo "docs/dependencies.md says nothing of $package"
            false
        }
    done
    "$ROOT/tests/tools/packages.sh" check build run test
}
