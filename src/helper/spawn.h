/* Starting a helper program: one end of a socket pair is its file descriptor 3, and it inherits
 * nothing else but standard error and the environment. */
#pragma once

/* `argv` as for execv(). *ret_fd is our end of the record socket, non-blocking; *ret_pidfd stands
 * for the child and is to be waited for. Returns 0 or negative errno (also what exec said). */
int helper_spawn(const char *path, char *const argv[], int *ret_pidfd, int *ret_fd);

/* Sends SIGKILL, waits a moment (at most 100 ms) and reaps. One that takes longer (it sleeps in the
 * kernel) stays a zombie until this process ends. */
void helper_destroy(int pidfd);
