/* Durations as users type them: `45m`, `1h30m`, `2h`. Always whole minutes. */
#pragma once

#define DURATION_MAX_MINUTES (7 * 24 * 60)

/* `0` is zero minutes; `90m`, `1h`, `1h30m`, `6.5h` no (-EINVAL): hours and minutes, each at most
 * once, in that order, nothing before or after. Returns 0, -EINVAL, or -ERANGE above a week. */
int duration_parse(const char *s, int *ret_minutes);

/* `1h30m`, `45m`, `2h`, `0m`: what duration_parse() reads back. */
#define DURATION_SIZE 24
void duration_format(int minutes, char buf[static DURATION_SIZE]);
