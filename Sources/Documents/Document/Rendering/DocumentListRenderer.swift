/// Writes a list answer one document at a time (crits-api.md 1.6, 1.7, 6); bytes can be taken out and sent in between.
public struct DocumentListRenderer: Sendable {
    private let format: DocumentFormat
    private var output: [UInt8] = []
    private var isFirst = true

    /// Starts the answer with `meta` and `objects`.
    public init(_ format: DocumentFormat, meta: ListMeta) {
        self.format = format
        switch format {
        case .json: beginJSON(meta)
        case .xml: beginXML(meta)
        case .yaml: beginYAML(meta)
        }
    }

    /// Starts the answer of `set/`: `objects`, and `not_found` when something was missing.
    public init(_ format: DocumentFormat, notFound: [String]) {
        self.format = format
        let missing = DocumentValue.list(notFound.map(DocumentValue.string))
        switch format {
        case .json:
            output += "{".utf8
            if !notFound.isEmpty {
                output += "\"not_found\":".utf8
                DocumentJSON.append(missing, to: &output)
                output += ",".utf8
            }
            output += "\"objects\":[".utf8
        case .xml:
            output += DocumentXML.declaration
            output += "<response>".utf8
            if !notFound.isEmpty { DocumentXML.append(missing, name: "not_found", to: &output) }
            output += "<objects type=\"list\">".utf8
        case .yaml:
            if !notFound.isEmpty { DocumentYAML.append("not_found", missing, indentation: 0, to: &output) }
            output += "objects:".utf8
        }
    }

    /// Bytes written and not yet taken out.
    public var count: Int { output.count }

    /// Adds a document.
    public mutating func append(_ document: Document) {
        switch format {
        case .json:
            if !isFirst { output.append(0x2C) }
            DocumentJSON.append(.document(document), to: &output)
        case .xml: DocumentXML.append(.document(document), to: &output)
        case .yaml:
            if isFirst { output.append(0x0A) }
            DocumentYAML.append(element: .document(document), indentation: 0, to: &output)
        }
        isFirst = false
    }

    /// Ends the answer.
    public mutating func end() {
        switch format {
        case .json: output += "]}".utf8
        case .xml: output += "</objects></response>".utf8
        case .yaml: if isFirst { output += " []\n".utf8 }
        }
    }

    /// Takes out what has been written.
    public mutating func take() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    private mutating func beginJSON(_ meta: ListMeta) {
        output += "{\"meta\":{".utf8
        for (position, field) in meta.fields.enumerated() {
            output += "\(position > 0 ? "," : "")\"\(field.name)\":".utf8
            DocumentJSON.append(field.value, to: &output)
        }
        output += "},\"objects\":[".utf8
    }

    private mutating func beginXML(_ meta: ListMeta) {
        output += DocumentXML.declaration
        output += "<response><meta type=\"hash\">".utf8
        for field in meta.fields { DocumentXML.append(field.value, name: field.name, to: &output) }
        output += "</meta><objects type=\"list\">".utf8
    }

    private mutating func beginYAML(_ meta: ListMeta) {
        output += "meta:\n".utf8
        for field in meta.fields {
            output += "  ".utf8
            DocumentYAML.append(field.name, field.value, indentation: 2, to: &output)
        }
        output += "objects:".utf8
    }
}
