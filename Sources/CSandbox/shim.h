#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What Swift does not see: macros with arguments, variadic functions, and system calls that the C library has no names for.

static const uint32_t csandbox_allow = SCMP_ACT_ALLOW;
static const uint32_t csandbox_refuse = SCMP_ACT_ERRNO(EPERM);

// Allows a call if all bits of an argument that a mask selects have a value.
static inline int csandbox_allow_masked(scmp_filter_ctx filter, int call, unsigned int argument, uint64_t mask, uint64_t value) {
    struct scmp_arg_cmp comparison = {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &comparison);
}

// No privileges by way of other programs, ever.
static inline int csandbox_no_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

// A set of rules that forbids everything in the file system that it knows of; -1 where the kernel has none.
static inline int csandbox_rules(void) {
    struct landlock_ruleset_attr attributes = {.handled_access_fs = (1ULL << 13) - 1};
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
}

// Allows reading below a path; a path that is not there needs no rule.
static inline int csandbox_allow_reading(int rules, const char *path, int is_directory) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    struct landlock_path_beneath_attr attributes = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | (is_directory ? LANDLOCK_ACCESS_FS_READ_DIR : 0), .parent_fd = file};
    int result = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attributes, 0);
    close(file);
    return result;
}

static inline int csandbox_enforce(int rules) {
    return (int)syscall(SYS_landlock_restrict_self, rules, 0);
}
