import Documents
import Glibc

/// Frames on standard input and standard output.
enum Pipe {
    /// The next frame; nil at the end of input, and for what is none.
    static func read() -> [UInt8]? {
        guard let header = read(WorkerFrame.headerSize), let size = WorkerFrame.size(header) else { return nil }
        return read(size)
    }

    /// Writes a frame; false where nobody takes it.
    static func write(_ bytes: [UInt8]) -> Bool { put(WorkerFrame.header(bytes.count)) && put(bytes) }

    /// One line for whoever starts a worker by hand.
    static func say(_ text: String, to file: Int32 = 1) {
        let line = Array("\(text)\n".utf8)
        _ = line.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }

    private static func read(_ count: Int) -> [UInt8]? {
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(0, buffer.baseAddress.map { $0 + filled }, count - filled)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    return
                }
                filled += got
            }
        }
        return isWhole ? bytes : nil
    }

    private static func put(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = Glibc.write(1, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }
}
