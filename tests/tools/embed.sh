#!/bin/bash
# Prints a text as a C string: `static const char page[] =` and then the #include of what this made.
#
#   embed.sh FILE
#
# A page (.html) is made whole first. The style sheets and scripts beside it that it names are put in
# their place, and the words @STYLES@ and @SCRIPTS@ of its Content-Security-Policy become their
# hashes, so that a browser uses these and no others.
set -euo pipefail
file=${1:?usage: embed.sh FILE}
folder=${file%/*}

# The name that a line gives with `<link ... href="NAME">` or `<script src="NAME">`.
name_of() {
    sed -n "s/.*<$1 [^>]*\(href\|src\)=\"\([^\"]*\)\".*/\2/p"
}

# What stands between the tags; a line break comes first.
content() {
    echo
    cat "$folder/$1"
}

hashes_of() {
    local name
    name_of "$1" <"$file" | while IFS= read -r name; do
        content "$name" | sha256sum | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64 |
            sed "s/.*/'sha256-&'/"
    done | paste -sd ' '
}

# put TAG NAME
put() {
    local text
    text=$(content "$2")
    printf '<%s>%s\n</%s>\n' "$1" "$text" "$1"
}

whole_page() {
    local line style script styles scripts
    styles=$(hashes_of link) scripts=$(hashes_of script)
    while IFS= read -r line; do
        style=$(name_of link <<<"$line") script=$(name_of script <<<"$line")
        if [[ $style ]]; then
            put style "$style"
        elif [[ $script ]]; then
            put script "$script"
        else
            line=${line//@STYLES@/$styles}
            echo "${line//@SCRIPTS@/$scripts}"
        fi
    done <"$file"
}

case $file in
*.html) whole_page ;;
*) cat "$file" ;;
esac | sed 's/[\\"]/\\&/g; s/.*/"&\\n"/'
