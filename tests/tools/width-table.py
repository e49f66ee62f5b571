#!/usr/bin/python3
"""Prints src/base/width-table.h from the Unicode data of this Python (module unicodedata).

Usage: width-table.py > src/base/width-table.h
"""

import sys
import unicodedata

# Ranges that UAX #11 gives to wide characters also where nothing is assigned yet.
WIDE_BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
               (0x20000, 0x2FFFD), (0x30000, 0x3FFFD)]

# Format characters (Cf) that are drawn: the soft hyphen, and the Arabic, Syriac and Kaithi signs
# that stand under or before a number (property Prepended_Concatenation_Mark).
DRAWN_FORMAT = {0xAD, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x600, 0x606)}

# Vowels and final consonants of Hangul join the syllable before them.
JOINING_HANGUL = [(0x1160, 0x11FF), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB)]


def is_within(c, ranges):
    return any(first <= c <= last for first, last in ranges)


def width(c):
    category = unicodedata.category(chr(c))
    if c < 0xA0 or category in ("Cs", "Zl", "Zp"):
        return 1
    if category in ("Mn", "Me") or category == "Cf" and c not in DRAWN_FORMAT:
        return 0
    if is_within(c, JOINING_HANGUL):
        return 0
    if unicodedata.east_asian_width(chr(c)) in "WF" or is_within(c, WIDE_BLOCKS):
        return 2
    return 1


def ranges_of(wanted):
    ranges = []
    for c in range(sys.maxunicode + 1):
        if width(c) != wanted:
            continue
        if ranges and ranges[-1][1] == c - 1:
            ranges[-1][1] = c
        else:
            ranges.append([c, c])
    return ranges


def print_table(name, comment, ranges):
    print(f"\n/* {comment} */")
    print(f"static const struct width_range {name}[] = {{")
    row = ""
    for first, last in ranges:
        item = f"{{0x{first:04x}, 0x{last:04x}}},"
        if len(row) + len(item) + 1 > 96:
            print(f"    {row}")
            row = ""
        row = f"{row} {item}" if row else item
    print(f"    {row}\n}};")


print(f"""/* Widths of characters: Unicode {unicodedata.unidata_version}, written by tests/tools/width-table.py. Do not edit.
 * Emoji that are shown as pictures by default are wide in East_Asian_Width (since Unicode 9). */
// clang-format off
#pragma once

#include <stdint.h>

struct width_range {{
    uint32_t first, last;
}};""")
print_table("zero_width", "Combining marks, joiners, format characters; joining Hangul.",
            ranges_of(0))
print_table("double_width", "East_Asian_Width W and F.", ranges_of(2))
