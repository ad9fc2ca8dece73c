import Crypto
import Documents
import Model

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A line of an import that can't be taken: where and why.
public struct ImportLineError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Number of the line, from 1.
    public let line: Int
    /// The field and the reason.
    public let reason: String

    /// One sentence, without anything of the payload.
    public var description: String { "line \(line): \(reason)" }
}

/// One line `{"ident","channel","payload" or "payload_base64","timestamp"?}` (design.md 5).
struct ImportedLine {
    var message: ReceivedMessage
    /// Whether the line gave its time; it is a part of the identity only then (ruling 32).
    var hasTimestamp: Bool

    /// Reads a line.
    ///
    /// - Parameter now: the time of receipt of a line that names none.
    init(_ bytes: [UInt8], now: Timestamp) throws(FieldError) {
        let root: JSONView
        do {
            root = try JSONText(bytes).root
        } catch {
            throw FieldError(error.description)
        }
        guard root.kind == .object else { throw FieldError("not a JSON object") }
        let ident = try ImportedLine.name("ident", root["ident"])
        let channel = try ImportedLine.name("channel", root["channel"])
        guard Intake.isStorable(channel: channel) else { throw FieldError("channel: holds one of ; \" { }") }
        let time = try ImportedLine.time(root["timestamp"])
        message = ReceivedMessage(
            ident: ident, channel: channel, payload: try ImportedLine.payload(root), received: time ?? now)
        hasTimestamp = time != nil
    }

    /// Why a field is not acceptable.
    struct FieldError: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static func name(_ field: String, _ value: JSONView?) throws(FieldError) -> String {
        guard let value else { throw FieldError("\(field): missing") }
        guard let text = value.string else { throw FieldError("\(field): not a string") }
        guard text.utf8.count <= 255 else { throw FieldError("\(field): longer than 255 bytes") }
        return text
    }

    private static func time(_ value: JSONView?) throws(FieldError) -> Timestamp? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string, let time = Timestamp(text) else {
            throw FieldError("timestamp: not an ISO 8601 time")
        }
        guard (0...Int64(UInt32.max)).contains(time.seconds) else { throw FieldError("timestamp: before 1970 or after 2106") }
        return time
    }

    private static func payload(_ root: JSONView) throws(FieldError) -> [UInt8] {
        if let encoded = root["payload_base64"], !encoded.isNull {
            guard root["payload"] == nil else { throw FieldError("payload_base64: payload is given too") }
            guard let text = encoded.stringBytes, let bytes = Data(base64Encoded: Data(text)) else {
                throw FieldError("payload_base64: not base64")
            }
            return Array(bytes)
        }
        guard let payload = root["payload"] else { throw FieldError("payload: missing") }
        guard let bytes = payload.stringBytes else { throw FieldError("payload: not a string") }
        return bytes
    }

    /// Digest of what a line is known by, but for its number among equal lines.
    var identity: [UInt8] {
        var hash = SHA256()
        for text in [message.ident, message.channel] {
            var count = UInt32(text.utf8.count).bigEndian
            withUnsafeBytes(of: &count) { hash.update(bufferPointer: $0) }
            hash.update(data: Array(text.utf8))
        }
        var time = (hasTimestamp ? message.received.microseconds : Int64.min).bigEndian
        withUnsafeBytes(of: &time) { hash.update(bufferPointer: $0) }
        hash.update(data: message.payload)
        return Array(hash.finalize())
    }
}
