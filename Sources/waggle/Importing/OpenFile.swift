import Collection

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that is read to its end; `-` is standard input.
struct OpenFile {
    let path: String
    let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("\(path) can't be read: \(String(cString: strerror(errno)))") }
    }

    /// Bytes; 0 where there is no saying.
    var size: Int {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }

    /// The first bytes; reading begins there all the same.
    func head(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard read >= 0 else { throw Failure("\(path) can't be read: \(String(cString: strerror(errno)))") }
        return Array(bytes[..<read])
    }

    func close() {
        #if canImport(Glibc)
            if descriptor != 0 { Glibc.close(descriptor) }
        #elseif canImport(Musl)
            if descriptor != 0 { Musl.close(descriptor) }
        #endif
    }
}
