/* What this program may do, given up before the first byte from outside is looked at: memory, CPU
 * time, file size, system calls. It ends with the program that started it. */
#pragma once

enum sandbox_profile {
    SANDBOX_READ,    /* reads files, never writes, renames or removes one */
    SANDBOX_PUBLISH, /* writes files, too */
    SANDBOX_PROFILE_MAX_,
};

/* Returns 0 or negative errno: the program must not go on. A system call that is not on the
 * profile's list then kills the process; programs and sockets cannot be had any more. */
int sandbox_enter(enum sandbox_profile profile);
