/* One key from a terminal, without Enter. Between two calls the terminal is as it was, so nothing
 * that ends the program there can leave it otherwise. */
#pragma once

/* Waits for a key on the terminal `fd`. A signal that would end or stop the program takes effect
 * when the terminal is restored; who comes back from that asks again. Returns 1 with *ret, 0 at the
 * end of the input, -EINTR after a signal, or negative errno. */
int key_read(int fd, char *ret);
