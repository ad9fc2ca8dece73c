import Documents
import Subprocess

/// The frames that a worker writes.
struct WorkerAnswers {
    private var chunks: SubprocessOutputSequence.Iterator
    /// What came of the next frame.
    private var bytes: [UInt8] = []

    init(_ output: SubprocessOutputSequence) {
        chunks = output.makeAsyncIterator()
    }

    /// The next frame; nil when the output ends before it does, or is no frame.
    mutating func next() async throws -> [UInt8]? {
        while bytes.count < WorkerFrame.headerSize { guard try await readMore() else { return nil } }
        guard let size = WorkerFrame.size(bytes.prefix(WorkerFrame.headerSize)) else { return nil }
        bytes.removeFirst(WorkerFrame.headerSize)
        while bytes.count < size { guard try await readMore() else { return nil } }
        // An answer is followed by nothing, as long as nobody has the worker in hand.
        guard bytes.count == size else { return nil }
        defer { bytes = [] }
        return bytes
    }

    private mutating func readMore() async throws -> Bool {
        guard let chunk = try await chunks.next() else { return false }
        chunk.withUnsafeBytes { bytes.append(contentsOf: $0) }
        return true
    }
}
