#ifndef GIRCTL_CPROCESS_H
#define GIRCTL_CPROCESS_H

#include <sys/prctl.h>

// prctl takes a variable number of arguments, which Swift does not import.

/// Keeps the memory of the process out of core dumps and away from other processes of the same user (prctl(2)).
static inline int girctl_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

#endif
