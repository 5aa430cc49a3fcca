#ifndef GIRCTL_CPROCESS_H
#define GIRCTL_CPROCESS_H

#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
// signalfd(2), which Swift's Glibc module leaves out.
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timex.h>

// prctl and syscall take a variable number of arguments, which Swift does not import.

/// Keeps the memory of the process out of core dumps and away from other processes of the same user (prctl(2)).
static inline int girctl_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Takes SIGQUIT back from Swift's runtime, which takes it for a crash; where it is ignored, it stays so (nohup(1)).
static inline void girctl_quit_quietly(void) {
    struct sigaction now;
    if (sigaction(SIGQUIT, NULL, &now) == 0 && now.sa_handler != SIG_IGN) signal(SIGQUIT, SIG_DFL);
}

#if defined(__x86_64__)
#include <cpuid.h>

/// Clears the vector registers, in which copying leaves the last bytes that it moved.
static inline void girctl_erase_registers(void) {
    unsigned a, b, c, d, low, high;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX)) return;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 0x06) != 0x06) return;
    __asm__ volatile("vzeroall"
                     :
                     :
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                       "xmm12", "xmm13", "xmm14", "xmm15");
    if ((low & 0xe6) != 0xe6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX512F)) return;
    // What is compiled here does not use these; the C library does.
    __asm__ volatile(
        "vpxorq %zmm16, %zmm16, %zmm16\n vpxorq %zmm17, %zmm17, %zmm17\n vpxorq %zmm18, %zmm18, %zmm18\n"
        "vpxorq %zmm19, %zmm19, %zmm19\n vpxorq %zmm20, %zmm20, %zmm20\n vpxorq %zmm21, %zmm21, %zmm21\n"
        "vpxorq %zmm22, %zmm22, %zmm22\n vpxorq %zmm23, %zmm23, %zmm23\n vpxorq %zmm24, %zmm24, %zmm24\n"
        "vpxorq %zmm25, %zmm25, %zmm25\n vpxorq %zmm26, %zmm26, %zmm26\n vpxorq %zmm27, %zmm27, %zmm27\n"
        "vpxorq %zmm28, %zmm28, %zmm28\n vpxorq %zmm29, %zmm29, %zmm29\n vpxorq %zmm30, %zmm30, %zmm30\n"
        "vpxorq %zmm31, %zmm31, %zmm31\n");
}
#else
static inline void girctl_erase_registers(void) {}
#endif

/// Overwrites the part of the stack below the caller's frame, as far down as calls before have probably reached.
///
/// Erasing a buffer is not enough: what saves the processor's registers, such as the dynamic linker at the first call
/// of a function, leaves on the stack what the last copy had in them.
__attribute__((noinline)) static void girctl_erase_stack(void) {
    unsigned char area[1 << 17];
    girctl_erase_registers();
    memset(area, 0, sizeof area);
    __asm__ volatile("" : : "r"(area) : "memory");
}

// Declared here: its headers would bring in what Swift has from Glibc already.
extern long syscall(long number, ...);

// GNU's own, which Swift's Glibc module leaves out.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Lets a program that is started have no descriptor but the standard ones, and the top folder as its working folder.
static inline int girctl_leave_nothing(posix_spawn_file_actions_t *actions) {
    int code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    return code != 0 ? code : posix_spawn_file_actions_addchdir_np(actions, "/");
}

/// Writes all of the file system that the descriptor lies on to its disk (syncfs(2)).
static inline int girctl_sync_file_system(int descriptor) { return (int)syscall(SYS_syncfs, descriptor); }

/// Gives each of two paths the other's file or folder as one step (renameat2(2) with RENAME_EXCHANGE).
static inline int girctl_exchange(const char *one, const char *other) {
    // AT_FDCWD: from the current folder.
    const int here = -100;
    return (int)syscall(SYS_renameat2, here, one, here, other, 1 << 1);
}

/// Whether something keeps the clock right, as the kernel has been told (adjtimex(2)).
static inline int girctl_clock_is_synchronised(void) {
    struct timex state;
    memset(&state, 0, sizeof state);
    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

#endif
