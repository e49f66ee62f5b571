/* The way back from an error's name, for the client. */
#pragma once

#include "bus.h"

#define BUS_ERROR_PREFIX "org.jobsearchd1.Error."

/* False if it is none of ours. */
bool bus_error_parse(const char *name, enum bus_error *ret);
