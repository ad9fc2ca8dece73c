#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps a second server off a data directory: both would give out the same keys and read the same spool.
///
/// The lock is the system's and ends with the process, however it ends.
struct ServeLock {
    private let file: Int32

    init(directory: String) throws {
        let path = "\(directory)/serve.lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("\(path) can't be made: \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Failure("another waggle serve runs on the data directory \(directory)")
        }
    }

    func release() {
        close(file)
    }
}
