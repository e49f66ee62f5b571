#!/bin/bash
# Holds the sources and the built programs against layers.txt. Usage: check-layers.sh BUILD
#
# A room is src/NAME/ with its public headers, include/NAME.h or include/NAME/. Its other headers,
# src/NAME/*.h, are its own. Includes name their file from the root: "plan/draft.h". What the Makefile
# embeds is named like its source: "cli/report.css.h" is src/cli/report.css.
set -u
build=${1:?usage: check-layers.sh BUILD}
layers=${0%/*}/layers.txt
status=0
declare -A rooms_of headers_of
foreign=

complain() {
    echo "$*" >&2
    status=1
}

read_layers() {
    local line name
    while IFS= read -r line; do
        line=${line#room } name=${line%%:*} line=${line#*:}
        rooms_of[$name]=${line%%|*}
        headers_of[$name]=${line#*|}
        foreign+=" ${line#*|}"
    done < <(grep '^room ' "$layers")
}

has_word() {
    [[ " $1 " == *" $2 "* ]]
}

# Which room a file belongs to; records.h and bus-data.h are apart from helper.h and bus.h.
room_of_file() {
    case $1 in
    src/*/*) room=${1#src/} room=${room%%/*} ;;
    include/*/*) room=${1#include/} room=${room%%/*} ;;
    include/*) room=${1#include/} room=${room%.h} ;;
    esac
}

# "NAME", included by a file of $1's room.
check_own() {
    local file=$1 from=$2 name=$3 place room
    if [[ -e include/$name ]]; then
        place=include/$name
    elif [[ -e src/$name ]]; then
        place=src/$name
    elif [[ -e src/${name%.h} ]]; then
        place=src/${name%.h}
    else
        complain "$file: there is no \"$name\" in include/ or src/"
        return
    fi
    room_of_file "$place"
    [[ $room == "$from" ]] && return
    [[ $place == src/* ]] && complain "$file: \"$name\" belongs to $room alone"
    has_word "${rooms_of[$from]}" "$room" || complain "$file: $from may not know $room (\"$name\")"
}

# <NAME>: what no room has in its list is the C library's.
check_foreign() {
    local file=$1 from=$2 name=$3
    has_word "$foreign" "$name" || return 0
    [[ $file == include/* ]] && complain "$file: <$name> in a public header"
    has_word "${headers_of[$from]}" "$name" || complain "$file: $from may not know <$name>"
}

check_includes() {
    local file line room name
    while IFS=: read -r file line; do
        room_of_file "$file"
        if [[ ! -v rooms_of[$room] ]]; then
            complain "$file: no room \"$room\" in layers.txt"
            continue
        fi
        name=${line#*[\"<]} name=${name%%[\">]*}
        case $line in
        *\"*) check_own "$file" "$room" "$name" ;;
        *) check_foreign "$file" "$room" "$name" ;;
        esac
    done < <(grep -rH --include='*.[ch]' '^ *# *include' include src)
}

check_pure() {
    local room
    # shellcheck disable=SC2013 # words
    for room in $(sed -n 's/^pure //p' "$layers"); do
        grep -nE '\b(time|clock_gettime|gettimeofday|localtime|localtime_r|f?open|openat)\(' \
            src/"$room"/*.[ch] && complain "src/$room: it is to be told the time and what is in files"
    done
}

check_program() {
    local program=$1 allowed=$2 library
    if [[ ! -e $build/$program ]]; then
        complain "$build/$program is not built"
        return
    fi
    for library in $(readelf -d "$build/$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p'); do
        [[ $library == ld-linux* ]] || has_word "libc libm $allowed" "$library" ||
            complain "$program: links $library"
    done
}

check_programs() {
    local line
    while IFS= read -r line; do
        line=${line#program }
        check_program "${line%%:*}" "${line#*:}"
    done < <(grep '^program ' "$layers")
}

read_layers
check_includes
check_pure
check_programs
exit $status
