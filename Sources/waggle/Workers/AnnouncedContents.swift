import Documents
import Intelligence

/// The contents that follow the line of a worker's answer, one after the other. A worker that parsed hostile bytes may be theirs,
/// so that no size is believed.
struct AnnouncedContents {
    static let damage = FileParsingError("the worker's answer is damaged")

    private var rest: ArraySlice<UInt8>

    init(_ rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    /// The next content, of the size that the line gives.
    mutating func next(size: DocumentValue?) throws(FileParsingError) -> [UInt8] {
        guard let size = size?.integer, let count = Int(exactly: size), count >= 0, count <= rest.count else {
            throw AnnouncedContents.damage
        }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }
}
