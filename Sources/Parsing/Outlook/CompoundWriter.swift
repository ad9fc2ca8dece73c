import CGsf

/// Makes a compound file of its own of a storage inside of another one, in memory.
enum CompoundWriter {
    private static let mappingName = "__nameid_version1.0"
    /// Where the property stream of an embedded message lacks what that of a file of its own has.
    private static let embeddedHeader = 24
    private static let missingHeader = [UInt8](repeating: 0, count: 8)
    private static let maximumDepth = 64

    /// The file of a storage. A message also gets the names of its properties, which only the root of its file holds.
    static func file(of storage: CompoundStorage, names root: CompoundStorage?) throws(ParsingError) -> [UInt8] {
        guard let memory = gsf_output_memory_new() else { throw ParsingError("out of memory") }
        defer { g_object_unref(memory) }
        guard let file = gsf_outfile_msole_new(memory) else { throw ParsingError("out of memory") }
        do throws(ParsingError) {
            try copy(storage, to: file, isMessage: root != nil, depth: 0)
            if let names = root?.storage(mappingName) {
                try child(mappingName, of: file, isStorage: true) { entry throws(ParsingError) in
                    try copy(names, to: cgsf_written_storage(entry), isMessage: false, depth: 1)
                }
            }
        } catch {
            finish(file)
            throw error
        }
        finish(file)
        let size = Int(gsf_output_size(memory))
        guard size > 0, let bytes = cgsf_bytes(memory) else { throw ParsingError("an object in it can't be taken out") }
        return Array(UnsafeBufferPointer(start: bytes, count: size))
    }

    private static func copy(
        _ storage: CompoundStorage, to file: OpaquePointer?, isMessage: Bool, depth: Int
    ) throws(ParsingError) {
        guard depth <= maximumDepth, let file else { throw ParsingError("its storages lie deeper than \(maximumDepth)") }
        for name in storage.names {
            if let inner = storage.storage(name) {
                try child(name, of: file, isStorage: true) { entry throws(ParsingError) in
                    try copy(inner, to: cgsf_written_storage(entry), isMessage: false, depth: depth + 1)
                }
            } else if var content = try storage.stream(name) {
                if isMessage, name == OutlookProperties.streamName, content.count >= embeddedHeader {
                    content.insert(contentsOf: missingHeader, at: embeddedHeader)
                }
                try child(name, of: file, isStorage: false) { entry throws(ParsingError) in
                    guard content.isEmpty || gsf_output_write(entry, content.count, content) != 0 else {
                        throw ParsingError("out of memory")
                    }
                }
            }
        }
    }

    /// Writes an entry, and closes it also where that fails.
    private static func child(
        _ name: String, of file: OpaquePointer, isStorage: Bool,
        write: (UnsafeMutablePointer<GsfOutput>) throws(ParsingError) -> Void
    ) throws(ParsingError) {
        guard let entry = gsf_outfile_new_child(file, name, isStorage ? 1 : 0) else { throw ParsingError("out of memory") }
        defer { close(entry) }
        try write(entry)
    }

    private static func finish(_ file: OpaquePointer) {
        if let output = cgsf_output(file) { close(output) }
    }

    private static func close(_ entry: UnsafeMutablePointer<GsfOutput>) {
        gsf_output_close(entry)
        g_object_unref(entry)
    }
}
