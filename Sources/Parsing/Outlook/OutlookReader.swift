import Documents

/// Reads an Outlook message (crits-resources-1.md 9.6): a compound file whose storages and streams are properties (MS-OXMSG).
struct OutlookReader {
    /// Ids of properties (MS-OXPROPS).
    private enum Property {
        static let messageClass: UInt16 = 0x001A
        static let subject: UInt16 = 0x0037
        static let submitTime: UInt16 = 0x0039
        static let headers: UInt16 = 0x007D
        static let senderName: UInt16 = 0x0C1A
        static let recipientType: UInt16 = 0x0C15
        /// Of the sender; the second is what Exchange calls people by when it is no Internet address.
        static let senderAddresses: [UInt16] = [0x5D01, 0x5D02, 0x0C1F, 0x0065]
        static let deliveryTime: UInt16 = 0x0E06
        static let body: UInt16 = 0x1000
        static let htmlBody: UInt16 = 0x1013
        static let messageID: UInt16 = 0x1035
        static let internetCodePage: UInt16 = 0x3FDE
        static let recipientAddresses: [UInt16] = [0x39FE, 0x3003]
        static let attachmentContent: UInt16 = 0x3701
        static let attachmentNames: [UInt16] = [0x3707, 0x3704, 0x3001]
        static let attachmentKind: UInt16 = 0x370E
    }

    private static let recipientPrefix = "__recip_version1.0_#"
    private static let attachmentPrefix = "__attach_version1.0_#"
    /// Value of the recipient type for copies.
    private static let copy: Int32 = 2

    private let limits: MailReader.Limits
    private var mail = Mail()
    private var textSize = 0
    private var storageCount = 0

    init(limits: MailReader.Limits) {
        self.limits = limits
    }

    /// The message; throws for what is no Outlook file.
    func mail(of bytes: [UInt8]) throws(ParsingError) -> Mail {
        let root: CompoundStorage
        do throws(ParsingError) {
            root = try CompoundStorage(file: bytes)
        } catch {
            throw ParsingError("Not a valid Outlook file: \(error.description).")
        }
        guard root.names.contains(OutlookProperties.streamName) else {
            throw ParsingError("Not a valid Outlook file: it is an OLE2 file of another kind.")
        }
        var reader = self
        do throws(ParsingError) {
            try reader.read(root)
        } catch {
            throw ParsingError("Cannot parse email: \(error.description).")
        }
        return reader.mail
    }

    private mutating func read(_ root: CompoundStorage) throws(ParsingError) {
        let properties = try OutlookProperties(of: root, .message)
        set("subject", try text(properties, Property.subject))
        let headers = try text(properties, Property.headers) ?? ""
        if !headers.isEmpty { set("raw_header", headers) }
        let transport = TransportHeaders(headers, limits: limits)
        for field in transport.fields.fields { mail.fields[field.name] = field.value }
        let sender = try address(properties, Property.senderAddresses)
        if mail.fields["from"] == nil, let sender { set("from", try composed(properties, sender)) }
        if mail.fields["sender"] == nil { set("sender", sender) }
        if mail.fields["message_id"] == nil { set("message_id", try text(properties, Property.messageID)) }
        if mail.fields["date"] == nil {
            set("date", (properties.time(Property.submitTime) ?? properties.time(Property.deliveryTime))?.documentText)
        }
        try readRecipients(of: root, properties, transport.recipients)
        try readBody(properties)
        try readAttachments(of: root, named: root, properties, depth: 0)
    }

    private mutating func set(_ name: String, _ text: String?) {
        if let text { mail.fields[name] = .string(text) }
    }

    /// A text, counted against the limit of all of them.
    private mutating func text(_ properties: OutlookProperties, _ id: UInt16) throws(ParsingError) -> String? {
        guard let text = try properties.text(id) else { return nil }
        textSize += text.utf8.count
        guard textSize <= limits.textBytes else { throw ParsingError("its text is longer than \(limits.textBytes) bytes") }
        return text
    }

    /// The first property that holds an Internet address, and no name of Exchange's own.
    private func address(_ properties: OutlookProperties, _ ids: [UInt16]) throws(ParsingError) -> String? {
        for id in ids {
            if let text = try properties.text(id), text.contains("@"), text.utf8.count <= limits.headerBytes { return text }
        }
        return nil
    }

    private func composed(_ properties: OutlookProperties, _ address: String) throws(ParsingError) -> String {
        guard let name = try properties.text(Property.senderName), !name.isEmpty, name != address else { return address }
        return "\(name) <\(address)>"
    }

    /// `to` gets everybody, first those that the message lists and then those of its headers; `cc` those marked as such.
    private mutating func readRecipients(
        of root: CompoundStorage, _ message: OutlookProperties, _ more: [String]
    ) throws(ParsingError) {
        var all: [String] = []
        var copies: [String] = []
        for name in root.names.sorted() where name.hasPrefix(OutlookReader.recipientPrefix) {
            guard let storage = root.storage(name) else { continue }
            guard all.count < limits.addresses else { throw ParsingError("it has more than \(limits.addresses) recipients") }
            let properties = try OutlookProperties(of: storage, .recipientOrAttachment, codePage: message.codePage)
            guard let address = try address(properties, Property.recipientAddresses)?.lowercased() else { continue }
            all.append(address)
            if properties.integer(Property.recipientType) == OutlookReader.copy { copies.append(address) }
        }
        all += more
        for (name, addresses) in [("to", all), ("cc", copies)] {
            var known: Set<String> = []
            let unique = addresses.filter { known.insert($0).inserted }
            mail.fields[name] = unique.isEmpty ? nil : .list(unique.map(DocumentValue.string))
        }
    }

    private mutating func readBody(_ properties: OutlookProperties) throws(ParsingError) {
        if let body = try text(properties, Property.body), !body.isEmpty { return set("raw_body", body) }
        switch try text(properties, Property.messageClass)?.lowercased() {
        case "ipm.note.smime": return set("raw_body", "<ENCRYPTED>")
        case "ipm.note.smime.multipartsigned": return set("raw_body", "<DIGITALLY SIGNED: the body is in smime.p7m>")
        default: break
        }
        if let html = try properties.binary(Property.htmlBody) {
            let charset = OutlookCodePage.charset(properties.integer(Property.internetCodePage) ?? properties.codePage)
            return set("raw_body", CharsetText.decode(html, charset: charset))
        }
        set("raw_body", try text(properties, Property.htmlBody) ?? "")
    }

    /// The attachments of a message, and those of the messages inside of it.
    private mutating func readAttachments(
        of message: CompoundStorage, named root: CompoundStorage, _ properties: OutlookProperties, depth: Int
    ) throws(ParsingError) {
        guard depth <= limits.depth else { throw ParsingError("its messages lie deeper than \(limits.depth)") }
        for name in message.names.sorted() where name.hasPrefix(OutlookReader.attachmentPrefix) {
            guard let storage = message.storage(name) else { continue }
            storageCount += 1
            guard storageCount <= limits.parts else { throw ParsingError("it has more than \(limits.parts) attachments") }
            let attachment = try OutlookProperties(of: storage, .recipientOrAttachment, codePage: properties.codePage)
            try readAttachment(attachment, root, depth: depth)
        }
    }

    private mutating func readAttachment(
        _ attachment: OutlookProperties, _ root: CompoundStorage, depth: Int
    ) throws(ParsingError) {
        var name = ""
        for id in Property.attachmentNames where name.isEmpty { name = try attachment.text(id) ?? "" }
        if try attachment.text(Property.attachmentKind)?.lowercased().contains("pkcs7") == true {
            mail.notes.append("\(name.isEmpty ? "attachment" : name): can't be decrypted")
            return
        }
        if let object = attachment.object(Property.attachmentContent) {
            let isMessage = object.names.contains(OutlookProperties.streamName)
            let content = try CompoundWriter.file(of: object, names: isMessage ? root : nil)
            mail.parts.append(Mail.Part(name: isMessage ? name + ".msg" : name, content: content, isInlineText: false))
            guard isMessage else { return }
            let embedded = try OutlookProperties(of: object, .embeddedMessage)
            try readAttachments(of: object, named: root, embedded, depth: depth + 1)
        } else if let content = try attachment.binary(Property.attachmentContent), !content.isEmpty {
            mail.parts.append(Mail.Part(name: name, content: content, isInlineText: false))
        }
    }
}
