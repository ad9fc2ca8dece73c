/// Documents as YAML in block style (crits-api.md 6.6); texts that a YAML 1.1 or 1.2 reader could take for something else
/// are quoted.
enum DocumentYAML {
    /// A mapping at the outermost level.
    static func append(_ document: Document, to output: inout [UInt8]) {
        guard !document.isEmpty else { return output += "{}\n".utf8 }
        append(document, indentation: 0, to: &output)
    }

    /// A member of a mapping that begins where the output stands.
    static func append(_ name: String, _ value: DocumentValue?, indentation: Int, to output: inout [UInt8]) {
        YAMLText.append(name, to: &output)
        output.append(0x3A)
        switch value {
        case .list(let elements) where !elements.isEmpty:
            // Dashes stand below the key.
            for element in elements {
                beginLine(indentation, to: &output)
                append(element: element, indentation: indentation, to: &output)
            }
        case .document(let document) where !document.isEmpty:
            beginLine(indentation + 2, to: &output)
            append(document, indentation: indentation + 2, to: &output)
            return
        default:
            output.append(0x20)
            appendScalar(value, to: &output)
        }
        endLine(&output)
    }

    /// An element of a list at the outermost level, or where the output stands.
    static func append(element: DocumentValue, indentation: Int, to output: inout [UInt8]) {
        output += "- ".utf8
        switch element {
        case .list(let elements) where !elements.isEmpty:
            for (position, inner) in elements.enumerated() {
                if position > 0 { beginLine(indentation + 2, to: &output) }
                append(element: inner, indentation: indentation + 2, to: &output)
            }
        case .document(let document) where !document.isEmpty: append(document, indentation: indentation + 2, to: &output)
        default: appendScalar(element, to: &output)
        }
        endLine(&output)
    }

    private static func append(_ document: Document, indentation: Int, to output: inout [UInt8]) {
        for (position, field) in document.fields.enumerated() {
            if position > 0 { beginLine(indentation, to: &output) }
            append(field.name, field.value, indentation: indentation, to: &output)
        }
    }

    private static func appendScalar(_ value: DocumentValue?, to output: inout [UInt8]) {
        switch value {
        case nil: output += "null".utf8
        case .string(let text): YAMLText.append(text, to: &output)
        case .integer(let number): output += "\(number)".utf8
        case .double(let number): appendDouble(number, to: &output)
        case .boolean(let isTrue): output += (isTrue ? "true" : "false").utf8
        case .date(let date):
            output.append(0x27)
            date.appendDocumentText(to: &output)
            output.append(0x27)
        case .list: output += "[]".utf8
        case .document: output += "{}".utf8
        }
    }

    /// YAML 1.1 knows no number without a point as a float.
    private static func appendDouble(_ number: Double, to output: inout [UInt8]) {
        guard number.isFinite else { return output += (number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf").utf8 }
        let text = "\(number)"
        guard !text.utf8.contains(0x2E), let exponent = text.utf8.firstIndex(of: 0x65) else { return output += text.utf8 }
        output += text.utf8[..<exponent]
        output += ".0".utf8
        output += text.utf8[exponent...]
    }

    private static func beginLine(_ indentation: Int, to output: inout [UInt8]) {
        endLine(&output)
        output += repeatElement(0x20, count: indentation)
    }

    /// Nested values end their own lines.
    private static func endLine(_ output: inout [UInt8]) {
        if output.last != 0x0A { output.append(0x0A) }
    }
}
