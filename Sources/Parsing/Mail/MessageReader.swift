import CGMime
import Documents
import Glibc

/// Reads an Internet message by GMime.
struct MessageReader {
    private let limits: MailReader.Limits
    private var mail = Mail()
    private var text = ""
    private var partCount = 0

    /// Header names that would pass for what is set here.
    private static let reservedNames: Set<String> = ["raw_header", "raw_headers", "raw_body", "from_address", "unsupported_attrs"]
    /// GMime's tables, made once in a process.
    static let library: Void = g_mime_init()

    init(limits: MailReader.Limits) {
        self.limits = limits
    }

    /// The message with what its envelope says; throws when there is no header.
    func mail(in envelope: MailEnvelope) throws(ParsingError) -> Mail {
        var reader = self
        try reader.read(envelope.message)
        reader.mail.fields["mailfrom"] = envelope.sender.map(DocumentValue.string)
        reader.mail.fields["rcptto"] = envelope.recipient.map(DocumentValue.string)
        return reader.mail
    }

    private mutating func read(_ bytes: [UInt8]) throws(ParsingError) {
        MessageReader.library
        guard let first = ByteLines(bytes).first(where: { _ in true }), HeaderText.isHeader(bytes[first].trimmedLine) else {
            throw ParsingError("Cannot parse email: it has no header.")
        }
        let stream = bytes.withUnsafeBytes { g_mime_stream_mem_new_with_buffer($0.baseAddress, $0.count) }
        guard let stream, let parser = g_mime_parser_new_with_stream(stream), let options = g_mime_parser_options_new() else {
            throw ParsingError("out of memory")
        }
        defer {
            g_mime_parser_options_free(options)
            g_object_unref(parser)
            g_object_unref(stream)
        }
        g_mime_parser_options_set_allow_addresses_without_domain(options, 1)
        guard let message = g_mime_parser_construct_message(parser, options) else { throw ParsingError("Cannot parse email.") }
        defer { g_object_unref(message) }
        try readHeaders(of: message)
        mail.fields["to"] = try addresses(g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO))
        mail.fields["cc"] = try addresses(g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_CC))
        if let body = g_mime_message_get_mime_part(message) {
            if let boundary = g_mime_object_get_content_type_parameter(body, "boundary") {
                mail.fields["boundary"] = .string(HeaderText.value(String(cString: boundary).utf8))
            }
            try readPart(body, depth: 0)
        }
        mail.fields["raw_body"] = .string(text)
    }

    /// The headers in their order. GMime gives those about the content to the body's first part, so both lists are merged.
    private mutating func readHeaders(of message: UnsafeMutablePointer<GMimeMessage>) throws(ParsingError) {
        var headers = try headers(of: cgmime_object(message))
        if let body = g_mime_message_get_mime_part(message) { headers += try self.headers(of: body) }
        headers.sort { $0.offset < $1.offset }
        var all = ""
        for (_, name, value) in headers {
            all += "\(name): \(value)\n"
            let key = HeaderText.normalizedName(name)
            if !key.isEmpty, !MessageReader.reservedNames.contains(key) { mail.fields[key] = .string(value) }
        }
        mail.fields["raw_header"] = .string(all)
    }

    private func headers(
        of object: UnsafeMutablePointer<GMimeObject>?
    ) throws(ParsingError) -> [(offset: Int64, name: String, value: String)] {
        guard let object, let list = g_mime_object_get_header_list(object) else { return [] }
        let count = g_mime_header_list_get_count(list)
        guard count <= limits.headers else { throw ParsingError("Cannot parse email: it has more than \(limits.headers) headers.") }
        var headers: [(Int64, String, String)] = []
        var size = 0
        for index in 0..<count {
            guard let header = g_mime_header_list_get_header_at(list, index), let name = g_mime_header_get_name(header) else { continue }
            let raw = g_mime_header_get_raw_value(header).map { UnsafeBufferPointer(start: $0, count: strlen($0)) }
            let value = HeaderText.value((raw ?? UnsafeBufferPointer(start: nil, count: 0)).lazy.map { UInt8(bitPattern: $0) })
            let cleanName = HeaderText.value(String(cString: name).utf8)
            size += cleanName.utf8.count + value.utf8.count
            guard size <= limits.headerBytes else {
                throw ParsingError("Cannot parse email: its header is longer than \(limits.headerBytes) bytes.")
            }
            headers.append((Int64(g_mime_header_get_offset(header)), cleanName, value))
        }
        return headers
    }

    private func addresses(_ list: UnsafeMutablePointer<InternetAddressList>?) throws(ParsingError) -> DocumentValue? {
        guard let found = MailAddresses.all(of: list, limit: limits.addresses) else {
            throw ParsingError("Cannot parse email: it has more than \(limits.addresses) recipients.")
        }
        return found.isEmpty ? nil : .list(found.map(DocumentValue.string))
    }

    private mutating func readPart(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) throws(ParsingError) {
        guard depth <= limits.depth else { throw ParsingError("Cannot parse email: its parts lie deeper than \(limits.depth).") }
        partCount += 1
        guard partCount <= limits.parts else { throw ParsingError("Cannot parse email: it has more than \(limits.parts) parts.") }
        if let multipart = cgmime_multipart(object) {
            for index in 0..<g_mime_multipart_get_count(multipart) {
                if let part = g_mime_multipart_get_part(multipart, index) { try readPart(part, depth: depth + 1) }
            }
        } else if let message = cgmime_embedded_message(object) {
            if let body = g_mime_message_get_mime_part(message) { try readPart(body, depth: depth + 1) }
        } else if let part = cgmime_part(object) {
            try readContent(of: part, object)
        }
    }

    private mutating func readContent(
        of part: UnsafeMutablePointer<GMimePart>, _ object: UnsafeMutablePointer<GMimeObject>
    ) throws(ParsingError) {
        let content = try MessageReader.content(of: part)
        let isText = g_mime_object_get_content_type(object).map { g_mime_content_type_is_type($0, "text", "*") != 0 } ?? true
        if isText {
            let charset = g_mime_object_get_content_type_parameter(object, "charset").map { String(cString: $0) }
            text += CharsetText.decode(content, charset: charset) + "\n"
            guard text.utf8.count <= limits.textBytes else {
                throw ParsingError("Cannot parse email: its text is longer than \(limits.textBytes) bytes.")
            }
        }
        guard !content.isEmpty else { return }
        let name = g_mime_part_get_filename(part).map { String(cString: $0) } ?? ""
        let disposition = g_mime_object_get_disposition(object).map { String(cString: $0).lowercased() }
        let isInline = isText && name.isEmpty && disposition != "attachment"
        mail.parts.append(Mail.Part(name: name, content: content, isInlineText: isInline))
    }

    /// Content without its transfer encoding, which never makes it longer.
    private static func content(of part: UnsafeMutablePointer<GMimePart>) throws(ParsingError) -> [UInt8] {
        guard let wrapper = g_mime_part_get_content(part) else { return [] }
        guard let stream = g_mime_stream_mem_new() else { throw ParsingError("out of memory") }
        defer { g_object_unref(stream) }
        guard g_mime_data_wrapper_write_to_stream(wrapper, stream) >= 0, let bytes = cgmime_bytes(stream) else { return [] }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(g_mime_stream_length(stream))))
    }
}
