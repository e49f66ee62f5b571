/* Which time zones there are, for "did you mean". */
#pragma once

#include "base/suggest.h"

/* Tries all names of the system's list, whole and by their last part ("Berlin"). Where the list
 * cannot be read nothing is suggested. */
void zones_suggest(struct suggestion *suggestion);
