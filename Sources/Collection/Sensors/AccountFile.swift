public import Accounts
import Documents
public import Logging
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `--auth FILE.json`: accounts in hpfeeds-broker's form, read again when the file changes.
///
/// The file is found by its name each time, through symbolic links, so that a file renamed over it and mounted secrets are
/// seen. A file with a defect anywhere is refused as a whole, and the old accounts stay.
public final class AccountFile: AccountBackEnd {
    private struct Stamp: Equatable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct State {
        var records: [String: SensorRecord]
        var stamp: Stamp?
    }

    private let path: String
    private let logger: Logger
    private let state: NIOLockedValueBox<State>

    /// Reads the file; throws a sentence that names it when it is missing or defective.
    public init(path: String, logger: Logger) throws(AccountError) {
        self.path = path
        self.logger = logger
        let stamp = AccountFile.stamp(of: path)
        state = NIOLockedValueBox(State(records: try AccountFile.read(path), stamp: stamp))
    }

    /// The account of an ident, spelled exactly.
    public func record(of ident: String) -> SensorRecord? {
        guard let record = state.withLockedValue({ $0.records[ident] }), record.ident.utf8.elementsEqual(ident.utf8) else {
            return nil
        }
        return record
    }

    /// Reads the file again when it is another one or was changed.
    public func reload() -> Bool {
        let stamp = AccountFile.stamp(of: path)
        let isNew = state.withLockedValue { state in
            defer { state.stamp = stamp }
            return state.stamp != stamp
        }
        guard isNew else { return false }
        do throws(AccountError) {
            let records = try AccountFile.read(path)
            state.withLockedValue { $0.records = records }
            logger.notice("accounts read again", metadata: ["file": "\(path)", "idents": "\(records.count)"])
            return true
        } catch {
            logger.error("the old accounts stay", metadata: ["reason": "\(error.description)"])
            return false
        }
    }

    private static func stamp(of path: String) -> Stamp? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Stamp(
            device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino), size: Int64(facts.st_size),
            seconds: facts.st_mtim.tv_sec, nanoseconds: facts.st_mtim.tv_nsec)
    }

    private static func read(_ path: String) throws(AccountError) -> [String: SensorRecord] {
        let bytes = try contents(path)
        guard let text = try? JSONText(bytes), text.root.kind == .object else {
            throw AccountError(.invalid, field: path, "is not a JSON object of idents")
        }
        do throws(AccountError) {
            return Dictionary(try SensorFile.read(bytes).map { ($0.ident, $0) }) { _, last in last }
        } catch {
            throw AccountError(.invalid, field: path, error.description)
        }
    }

    private static func contents(_ path: String) throws(AccountError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw AccountError(.invalid, field: path, String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= SensorFile.maximumBytes {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0 { throw AccountError(.invalid, field: path, String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
