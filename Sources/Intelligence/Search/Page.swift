public import Documents

/// The part of a list that is asked for (crits-api.md 1.7).
public struct Page: Sendable, Equatable {
    /// Documents at most; 1 to the maximum.
    public let limit: Int
    /// Documents skipped.
    public let offset: Int

    /// A page.
    public init(limit: Int, offset: Int) {
        self.limit = limit
        self.offset = offset
    }

    private static let defaultLimit = 20

    init(_ search: SearchParameters, maximumLimit: Int) throws(SearchRefusal) {
        if let text = search.last("limit") {
            guard let value = Page.number(text) else {
                throw SearchRefusal("Invalid limit '\(text)' provided. Please provide a positive integer.")
            }
            guard value >= 0 else {
                throw SearchRefusal("Invalid limit '\(text)' provided. Please provide a positive integer >= 0.")
            }
            limit = value == 0 ? maximumLimit : min(value, maximumLimit)
        } else {
            limit = min(Page.defaultLimit, maximumLimit)
        }
        if let text = search.last("offset") {
            guard let value = Page.number(text) else {
                throw SearchRefusal("Invalid offset '\(text)' provided. Please provide an integer.")
            }
            guard value >= 0 else {
                throw SearchRefusal("Invalid offset '\(text)' provided. Please provide a positive integer >= 0.")
            }
            offset = value
        } else {
            offset = 0
        }
    }

    /// A decimal number of any length, cut to what fits.
    private static func number(_ text: String) -> Int? {
        if let value = Int(text) { return value }
        let isNegative = text.utf8.first == 0x2D
        let digits = isNegative || text.utf8.first == 0x2B ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return isNegative ? Int.min : Int.max
    }

    /// The `meta` of the answer.
    ///
    /// - Parameters:
    ///   - path: Of the request, without scheme and host.
    ///   - parameters: All of the request, which `next` and `previous` repeat.
    public func meta(total: Int, path: String, parameters: [(name: String, value: String)]) -> ListMeta {
        let (end, isTooLarge) = offset.addingReportingOverflow(limit)
        return ListMeta(
            limit: limit, offset: offset, total: total,
            next: isTooLarge || end >= total ? nil : link(to: end, path, parameters),
            previous: offset < limit ? nil : link(to: offset - limit, path, parameters))
    }

    private func link(to offset: Int, _ path: String, _ parameters: [(name: String, value: String)]) -> String {
        var text = path
        var separator = "?"
        let kept = parameters.filter { $0.name != "limit" && $0.name != "offset" && $0.name != "cursor" }
        for (name, value) in kept + [("limit", String(limit)), ("offset", String(offset))] {
            text += separator + Page.encoded(name) + "=" + Page.encoded(value)
            separator = "&"
        }
        return text
    }

    /// Percent-encoding of everything but letters, digits and `-._~`.
    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default:
                bytes.append(0x25)
                for digit in [byte >> 4, byte & 0xF] { bytes.append(digit < 10 ? 0x30 + digit : 0x37 + digit) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
