/// What a worker opens once for all of its jobs. Not thread-safe.
public final class ParsingTools {
    private let detector: FileKindDetector

    /// Opens everything; throws what is missing.
    public init() throws(ParsingError) {
        detector = try FileKindDetector()
    }

    /// The kinds of contents of given sizes that follow one another; nil for those that nothing could be told of.
    func kinds(of contents: [UInt8], sizes: [Int]) throws(ParsingError) -> [FileKind?] {
        var rest = contents[...]
        var kinds: [FileKind?] = []
        for size in sizes {
            guard size >= 0, size <= rest.count else { throw ParsingError("the sizes are wrong") }
            kinds.append(try? detector.kind(of: Array(rest.prefix(size))))
            rest.removeFirst(size)
        }
        return kinds
    }
}
