import CZlib

/// What happens to each file before it is put into the zip (crits-api.md 7.3).
enum FileTransformation: String {
    case raw, base64, zlib, invert

    /// `file_format`; an unknown one is `raw`.
    init(parameter: String?) {
        self = parameter.flatMap(FileTransformation.init(rawValue:)) ?? .raw
    }
}

/// Transforms one file, piece by piece; a download uses it from one task only.
final class FileTransformer {
    private let kind: FileTransformation
    /// Bytes that do not fill a group of three yet.
    private var rest: [UInt8] = []
    /// At a fixed address, which zlib remembers.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init(_ kind: FileTransformation) {
        self.kind = kind
        stream.initialize(to: z_stream())
        if kind == .zlib {
            _ = deflateInit_(stream, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        }
    }

    deinit {
        if kind == .zlib { deflateEnd(stream) }
        stream.deallocate()
    }

    /// The transformed form of the next piece.
    func transform(_ bytes: [UInt8]) -> [UInt8] {
        switch kind {
        case .raw: return bytes
        case .invert: return bytes.map { ~$0 }
        case .zlib: return deflated(bytes, flush: Z_NO_FLUSH)
        case .base64:
            let all = rest + bytes
            let whole = all.count - all.count % 3
            rest = Array(all[whole...])
            return Base64Text.encode(all[..<whole])
        }
    }

    /// What is left at the end of the file.
    func finish() -> [UInt8] {
        switch kind {
        case .raw, .invert: []
        case .zlib: deflated([], flush: Z_FINISH)
        case .base64: Base64Text.encode(rest[...])
        }
    }

    private func deflated(_ bytes: [UInt8], flush: Int32) -> [UInt8] {
        var input = bytes
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        let inputCount = input.count
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(inputCount)
            repeat {
                let made = buffer.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    _ = deflate(stream, flush)
                    return output.count - Int(stream.pointee.avail_out)
                }
                result.append(contentsOf: buffer[..<made])
            } while stream.pointee.avail_out == 0
        }
        return result
    }
}

/// Standard base64 with padding, without line ends (RFC 4648).
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            let count = min(3, bytes.endIndex - position)
            var group = UInt32(bytes[position]) << 16
            if count > 1 { group |= UInt32(bytes[position + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[position + 2]) }
            for place in 0..<4 {
                result.append(place <= count ? alphabet[Int(group >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "="))
            }
            position += count
        }
        return result
    }
}
