import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Complete PUBLISH frames that followed each other in one read, all to the same channel.
///
/// A relayed frame has the very bytes of the received one, because its ident was checked to be the authenticated one. So a run is
/// written to each subscriber as it is, once, and shared by all of them.
struct PublishRun: Sendable {
    /// Where in `frames` one message's payload lies.
    struct Payload: Equatable, Sendable {
        var offset: Int
        var length: Int
    }

    var channel: String
    /// The frames' bytes; reader index at the first header.
    var frames: ByteBuffer
    var payloads: [Payload]
    /// Sum of the payloads' lengths.
    var payloadBytes: Int
    /// A single frame over 5 + 1 048 576 bytes, which 3.x subscribers refuse.
    var isLarge: Bool

    /// Copies the frames out of a much larger read buffer, so that a stalled subscriber pins no more than what it was sent.
    mutating func compact() {
        guard frames.readableBytes * 2 < frames.storageCapacity else { return }
        var copy = ByteBufferAllocator().buffer(capacity: frames.readableBytes)
        copy.writeImmutableBuffer(frames)
        frames = copy
    }
}

/// Finds runs in received bytes.
struct PublishScanner {
    struct Result {
        var length = 0
        var payloads: [PublishRun.Payload] = []
        var payloadBytes = 0
        var isLarge = false
    }

    /// Opcode, ident and channel with their length bytes: what frames of a run have in common behind the length.
    private let prefix: [UInt8]
    private let largest: Int

    init(ident: String, channel: String, limits: FrameLimits) {
        var prefix: [UInt8] = [Opcode.publish.rawValue, UInt8(clamping: ident.utf8.count)]
        prefix.append(contentsOf: ident.utf8)
        prefix.append(UInt8(clamping: channel.utf8.count))
        prefix.append(contentsOf: channel.utf8)
        self.prefix = prefix
        self.largest = limits.maximumLength(of: .publish)
    }

    /// The complete frames at the front of `bytes` that start with the prefix; an over-long one is a run of its own.
    func scan(_ bytes: UnsafeRawBufferPointer) -> Result {
        let normal = FrameLimits.headerLength + FrameLimits.defaultMaximumBody
        let overhead = 4 + prefix.count
        var result = Result()
        prefix.withUnsafeBytes { prefix in
            while bytes.count - result.length >= overhead {
                let start = result.length
                let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
                guard length >= overhead, length <= largest, length <= bytes.count - start else { return }
                guard let common = prefix.baseAddress, let begin = bytes.baseAddress,
                    memcmp(begin + start + 4, common, prefix.count) == 0
                else { return }
                if length > normal {
                    guard result.payloads.isEmpty else { return }
                    result.isLarge = true
                }
                result.payloads.append(.init(offset: start + overhead, length: length - overhead))
                result.payloadBytes += length - overhead
                result.length += length
                if result.isLarge { return }
            }
        }
        return result
    }
}
