#!/usr/bin/python3
"""Where the n-th button of a bubble is: `buttons.py N` reads a picture of the window (binary PGM)
and prints X Y of the button's middle.

notification-daemon draws its buttons as a last line of words, apart from each other by more than
the words of a label are. Text is dark on light."""

import sys

DARK = 110
FRAME = 16  # pixels of round corners
GAP = 12  # pixels between two buttons; within a label there are under half as many


def read_pgm(stream):
    words = []
    while len(words) < 4:
        words += stream.readline().split(b"#")[0].split()
    width, height, white = (int(word) for word in words[1:])
    data = stream.read()
    step = 2 if white > 255 else 1  # big endian: the first byte will do
    rows = [data[y * width * step : (y + 1) * width * step : step] for y in range(height)]
    return width, height, rows


def runs(flags, gap):
    """Stretches of True, (first, last); those less than gap apart are one."""
    found = []
    for i, flag in enumerate(flags):
        if flag and found and i - found[-1][1] < gap:
            found[-1][1] = i
        elif flag:
            found.append([i, i])
    return found


def main():
    width, height, rows = read_pgm(sys.stdin.buffer)
    inner = range(FRAME, width - FRAME)
    lines = runs([any(row[x] < DARK for x in inner) for row in rows[: height - FRAME]], 3)
    top, bottom = lines[-1]
    columns = [x in inner and any(row[x] < DARK for row in rows[top : bottom + 1])
               for x in range(width)]
    left, right = runs(columns, GAP)[int(sys.argv[1]) - 1]
    print((left + right) // 2, (top + bottom) // 2)


main()
