/// The parameters of a header value such as `form-data; name="a"; filename="b"` (RFC 9110 5.6.6).
struct HeaderParameters {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        var rest = text[...]
        value = String(HeaderParameters.trimmed(HeaderParameters.takePart(&rest))).lowercased()
        while !rest.isEmpty {
            let part = HeaderParameters.trimmed(HeaderParameters.takePart(&rest))
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = HeaderParameters.trimmed(part[..<equals]).lowercased()
            parameters[name] = HeaderParameters.unquoted(HeaderParameters.trimmed(part[part.index(after: equals)...]))
        }
    }

    /// A parameter by its name in lower case.
    subscript(_ name: String) -> String? { parameters[name] }

    /// Decodes `UTF-8''percent-encoded` (RFC 8187); nil for another character set.
    static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return FormFields.decode(parts[2].replacing("+", with: "%2B")[...].utf8)
    }

    /// Takes off everything to the next semicolon outside of quotes.
    private static func takePart(_ rest: inout Substring) -> Substring {
        var isQuoted = false
        var isEscaped = false
        for index in rest.indices {
            let character = rest[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                let part = rest[..<index]
                rest = rest[rest.index(after: index)...]
                return part
            }
        }
        let part = rest
        rest = ""
        return part
    }

    /// Without surrounding quotes and the escapes of a quote or a backslash; a backslash before anything else is one of an
    /// old browser's path and stays.
    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if isEscaped {
                if character != "\"", character != "\\" { result.append("\\") }
                result.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result.replacing("%22", with: "\"")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return text
    }
}
