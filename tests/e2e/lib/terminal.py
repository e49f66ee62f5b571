#!/usr/bin/python3
"""Runs a program on a terminal and talks to it: what it asks is waited for, then answered.

usage: terminal.py PATTERN ANSWER [PATTERN ANSWER]... -- PROGRAM [ARGUMENT]...

An ANSWER is typed as a line, one that begins with + as those keys alone; ^C and ^D are typed as such. All that the terminal got goes to the
standard output; the exit status is the program's, 128 + N if signal N ended it, 99 if a pattern did
not come within 10 seconds.
"""
import os
import pty
import re
import select
import sys
import time

KEYS = {"^C": b"\x03", "^D": b"\x04"}


def read_until(fd, pattern, heard):
    """Reads on until the pattern is in what was heard; what is left behind it, None at the end."""
    end = time.monotonic() + 10
    while not (pattern and (match := re.search(pattern, heard, re.DOTALL))):
        ready, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
        if not ready:
            sys.stdout.flush()
            print(f"\nterminal.py: this never came: {pattern}", file=sys.stderr)
            sys.exit(99)
        try:
            data = os.read(fd, 4096)
        except OSError:  # how a terminal ends whose program is gone
            data = b""
        if not data:
            return None
        sys.stdout.write(data.decode(errors="replace"))
        heard += data.decode(errors="replace")
    return heard[match.end():]


def main():
    split = sys.argv.index("--")
    talk, program = sys.argv[1:split], sys.argv[split + 1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(program[0], program)
    heard = ""
    for pattern, answer in zip(talk[::2], talk[1::2]):
        heard = read_until(fd, pattern, heard)
        if heard is None:
            print(f"\nterminal.py: the program ended before: {pattern}", file=sys.stderr)
            sys.exit(99)
        if answer.startswith("+"):
            os.write(fd, answer[1:].encode())
        else:
            os.write(fd, KEYS.get(answer, answer.encode() + b"\n"))
    read_until(fd, None, heard)
    _, status = os.waitpid(pid, 0)
    sys.stdout.flush()
    sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


main()
