import CSandbox
import Glibc

/// Takes from the process what parsing has no use for (threats.md 28, 47): whoever gets hold of it through a hostile file can
/// neither write a file, nor reach a network or another process, nor start a program.
///
/// What stays allowed is reading what is open, writing to the open pipes, memory, time and random numbers, and reading files below the
/// system's library directories: modules for character sets and pictures are loaded when they are needed.
public enum Sandbox {
    /// System calls that are allowed with any argument.
    private static let allowed = [
        "read", "readv", "pread64", "write", "writev", "close", "lseek", "_llseek", "fstat", "fstat64", "newfstatat", "fstatat64", "statx",
        "stat", "lstat", "access", "faccessat", "faccessat2", "getdents64", "readlink", "readlinkat", "getcwd",
        "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
        "futex", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity", "membarrier",
        "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "getrandom",
        "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getppid", "uname", "sysinfo", "getrusage", "getrlimit",
        "exit", "exit_group",
    ]
    /// How files may be opened: with no flag that writes, makes or changes one.
    private static let writingFlags = UInt64(O_ACCMODE | O_CREAT | O_TRUNC)
    private static let openingCalls: [(name: String, flags: UInt32)] = [("open", 1), ("openat", 2)]
    /// Where libraries and their modules and tables lie.
    private static let readable = ["/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache", "/etc/magic", "/etc/mime.types"]

    /// Locks the process in for good. Throws where the kernel has no filters for system calls; where it only has no rules for paths,
    /// all that the user may read stays readable.
    public static func enter() throws(ParsingError) {
        guard csandbox_no_new_privileges() == 0 else { throw ParsingError("privileges can't be given up") }
        restrictPaths()
        try restrictCalls()
    }

    private static func restrictPaths() {
        let rules = csandbox_rules()
        guard rules >= 0 else { return }
        defer { close(rules) }
        for path in readable {
            guard access(path, R_OK) == 0 else { continue }
            guard csandbox_allow_reading(rules, path, isDirectory(path) ? 1 : 0) == 0 else { return }
        }
        _ = csandbox_enforce(rules)
    }

    private static func isDirectory(_ path: String) -> Bool {
        guard let directory = opendir(path) else { return false }
        closedir(directory)
        return true
    }

    private static func restrictCalls() throws(ParsingError) {
        guard let filter = seccomp_init(csandbox_refuse) else { throw ParsingError("there is no filter for system calls") }
        defer { seccomp_release(filter) }
        for name in allowed {
            // Not every call is there on every processor.
            let number = seccomp_syscall_resolve_name(name)
            if number >= 0 { try check(seccomp_rule_add_array(filter, csandbox_allow, number, 0, nil)) }
        }
        for call in openingCalls {
            let number = seccomp_syscall_resolve_name(call.name)
            if number >= 0 { try check(csandbox_allow_masked(filter, number, call.flags, writingFlags, UInt64(O_RDONLY))) }
        }
        // The limit of processor time is set anew for each job; other processes' limits are not ours.
        let limits = seccomp_syscall_resolve_name("prlimit64")
        if limits >= 0 { try check(csandbox_allow_masked(filter, limits, 0, UInt64.max, 0)) }
        // Only ourselves may be ended, by a failed check of the C library.
        let signal = seccomp_syscall_resolve_name("tgkill")
        if signal >= 0 { try check(csandbox_allow_masked(filter, signal, 0, UInt64.max, UInt64(getpid()))) }
        try check(seccomp_load(filter))
    }

    private static func check(_ result: Int32) throws(ParsingError) {
        guard result == 0 else { throw ParsingError("the filter for system calls was refused (error \(-result))") }
    }
}
