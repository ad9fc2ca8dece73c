internal import Crypto
internal import Documents
internal import Model

extension ContentHashes {
    /// The hashes of a content.
    init(of content: [UInt8]) {
        self.init(
            md5: ContentHashes.digest(content, Insecure.MD5.self),
            sha1: ContentHashes.digest(content, Insecure.SHA1.self),
            sha256: ContentHashes.digest(content, SHA256.self),
            sha512: ContentHashes.digest(content, SHA512.self))
    }

    /// The SHA-256 of the bytes behind hexadecimal digits, which are never laid out as a whole; nil when there are none or
    /// they are no such digits.
    static func sha256(ofHexadecimal text: ArraySlice<UInt8>) -> String? {
        guard !text.isEmpty, text.count.isMultiple(of: 2) else { return nil }
        var function = SHA256()
        let isComplete = text.withUnsafeBufferPointer { digits in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1_024) { block in
                var position = 0
                while position < digits.count {
                    let count = min(block.count, (digits.count &- position) / 2)
                    for index in 0..<count {
                        guard let high = Hexadecimal.value(of: digits[position]),
                            let low = Hexadecimal.value(of: digits[position &+ 1])
                        else { return false }
                        block[index] = high << 4 | low
                        position &+= 2
                    }
                    function.update(bufferPointer: UnsafeRawBufferPointer(start: block.baseAddress, count: count))
                }
                return true
            }
        }
        return isComplete ? Hexadecimal.encode(Array(function.finalize())) : nil
    }

    private static func digest<Function: HashFunction>(_ content: [UInt8], _: Function.Type) -> String {
        var function = Function()
        content.withUnsafeBytes { function.update(bufferPointer: $0) }
        return Hexadecimal.encode(Array(function.finalize()))
    }
}
