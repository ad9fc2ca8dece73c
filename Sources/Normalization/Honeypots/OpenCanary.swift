internal import Documents
internal import Model

/// OpenCanary, recognised on any channel by `logtype` and `node_id` (normalization.md 4.15).
enum OpenCanary {
    static func isEvent(_ object: JSONView) -> Bool {
        object["logtype"] != nil && object["node_id"] != nil
    }

    static func event(_ object: JSONView, _ input: NormalizerInput) throws(NormalizationError) -> [Observation] {
        let type = object["logtype"]?.portNumber
        // Its own messages, such as on starting.
        if let type, (1_000...1_999).contains(type) { return [] }
        var fields = GuessedFields(object, readsProtocol: false)
        guard let address = fields.sourceIP else { throw .missing("src_host") }
        guard let source = input.source(address) else { return [] }
        let logData = moveCredentials(of: &fields)
        let session = GuessedSession(honeypot: "opencanary")
            .session(fields, input, source: source, protocol: type.flatMap(protocolName), overriding: logData)
        return [.session(session)]
    }

    /// Takes `USERNAME` and `PASSWORD` out of `logdata`; gives what stays of it.
    private static func moveCredentials(
        of fields: inout GuessedFields
    ) -> (position: Int, members: [AddressEraser.Member])? {
        guard let position = fields.members.lastIndex(where: { $0.name.isString("logdata") && $0.value.kind == .object }) else {
            return nil
        }
        var attempt = LoginAttempt(login: nil, password: nil)
        var rest: [AddressEraser.Member] = []
        for member in fields.members[position].value.distinctMembers {
            let isLogin = member.name.isString(ignoringCase: "username")
            guard isLogin || member.name.isString(ignoringCase: "password"), member.value.kind == .string || member.value.isNull
            else {
                rest.append(member)
                continue
            }
            if isLogin {
                attempt.login = member.value.textOrNil ?? attempt.login
            } else {
                attempt.password = member.value.textOrNil ?? attempt.password
            }
        }
        fields.add(attempt)
        return (position, rest)
    }

    private static func protocolName(of type: UInt16) -> String? {
        switch type {
        case 2_000...2_999: "ftp"
        case 3_000...3_999: "http"
        case 4_000...4_999: "ssh"
        case 5_000: "smb"
        case 6_000...6_999: "telnet"
        case 7_000...7_999: "http-proxy"
        case 8_000...8_999: "mysql"
        case 9_000...9_999: "mssql"
        case 10_000...10_999: "tftp"
        case 11_000...11_999: "ntp"
        case 12_000...12_999: "vnc"
        case 13_000...13_999: "snmp"
        case 14_000...14_999: "rdp"
        case 15_000...15_999: "sip"
        case 16_000...16_999: "git"
        case 17_000...17_999: "redis"
        default: nil
        }
    }
}

extension JSONView {
    fileprivate func isString(ignoringCase name: String) -> Bool {
        guard let text = string, text.utf8.count == name.utf8.count else { return false }
        return text.lowercased() == name
    }
}
