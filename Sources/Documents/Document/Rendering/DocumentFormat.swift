/// The formats of answers with documents (crits-api.md 6).
public enum DocumentFormat: String, Sendable, CaseIterable {
    case json, xml, yaml

    /// For the `Content-Type` field.
    public var contentType: String {
        switch self {
        case .json: "application/json"
        case .xml: "application/xml; charset=utf-8"
        case .yaml: "text/yaml; charset=utf-8"
        }
    }

    /// The answer with one document.
    public func detail(_ document: Document) -> [UInt8] {
        var output: [UInt8] = []
        switch self {
        case .json: DocumentJSON.append(.document(document), to: &output)
        case .yaml: DocumentYAML.append(document, to: &output)
        case .xml:
            output += DocumentXML.declaration
            output += "<response><objects type=\"list\">".utf8
            DocumentXML.append(.document(document), to: &output)
            output += "</objects></response>".utf8
        }
        return output
    }

    /// The answer with any other mapping, such as a schema.
    public func mapping(_ document: Document) -> [UInt8] {
        guard self == .xml else { return detail(document) }
        var output = DocumentXML.declaration
        output += "<response>".utf8
        DocumentXML.appendChildren(of: document, to: &output)
        output += "</response>".utf8
        return output
    }

    /// The answer to a refused request; `&`, `<` and `>` are escaped in every format, since texts may quote the client.
    public func error(_ text: String) -> [UInt8] {
        guard self != .xml else { return mapping(["error": .string(text)]) }
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x26: escaped += "&amp;".utf8
            case 0x3C: escaped += "&lt;".utf8
            case 0x3E: escaped += "&gt;".utf8
            default: escaped.append(byte)
            }
        }
        return mapping(["error": .string(String(decoding: escaped, as: UTF8.self))])
    }
}

extension Timestamp {
    /// Appends `YYYY-MM-DD hh:mm:ss.ffffff`, cut to milliseconds (crits-api.md 6.2).
    public func appendDocumentText(to output: inout [UInt8]) {
        let start = output.count
        appendText(to: &output, wholeSeconds: true)
        output[start + 10] = 0x20
        let thousandths = calendar.microsecond / 1_000
        output.append(0x2E)
        for digit in [thousandths / 100, thousandths / 10 % 10, thousandths % 10, 0, 0, 0] {
            output.append(0x30 + UInt8(truncatingIfNeeded: digit))
        }
    }

    /// The text of ``appendDocumentText(to:)``.
    public var documentText: String {
        var text: [UInt8] = []
        appendDocumentText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
