public import Documents

/// How the documents of a dump are written.
public enum DumpFormat: Sendable {
    /// `mongodump`: one BSON document after the other.
    case bson
    /// `mongoexport`: objects of extended JSON, one a line, indented, or in one array.
    case json
}

/// Takes the documents of a dump out of its file one by one; a file that gzip has compressed is unpacked on the way.
public struct DumpReader {
    /// Documents of MongoDB have at most 16 MiB; as JSON they may have four times as much.
    static let maximumBytes = 64 << 20

    let format: DumpFormat
    private var file: ChunkedFile

    /// A reader of an open file.
    public init(file: Int32, format: DumpFormat) {
        self.file = ChunkedFile(file: file)
        self.format = format
    }

    /// Bytes taken from the file so far.
    public var bytesRead: Int { file.bytesRead }

    /// The bytes of the next document and where they begin in the unpacked file; nil at the end. Throws when the file is no such dump.
    public mutating func next() throws(ImportFileError) -> (offset: Int, bytes: [UInt8])? {
        switch format {
        case .bson: try nextBSON()
        case .json: try nextJSON()
        }
    }

    /// The document in bytes that ``next()`` gave.
    public func document(_ bytes: [UInt8]) throws(DumpFault) -> BSONDocument {
        switch format {
        case .bson:
            do throws(BSONError) { return try BSONDocument(bytes) } catch { throw DumpFault(error.description) }
        case .json:
            let root: JSONView
            do throws(JSONError) { root = try JSONText(bytes).root } catch { throw DumpFault(error.description) }
            do throws(ExtendedJSONError) {
                return try BSONDocument(extendedJSON: root)
            } catch {
                throw DumpFault(error.description)
            }
        }
    }

    private mutating func nextBSON() throws(ImportFileError) -> (offset: Int, bytes: [UInt8])? {
        let offset = file.position
        guard try file.hold(4) else {
            if file.available.isEmpty { return nil }
            throw ImportFileError("ends in the middle of a document at byte \(offset)")
        }
        let length = Int(Int32(bitPattern: file.available.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }))
        guard (5...DumpReader.maximumBytes).contains(length) else {
            throw ImportFileError("is not BSON: no document has the length at byte \(offset)")
        }
        guard try file.hold(length) else { throw ImportFileError("ends in the middle of the document at byte \(offset)") }
        return (offset, file.take(length))
    }

    private mutating func nextJSON() throws(ImportFileError) -> (offset: Int, bytes: [UInt8])? {
        while try file.hold(1) {
            guard let byte = file.available.first else { return nil }
            switch byte {
            case UInt8(ascii: "{"):
                let offset = file.position
                return (offset, try object(at: offset))
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","): file.skip(1)
            default: throw ImportFileError("is not a list of JSON objects: something else is at byte \(file.position)")
            }
        }
        return nil
    }

    /// The object that begins here, by its braces outside of strings.
    private mutating func object(at offset: Int) throws(ImportFileError) -> [UInt8] {
        var scanner = BraceScanner()
        var scanned = 0
        while true {
            let part = file.available.dropFirst(scanned)
            if let count = scanner.scan(part) { return file.take(scanned + count) }
            scanned += part.count
            guard scanned <= DumpReader.maximumBytes else {
                throw ImportFileError("has an object of more than \(DumpReader.maximumBytes >> 20) MiB at byte \(offset)")
            }
            guard try file.hold(scanned + 1) else { throw ImportFileError("ends in the middle of the object at byte \(offset)") }
        }
    }
}

/// Finds the end of a JSON object in parts of its text.
private struct BraceScanner {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Bytes up to the end of the object; nil when it goes on.
    mutating func scan(_ bytes: ArraySlice<UInt8>) -> Int? {
        for (index, byte) in bytes.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return nil
    }
}

/// Why a document can't be taken over: the field and the reason, nothing of its values.
public struct DumpFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The field and the reason.
    public let reason: String
    /// The reason.
    public var description: String { reason }

    init(_ reason: String) {
        self.reason = reason
    }
}
