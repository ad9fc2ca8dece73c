import Documents

/// Files of sensor credentials in the forms of other brokers (hpfeeds.md 5). A defect anywhere refuses the whole file.
public enum SensorFile {
    /// Bytes of the largest file read.
    public static let maximumBytes = 64 * 1_048_576

    /// Start of a SQLite file, whose table `authkeys` the caller has to read.
    public static func isSQLite(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: "SQLite format 3\u{0}".utf8)
    }

    /// Reads a file, telling its form by its content: hpfeeds-broker's JSON, Mongo's `auth_key` as an array or a line
    /// each, or Tentacool's text.
    public static func read(_ bytes: [UInt8]) throws(AccountError) -> [SensorRecord] {
        guard bytes.count <= maximumBytes else { throw AccountError(.invalid, field: "file", "is larger than 64 MiB") }
        let records: [SensorRecord]
        if let text = try? JSONText(bytes) {
            records = try read(text.root)
        } else if bytes.first(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) == UInt8(ascii: "{") {
            records = try readLines(bytes)
        } else {
            records = try readTentacool(bytes)
        }
        for record in records { try record.check() }
        return records
    }

    /// Reads the variables `HPFEEDS_<IDENT>_SECRET`, `_OWNER`, `_PUBCHANS` and `_SUBCHANS`; idents are in capitals there.
    public static func read(environment: [String: String]) throws(AccountError) -> [SensorRecord] {
        var records: [SensorRecord] = []
        for (name, secret) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("HPFEEDS_") && name.hasSuffix("_SECRET") {
            let stem = name.dropLast("_SECRET".utf8.count)
            let ident = String(stem.dropFirst("HPFEEDS_".utf8.count))
            if ident.isEmpty { continue }
            records.append(
                SensorRecord(
                    ident: ident, secret: secret, owner: environment["\(stem)_OWNER"],
                    publish: SensorRecord.list(environment["\(stem)_PUBCHANS"] ?? ""),
                    subscribe: SensorRecord.list(environment["\(stem)_SUBCHANS"] ?? "")))
        }
        for record in records { try record.check() }
        return records
    }

    /// Writes hpfeeds-broker's JSON, idents in order. An export holds the secrets in the clear.
    public static func write(_ records: [SensorRecord]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for record in records.sorted(by: { $0.ident < $1.ident }) {
            writer.name(text: record.ident)
            writer.beginObject()
            writer.name("owner")
            writer.string(record.owner)
            writer.name("secret")
            writer.string(record.secret)
            writer.name("pubchans")
            write(record.publish, to: &writer)
            writer.name("subchans")
            write(record.subscribe, to: &writer)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ channels: [String], to writer: inout JSONWriter) {
        writer.beginArray()
        for channel in channels.sorted() { writer.string(channel) }
        writer.endArray()
    }

    private static func read(_ root: JSONView) throws(AccountError) -> [SensorRecord] {
        var records: [SensorRecord] = []
        if root.kind == .array {
            for element in root.elements { records.append(try mongo(element)) }
            return records
        }
        guard root.kind == .object else { throw AccountError(.invalid, field: "file", "must hold a JSON object or array") }
        if root["identifier"] != nil { return [try mongo(root)] }
        for member in root.distinctMembers {
            let ident = member.name.string ?? ""
            guard member.value.kind == .object, let owner = member.value["owner"]?.string,
                let secret = member.value["secret"]?.string
            else { throw AccountError(.invalid, field: "file", "'\(ident)' must have owner and secret as text") }
            records.append(
                SensorRecord(
                    ident: ident, secret: secret, owner: owner, publish: try channels(member.value["pubchans"], of: ident),
                    subscribe: try channels(member.value["subchans"], of: ident)))
        }
        return records
    }

    private static func readLines(_ bytes: [UInt8]) throws(AccountError) -> [SensorRecord] {
        var records: [SensorRecord] = []
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            guard let text = try? JSONText(Array(line)) else {
                throw AccountError(.invalid, field: "file", "line \(number) is not valid JSON")
            }
            records.append(try mongo(text.root))
        }
        return records
    }

    /// A document of MHN's collection `auth_key`.
    private static func mongo(_ view: JSONView) throws(AccountError) -> SensorRecord {
        guard view.kind == .object, let ident = view["identifier"]?.string, let secret = view["secret"]?.string else {
            throw AccountError(.invalid, field: "file", "each document must have identifier and secret as text")
        }
        return SensorRecord(
            ident: ident, secret: secret, owner: view["owner"]?.string, publish: try channels(view["publish"], of: ident),
            subscribe: try channels(view["subscribe"], of: ident))
    }

    private static func channels(_ view: JSONView?, of ident: String) throws(AccountError) -> [String] {
        guard let view, view.kind == .array else {
            throw AccountError(.invalid, field: "file", "the channels of '\(ident)' must be arrays")
        }
        var result: [String] = []
        for element in view.elements {
            guard let name = element.string else {
                throw AccountError(.invalid, field: "file", "the channels of '\(ident)' must be text")
            }
            result.append(name)
        }
        return result
    }

    /// One account a line: `ident;secret;pub1,pub2;sub1,sub2;`.
    private static func readTentacool(_ bytes: [UInt8]) throws(AccountError) -> [SensorRecord] {
        var records: [SensorRecord] = []
        var number = 0
        for line in String(decoding: bytes, as: UTF8.self).utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let text = String(Substring(line)).trimmingBlanks()
            if text.isEmpty { continue }
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 4 else {
                throw AccountError(.invalid, field: "file", "line \(number) must be ident;secret;publish;subscribe;")
            }
            records.append(
                SensorRecord(
                    ident: parts[0], secret: parts[1], publish: SensorRecord.list(parts[2]),
                    subscribe: SensorRecord.list(parts[3])))
        }
        return records
    }
}
