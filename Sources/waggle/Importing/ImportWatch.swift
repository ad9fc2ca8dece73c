import Collection

/// Shows how far a file is, and what is wrong with it.
final class ImportWatch {
    private let path: String
    private let size: Double
    private let bar = ProgressBar()
    private var faults = 0

    /// Faults that are named of each file; the rest is only counted.
    private static let shownFaults = 20

    init(_ file: OpenFile) {
        path = file.path
        size = Double(file.size)
    }

    /// Names a fault on standard error.
    func complain(_ fault: some CustomStringConvertible) {
        faults += 1
        if faults <= ImportWatch.shownFaults { Console.complain("\(path): \(fault.description)") }
    }

    /// Draws the bar by the bytes read.
    func show(_ counts: ImportCounts) {
        bar.draw(size > 0 ? Double(counts.bytes) / size : 0, "\(counts.imported) imported, \(counts.skipped) known")
    }

    func finish() { bar.finish() }
}
