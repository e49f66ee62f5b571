#!/usr/bin/python3
"""Sends N calls of GetStatus over a bare socket and reads no answer: `flood.py ADDRESS N`.

Only what a session bus needs is spoken: SASL EXTERNAL, Hello, and one method call over and over
(D-Bus specification, "Message Format")."""

import os
import socket
import struct
import sys


def field(code, signature, value):
    raw = value.encode()
    return struct.pack("<BB", code, len(signature)) + signature.encode() + b"\0" + (
        struct.pack("<I", len(raw)) + raw + b"\0")


def call(serial, destination, path, interface, member):
    fields = b""
    for code, signature, value in ((1, "o", path), (2, "s", interface), (3, "s", member),
                                   (6, "s", destination)):
        fields += b"\0" * (-len(fields) % 8) + field(code, signature, value)
    head = struct.pack("<cBBBIII", b"l", 1, 0, 1, 0, serial, len(fields)) + fields
    return head + b"\0" * (-len(head) % 8)


def main():
    path = sys.argv[1].split("unix:path=")[1].split(",")[0]
    bus = socket.socket(socket.AF_UNIX)
    bus.connect(path)
    bus.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\nBEGIN\r\n")
    bus.sendall(call(1, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "Hello"))
    bus.settimeout(2)  # the bus stops reading from one that does not read
    try:
        for serial in range(2, int(sys.argv[2]) + 2):
            bus.sendall(call(serial, "org.jobsearchd1", "/org/jobsearchd1",
                             "org.jobsearchd1.Scheduler", "GetStatus"))
    except (TimeoutError, BrokenPipeError, ConnectionResetError):
        pass


main()
