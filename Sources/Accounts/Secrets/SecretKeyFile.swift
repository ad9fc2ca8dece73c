import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension SecretBox {
    /// Name of the variable that holds the key, 64 hexadecimal digits; older keys may follow, separated by commas.
    public static let variable = "WAGGLE_SECRET_KEY"
    /// Name of the file in the data directory: a key a line, the sealing one first.
    public static let fileName = "secret.key"

    /// The box of a data directory: keys from the environment's value, else from `secret.key`, which is made with mode
    /// 0600 when it is missing.
    public static func open(directory: String, environmentValue: String?) throws(AccountError) -> SecretBox {
        if let environmentValue, !environmentValue.isEmpty {
            return try SecretBox(keys: keys(in: environmentValue, separator: UInt8(ascii: ","), field: variable))
        }
        let path = directory + "/" + fileName
        if let content = try read(path) {
            return try SecretBox(keys: keys(in: content, separator: UInt8(ascii: "\n"), field: path))
        }
        let key = RandomText.bytes(keyLength)
        if try create(path, content: Hexadecimal.encode(key) + "\n") { return try SecretBox(keys: [key]) }
        // Another process was faster; its key counts.
        guard let content = try read(path) else { throw failure(path, "can't be read") }
        return try SecretBox(keys: keys(in: content, separator: UInt8(ascii: "\n"), field: path))
    }

    private static func keys(in text: String, separator: UInt8, field: String) throws(AccountError) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for part in text.utf8.split(separator: separator) {
            let digits = part.filter { $0 != 0x20 && $0 != 0x0D && $0 != 0x0A && $0 != 0x09 }
            if digits.isEmpty { continue }
            guard let key = Hexadecimal.decode(digits), key.count == keyLength else {
                throw AccountError(.invalid, field: field, "must hold keys of 64 hexadecimal digits")
            }
            result.append(key)
        }
        guard !result.isEmpty else { throw AccountError(.invalid, field: field, "holds no key") }
        return result
    }

    /// The text of the file, nil when there is none. A file that others may read is refused.
    private static func read(_ path: String) throws(AccountError) -> String? {
        let file = openFile(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "can't be read")
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & 0o077 == 0 else {
            throw failure(path, "must be readable by its owner only (chmod 600)")
        }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = readFile(file, &buffer)
        guard count >= 0 else { throw failure(path, "can't be read") }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// Writes a new file; false when it exists already. It appears under its name only when it is whole.
    private static func create(_ path: String, content: String) throws(AccountError) -> Bool {
        let draft = path + "." + RandomText.hexadecimal(bytes: 6)
        let file = openFile(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, "can't be made") }
        defer { unlink(draft) }
        let bytes = Array(content.utf8)
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        guard isWritten else { throw failure(path, "can't be written") }
        if link(draft, path) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure(path, "can't be made")
    }

    private static func failure(_ path: String, _ reason: String) -> AccountError {
        AccountError(.invalid, field: path, reason)
    }
}

/// The system's `open`, whose name `SecretBox` uses too; a new file is its owner's only.
private func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o600) }

/// The system's `read` into a whole buffer.
private func readFile(_ file: Int32, _ buffer: inout [UInt8]) -> Int { read(file, &buffer, buffer.count) }
