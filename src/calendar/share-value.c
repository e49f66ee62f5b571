#include "calendar/share-value.h"

#include <string.h>

#include "base/text.h"
#include "calendar/content.h"

void share_value_add(struct text *text, const char *json)
{
    for (; *json; json++) {
        if (strchr(",;\\%", *json))
            text_addf(text, "%%%02X", (unsigned)*json);
        else
            text_add_char(text, *json);
    }
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *found = c ? strchr(digits, c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c) : NULL;

    return found ? (int)(found - digits) : -1;
}

void share_value_decode(char *value)
{
    char *to = value;

    value_unescape(value);
    for (const char *from = value; *from; from++) {
        int high = *from == '%' ? hex_digit(from[1]) : -1;
        int low = high >= 0 ? hex_digit(from[2]) : -1;

        if (low >= 0 && high + low > 0) { /* but for a NUL */
            *to++ = (char)(high << 4 | low);
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}
