import Glibc

/// Tries what a worker must not be able to do (`waggle-worker --check`), for whoever wants to know whether the sandbox holds on a
/// machine.
enum SandboxCheck {
    private static let newFile = "/tmp/waggle-worker-check"

    /// What is tried, each giving less than 0, and `errno`, where it does not work.
    private static let attempts: [(name: String, attempt: @Sendable () -> Int32)] = [
        ("making a file", { open(newFile, O_WRONLY | O_CREAT, 0o600) }),
        ("opening a file for writing", { open("/dev/null", O_WRONLY) }),
        ("opening a file for reading and writing", { open("/dev/null", O_RDWR) }),
        ("cutting a file", { open("/dev/null", O_RDONLY | O_TRUNC) }),
        ("reading a file that is no library", { open("/etc/passwd", O_RDONLY) }),
        ("making a directory", { mkdir(newFile, 0o700) }),
        ("making a link", { symlink("/dev/null", newFile) }),
        ("removing a file", { unlink(newFile) }),
        ("connecting to an address", { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }),
        ("connecting to a local socket", { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) }),
        ("signalling another process", { kill(getppid(), 0) }),
        ("starting a process", { start() }),
        // Works only by never coming back.
        ("becoming another program", { execv("/bin/true", [nil]) }),
    ]

    /// Tries everything and says how it went; false where something works.
    static func run() -> Bool {
        var isTight = true
        for (name, attempt) in attempts {
            errno = 0
            // That there is nothing to do it with is no refusal.
            let isRefused = attempt() < 0 && (errno == EPERM || errno == EACCES)
            if !isRefused { isTight = false }
            Pipe.say("\(isRefused ? "refused" : "ALLOWED"): \(name)")
        }
        return isTight
    }

    private static func start() -> Int32 {
        var process: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
        defer { free(arguments[0]) }
        errno = posix_spawn(&process, "/bin/true", nil, nil, arguments, nil)
        return errno == 0 ? 0 : -1
    }
}
