/// How jobs and answers are told apart on the pipes of a `waggle-worker`: 8 bytes say how many follow, the highest first.
public enum WorkerFrame {
    /// Bytes that a frame starts with.
    public static let headerSize = 8
    /// The longest frame that is taken.
    public static let maximumSize = 320 << 20

    /// The start of a frame of so many bytes.
    public static func header(_ size: Int) -> [UInt8] { (0..<headerSize).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * $0)) } }

    /// How many bytes follow a start; nil for one that is too short, or names more than are taken.
    public static func size(_ header: some Collection<UInt8>) -> Int? {
        guard header.count == headerSize else { return nil }
        let size = header.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size <= UInt64(maximumSize) ? Int(size) : nil
    }
}
