import NIOCore

/// Received bytes that are not taken as frames yet.
///
/// Frames are cut out of the read they came in without copying. Only the unfinished last one is copied, into a buffer of its own,
/// so that a slow sender does not pin a whole read buffer; when its remainder arrives just that much is appended to it.
struct FrameInbox {
    /// The beginning of one frame. Not empty only when it is older than everything in `chunk`.
    private var partial = ByteBuffer()
    private var chunk = ByteBuffer()

    var readableBytes: Int { partial.readableBytes + chunk.readableBytes }

    mutating func append(_ bytes: ByteBuffer) {
        if chunk.readableBytes == 0 {
            chunk = bytes
        } else {
            chunk.writeImmutableBuffer(bytes)
        }
    }

    /// The next frame's header as soon as its five bytes are there.
    mutating func header(limits: FrameLimits) throws(FrameError) -> FrameHeader? {
        let length = FrameLimits.headerLength
        guard hasFront(length) else { return nil }
        let front = partial.readableBytes > 0 ? partial : chunk
        guard let total = front.getInteger(at: front.readerIndex, as: UInt32.self),
            let opcode = front.getInteger(at: front.readerIndex + 4, as: UInt8.self)
        else { return nil }
        return try FrameHeader(length: total, opcode: opcode, limits: limits)
    }

    /// Whether the next `length` bytes are there, and makes them contiguous.
    mutating func hasFront(_ length: Int) -> Bool {
        guard partial.readableBytes > 0 else { return chunk.readableBytes >= length }
        let missing = length - partial.readableBytes
        if missing > 0, let bytes = chunk.readSlice(length: min(missing, chunk.readableBytes)) {
            partial.writeImmutableBuffer(bytes)
        }
        return partial.readableBytes >= length
    }

    /// The contiguous bytes at the front: one unfinished or just finished frame, or the whole last read.
    func withFront<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        partial.readableBytes > 0 ? partial.withUnsafeReadableBytes(body) : chunk.withUnsafeReadableBytes(body)
    }

    /// Takes `length` bytes off the front, sharing their storage; nil when fewer are contiguous there.
    mutating func take(_ length: Int) -> ByteBuffer? {
        guard partial.readableBytes > 0 else { return chunk.readSlice(length: length) }
        guard let taken = partial.readSlice(length: length) else { return nil }
        if partial.readableBytes == 0 { partial = ByteBuffer() }
        return taken
    }

    /// Lets go of the last read's buffer: what is left of it becomes the partial frame.
    mutating func settle() {
        guard chunk.readableBytes > 0 else {
            chunk = ByteBuffer()
            return
        }
        if partial.readableBytes == 0 {
            partial = ByteBuffer()
        }
        partial.writeImmutableBuffer(chunk)
        chunk = ByteBuffer()
    }

    mutating func removeAll() {
        partial = ByteBuffer()
        chunk = ByteBuffer()
    }
}
