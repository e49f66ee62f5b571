/* The publishing run: items in, files out, and what became of each. */
#pragma once

/* Serves the daemon at the other end of a record socket until it closes: after each PUBLISH_END the
 * items that changed are written and PUBLISHED is sent. Files that cannot be written are told by
 * PUBLISH_FAILED and are no failure of the run. Returns 0, or negative errno when the daemon's
 * records make no sense or it cannot be answered. */
int publish_serve(int fd);
