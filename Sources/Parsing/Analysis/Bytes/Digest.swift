import Crypto
import Documents

/// Digests in lower-case hexadecimal text.
enum Digest {
    /// 32 digits.
    static func md5(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(of: bytes, Insecure.MD5.self) }
    /// 40 digits.
    static func sha1(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(of: bytes, Insecure.SHA1.self) }
    /// 64 digits.
    static func sha256(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(of: bytes, SHA256.self) }
    /// 128 digits.
    static func sha512(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(of: bytes, SHA512.self) }

    private static func hexadecimal<Hash: HashFunction>(of bytes: some Sequence<UInt8>, _ type: Hash.Type) -> String {
        var hash = Hash()
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if isDone == nil { hash.update(data: Array(bytes)) }
        return Hexadecimal.encode(Array(hash.finalize()))
    }
}
