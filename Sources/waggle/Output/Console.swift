#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Standard output and error of the command line.
enum Console {
    /// A line on standard output, written at once even into a pipe.
    static func print(_ line: String) {
        write(1, line + "\n")
    }

    /// A line on standard error.
    static func complain(_ line: String) {
        write(2, line + "\n")
    }

    /// Text as it is, such as a progress bar.
    static func write(_ file: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Whether standard error is a terminal that can show progress.
    static var showsProgress: Bool { isatty(2) == 1 }

    /// One line of standard input without its end; nil when there is none.
    static func readLine() -> String? {
        Swift.readLine(strippingNewline: true)
    }
}

/// A progress bar on standard error; nothing where that is no terminal.
struct ProgressBar {
    private let width = 30

    /// Draws the share done, 0 to 1, and what is being counted.
    func draw(_ share: Double, _ text: String) {
        guard Console.showsProgress else { return }
        let filled = Int(max(0, min(1, share)) * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        Console.write(2, "\r[\(bar)] \(Int(max(0, min(1, share)) * 100)) % \(text)\u{1B}[K")
    }

    /// Ends the line.
    func finish() {
        if Console.showsProgress { Console.write(2, "\n") }
    }
}

/// Rows of text under headings, in columns.
struct TextTable {
    private var rows: [[String]]

    init(_ headings: [String]) {
        rows = [headings]
    }

    mutating func append(_ row: [String]) {
        rows.append(row.map(TextTable.printable))
    }

    func print() {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0 }
        for row in rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column + 1 < row.count { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
            }
            Console.print(line)
        }
    }

    /// Control characters of hostile text must not reach a terminal (threats.md 48).
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
    }
}
