#ifndef GIRCTL_CPROCESS_H
#define GIRCTL_CPROCESS_H

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
// signalfd(2), which Swift's Glibc module leaves out.
#include <sys/signalfd.h>

// prctl takes a variable number of arguments, which Swift does not import.

/// Keeps the memory of the process out of core dumps and away from other processes of the same user (prctl(2)).
static inline int girctl_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Takes SIGQUIT back from Swift's runtime, which takes it for a crash; where it is ignored, it stays so (nohup(1)).
static inline void girctl_quit_quietly(void) {
    struct sigaction now;
    if (sigaction(SIGQUIT, NULL, &now) == 0 && now.sa_handler != SIG_IGN) signal(SIGQUIT, SIG_DFL);
}

#endif
