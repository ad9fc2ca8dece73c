import CGsf

/// A storage of a compound file (OLE2), read by libgsf from memory. Not thread-safe.
final class CompoundStorage {
    /// The first bytes of every compound file.
    static let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    /// Bytes that may still be read: streams of a sound file share none, so all of them together are not longer than the file.
    /// Without it a small file whose streams all name the same sectors would grow without end.
    private final class Budget {
        var left: Int
        init(_ bytes: Int) { left = bytes }
    }

    /// libgsf's types, made once in a process.
    private static let library: Void = gsf_init()

    private let file: OpaquePointer
    private let budget: Budget
    /// Names in the order of the directory.
    let names: [String]

    /// The root storage of a file.
    convenience init(file bytes: [UInt8]) throws(ParsingError) {
        LibraryMessages.silenced
        CompoundStorage.library
        guard bytes.starts(with: CompoundStorage.magic),
            let root = bytes.withUnsafeBufferPointer({ cgsf_open($0.baseAddress, gsf_off_t($0.count)) })
        else { throw ParsingError("it is no OLE2 compound file") }
        // Properties are read where they are needed, some of them twice.
        self.init(root, Budget(2 * bytes.count))
    }

    private init(_ file: OpaquePointer, _ budget: Budget) {
        self.file = file
        self.budget = budget
        names = (0..<max(0, gsf_infile_num_children(file))).map { index in
            gsf_infile_name_by_index(file, index).map { String(cString: $0) } ?? ""
        }
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(file)) }

    /// The content of a stream; nil when there is none of that name, or when it is damaged.
    func stream(_ name: String) throws(ParsingError) -> [UInt8]? {
        guard let entry = entry(name) else { return nil }
        defer { g_object_unref(UnsafeMutableRawPointer(entry)) }
        guard cgsf_storage(entry) == nil else { return nil }
        let size = Int(gsf_input_size(entry))
        guard size > 0 else { return [] }
        guard size <= budget.left else { throw ParsingError("its streams are longer than the file") }
        budget.left -= size
        guard let bytes = gsf_input_read(entry, size, nil) else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }

    /// A storage inside of this one; nil when there is none of that name.
    func storage(_ name: String) -> CompoundStorage? {
        guard let entry = entry(name) else { return nil }
        guard let storage = cgsf_storage(entry) else {
            g_object_unref(UnsafeMutableRawPointer(entry))
            return nil
        }
        return CompoundStorage(storage, budget)
    }

    private func entry(_ name: String) -> OpaquePointer? {
        guard let index = names.firstIndex(of: name) else { return nil }
        return gsf_infile_child_by_index(file, Int32(index))
    }
}
