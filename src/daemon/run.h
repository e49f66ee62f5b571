/* jobsearchd as a service. */
#pragma once

/* Runs until a signal or the loss of the bus. Returns the exit status. */
int run_main(const char *plan_path);
