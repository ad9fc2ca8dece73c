import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs a program of PostgreSQL. Its environment carries the connection, so that no password stands in a command line.
enum ChildProcess {
    /// Waits for the end of the program on the calling thread; gives its exit code.
    static func run(_ program: String, _ arguments: [String], environment: [String: String]) throws(StorageError) -> Int32 {
        var inherited: [String: String] = [:]
        for name in ["PATH", "HOME", "LANG", "PGSSLROOTCERT", "PG_BIN"] { inherited[name] = getenv(name).map { String(cString: $0) } }
        let variables = inherited.merging(environment) { _, new in new }.map { "\($0.key)=\($0.value)" }
        var process: pid_t = 0
        let failure = withPointers([program] + arguments) { arguments in
            withPointers(variables) { posix_spawnp(&process, program, nil, nil, arguments, $0) }
        }
        guard failure == 0 else {
            throw StorageError(.failed, "\(program) can't be started: \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        // As WEXITSTATUS does it, a macro that is not imported; a signal counts as its number above 128.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static func withPointers<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
