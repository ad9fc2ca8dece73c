import CGMime

/// Addresses in the headers of mails, without the names beside them.
enum MailAddresses {
    /// All addresses of a list and of the groups in it, each once; nil when there are more than a limit.
    static func all(of list: UnsafeMutablePointer<InternetAddressList>?, limit: Int) -> [String]? {
        var found: [String] = []
        var known: Set<String> = []
        var open = list.map { [$0] } ?? []
        while let list = open.popLast() {
            for index in 0..<internet_address_list_length(list) {
                guard let address = internet_address_list_get_address(list, index) else { continue }
                if let members = cgmime_group(address) { open.append(members) }
                guard let mailbox = cgmime_mailbox(address) else { continue }
                let text = HeaderText.value(String(cString: mailbox).utf8)
                guard !text.isEmpty, known.insert(text).inserted else { continue }
                guard found.count < limit else { return nil }
                found.append(text)
            }
        }
        return found
    }

    /// All addresses in the text of a header; nil when there are more than a limit.
    static func all(in text: String, limit: Int) -> [String]? {
        MessageReader.library
        guard let list = internet_address_list_parse(nil, text) else { return [] }
        defer { g_object_unref(list) }
        return all(of: list, limit: limit)
    }
}
