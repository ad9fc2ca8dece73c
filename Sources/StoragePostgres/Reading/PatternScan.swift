import Documents
import Storage

/// A search of texts in this process under a budget of time and rows (design decision 7).
struct PatternScan: ~Copyable {
    private var matcher: Matcher?
    private let end: ContinuousClock.Instant
    private let seconds: Double
    private var rowsLeft: Int
    private var seen = 0

    /// Without a pattern everything matches.
    init(_ pattern: Pattern?, options: PostgresOptions) throws(StorageError) {
        do {
            matcher = if let pattern { try Matcher(pattern) } else { nil }
        } catch {
            throw StorageError(error)
        }
        seconds = options.scanSeconds
        end = .now + .seconds(options.scanSeconds)
        rowsLeft = options.rowsPerScan
    }

    /// Whether the slice has looked at enough rows and ends after the last one.
    var isTired: Bool { rowsLeft <= 0 }

    /// Throws `tooExpensive` past the limits of the pattern or the time of the scan.
    mutating func matches(_ text: [UInt8]) throws(StorageError) -> Bool {
        rowsLeft -= 1
        seen &+= 1
        if seen & 0x3F == 0, ContinuousClock.now >= end {
            throw StorageError(.tooExpensive, "the scan took longer than \(seconds) s")
        }
        do {
            return try matcher?.matches(text) ?? true
        } catch {
            throw StorageError(error)
        }
    }
}

extension StorageError {
    fileprivate init(_ error: PatternError) {
        self.init(error == .tooExpensive ? .tooExpensive : .invalid, error.description)
    }
}
