import CPixbuf

/// What GLib and those that build on it write to standard error about damaged files: the results say it, too.
enum LibraryMessages {
    /// Silences them, once in a process.
    static let silenced: Void = { g_log_set_default_handler({ _, _, _, _ in }, nil) }()
}
