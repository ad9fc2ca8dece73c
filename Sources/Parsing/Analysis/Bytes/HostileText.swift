import Documents
import Foundation

/// How bytes of a content become text of a result. Valid UTF-8 is taken as it is; anything else as Latin-1, each byte the
/// character of its number, so that no byte is lost.
enum HostileText {
    /// Bytes of the longest text in a result.
    static let limit = 4_096

    /// Text of bytes, cut at the limit.
    static func of(_ bytes: some Collection<UInt8>, limit: Int = limit) -> String {
        let piece = Array(bytes.prefix(limit))
        if let text = String(validating: piece, as: UTF8.self) { return text }
        if bytes.count > limit {
            // The cut may have gone through a character.
            for cut in 1...3 {
                if let text = String(validating: piece.dropLast(cut), as: UTF8.self) { return text }
            }
        }
        return latin1(piece)
    }

    /// Each byte the character of its number.
    static func latin1(_ bytes: some Collection<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }

    /// Text of UTF-16, up to a zero; single surrogates become U+FFFD.
    static func utf16(_ bytes: ArraySlice<UInt8>, _ order: ByteReader.Order = .little, limit: Int = limit) -> String {
        let reader = ByteReader(bytes.prefix(limit), order)
        var units: [UInt16] = []
        for offset in stride(from: 0, to: reader.count - 1, by: 2) {
            guard let unit = reader.u16(offset), unit != 0 else { break }
            units.append(UInt16(unit))
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// `0x` and the number to base 16.
    static func hexadecimal(_ number: some BinaryInteger) -> String { "0x" + String(number, radix: 16) }

    /// `0x` and at least eight digits to base 16.
    static func address(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// `2024-03-05 23:20:01` in UTC, of seconds since 1970.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "\(seconds)" }
        return String(
            format: "%04ld-%02ld-%02ld %02ld:%02ld:%02ld", Int(parts.tm_year) + 1_900, Int(parts.tm_mon) + 1, Int(parts.tm_mday),
            Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    }

    /// `2024-03-05 23:20:01.000000` in UTC.
    static func date(microseconds: Int) -> String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return date(seconds) + String(format: ".%06ld", rest)
    }

    /// Of 100-nanosecond steps since 1601, as Windows counts; nil for 0 and for times after the year 9999.
    static func date(fileTime: UInt64) -> String? {
        guard fileTime > 0, fileTime < 2_650_467_744_000_000_000 else { return nil }
        return date(Int(fileTime / 10_000_000) - 11_644_473_600)
    }
}
