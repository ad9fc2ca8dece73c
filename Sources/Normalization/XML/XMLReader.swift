internal import CExpat

/// Told what an ``XMLReader`` finds; names are `namespace|local`, or the local name alone without a namespace.
protocol XMLContentHandler: AnyObject {
    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes)
    func end()
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
}

/// The attributes of one element.
struct XMLAttributes {
    fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value of the attribute of that name, which has no namespace.
    subscript(name: String) -> String? {
        guard let pairs else { return nil }
        var index = 0
        while let key = pairs[index], let value = pairs[index + 1] {
            if String(cString: key) == name { return String(cString: value) }
            index += 2
        }
        return nil
    }
}

/// Why an XML text was refused.
enum XMLFault: Error, Equatable {
    case malformed
    case documentType
    case tooDeep
}

/// Reads XML by expat: UTF-8 only, with namespaces, no document types and therefore no entities beyond the built-in five,
/// and a limit on depth.
///
/// The handler is called only inside ``read(_:)``, on the caller's thread.
final class XMLReader {
    /// Separates a namespace from a local name in what the handler is given.
    static let separator: CChar = 0x7C

    private let parser: OpaquePointer
    private let handler: any XMLContentHandler
    private let maximumDepth: Int
    private var depth = 0
    private var fault: XMLFault?

    /// Nil only where memory runs out.
    init?(handler: any XMLContentHandler, maximumDepth: Int) {
        guard let parser = XML_ParserCreateNS("UTF-8", XMLReader.separator) else { return nil }
        self.parser = parser
        self.handler = handler
        self.maximumDepth = maximumDepth
    }

    deinit { XML_ParserFree(parser) }

    /// Reads one document that stands in several pieces.
    func read(_ pieces: [[UInt8]]) throws(XMLFault) {
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in XMLReader.of(data)?.start(name, attributes) },
            { data, _ in XMLReader.of(data)?.end() })
        XML_SetCharacterDataHandler(parser) { data, text, count in XMLReader.of(data)?.text(text, count) }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in XMLReader.of(data)?.stop(.documentType) }
        for piece in pieces {
            // A piece is a message, of a few megabytes at most.
            guard let count = Int32(exactly: piece.count) else { throw .malformed }
            let status = piece.withUnsafeBytes {
                XML_Parse(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), count, 0)
            }
            try check(status)
        }
        try check(XML_Parse(parser, nil, 0, 1))
    }

    private func check(_ status: XML_Status) throws(XMLFault) {
        if let fault { throw fault }
        guard status == XML_STATUS_OK else { throw .malformed }
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> XMLReader? {
        data.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    private func stop(_ reason: XMLFault) {
        if fault == nil { fault = reason }
        XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    private func start(_ name: UnsafePointer<CChar>?, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        guard fault == nil, let name else { return }
        depth += 1
        guard depth <= maximumDepth else { return stop(.tooDeep) }
        handler.start(name, XMLAttributes(pairs: attributes))
    }

    private func end() {
        guard fault == nil else { return }
        depth -= 1
        handler.end()
    }

    private func text(_ text: UnsafePointer<CChar>?, _ count: Int32) {
        guard fault == nil, let text, count > 0 else { return }
        text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
            handler.text(UnsafeBufferPointer(start: $0, count: Int(count)))
        }
    }
}
