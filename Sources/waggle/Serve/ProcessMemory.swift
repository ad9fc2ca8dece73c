#if canImport(Glibc)
    import CMalloc
#endif

/// Keeps the memory of a server near what it uses.
///
/// The C library gives each thread an arena of its own and keeps in it what was in use at its busiest, so that a burst which
/// passes through several threads is paid for in each of them, for good.
enum ProcessMemory {
    /// Arenas that all threads share.
    private static let arenas: Int32 = 2
    /// How often freed memory goes back to the system. Each time costs some milliseconds of one thread.
    private static let period = Duration.seconds(2)

    /// Bounds the number of arenas; call before there are threads.
    static func shareArenas() {
        #if canImport(Glibc)
            mallopt(M_ARENA_MAX, arenas)
        #endif
    }

    /// Gives freed memory back until it is cancelled.
    static func giveBack() async {
        #if canImport(Glibc)
            while (try? await Task.sleep(for: period)) != nil { malloc_trim(0) }
        #endif
    }
}
