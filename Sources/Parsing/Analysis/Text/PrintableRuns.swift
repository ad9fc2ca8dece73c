/// Runs of printable ASCII characters, with one byte each or with a zero after each as Windows writes them.
struct PrintableRuns: Sequence {
    /// A run.
    struct Run {
        let offset: Int
        let isWide: Bool
        /// One byte for each character.
        let characters: [UInt8]
    }

    /// Characters of the longest run.
    static let longest = 1_024

    private let runs: [Run]

    /// At most so many runs of at least so many characters, in the order of the content.
    init(_ content: [UInt8], minimum: Int, limit: Int = .max) {
        runs = content.withUnsafeBufferPointer { bytes in
            var runs: [Run] = []
            var position = 0
            while position < bytes.count, runs.count < limit {
                guard PrintableRuns.isPrintable(bytes[position]) else {
                    position += 1
                    continue
                }
                // A wide run needs a zero after its first character, which ends a narrow one.
                let isWide = position + 1 < bytes.count && bytes[position + 1] == 0
                let step = isWide ? 2 : 1
                var end = position
                while end + step <= bytes.count, end - position < PrintableRuns.longest * step,
                    PrintableRuns.isPrintable(bytes[end]), !isWide || bytes[end + 1] == 0
                {
                    end += step
                }
                if (end - position) / step >= minimum {
                    let characters = stride(from: position, to: end, by: step).map { bytes[$0] }
                    runs.append(Run(offset: position, isWide: isWide, characters: characters))
                }
                position = end
            }
            return runs
        }
    }

    /// As the program `strings` has it: a tab, too.
    private static func isPrintable(_ byte: UInt8) -> Bool { 0x20...0x7E ~= byte || byte == 9 }

    func makeIterator() -> some IteratorProtocol<Run> { runs.makeIterator() }
}
