import Documents
import Model
import Storage

/// Messages as Cowrie sends them, the same sequence as in `baseline/`: addresses out of 200,000, eight protocols.
struct CowrieMessages {
    /// Whose keys they have.
    let node: Int
    /// Different source addresses and ports.
    var addresses: UInt64 = 200_000
    var ports: UInt64 = 60_000

    /// As many addresses and ports that each comes as often as among ten million messages.
    mutating func scale(to rows: Int) {
        addresses = UInt64(max(1, rows / 50))
        ports = UInt64(min(60_000, max(1, rows / 166)))
    }

    private static let protocols = ["ssh", "telnet", "http", "smb", "mysql", "ftp", "sip", "mssql"]
    private static let honeypots = ["cowrie", "dionaea", "heralding", "conpot", "glastopf"]
    private static let payloadBytes = 628

    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// The batch that starts at a number.
    func batch(from start: Int, count: Int) -> IngestBatch {
        IngestBatch(messages: (start..<start + count).map(message))
    }

    /// One of five at random, but that ssh never comes by conpot: two common values that exclude each other.
    private func honeypot(_ random: UInt64) -> String {
        let choice = Int((random >> 24) % 5)
        return CowrieMessages.honeypots[choice == 3 && random >> 20 & 7 == 0 ? 0 : choice]
    }

    func message(_ number: Int) -> NormalizedMessage {
        let random = CowrieMessages.mixed(UInt64(number))
        let address = CowrieMessages.mixed(random % addresses)
        let second = UInt32(1_767_225_600 + number / 1_000)
        let received = Timestamp(microseconds: Int64(second) * 1_000_000 + Int64(number % 1_000))
        let source = "\((address & 127) + 1).\(address >> 8 & 255).\(address >> 16 & 255).\(address >> 24 & 255)"
        let port = UInt16(1_024 + (random >> 8) % ports)
        var payload = Array("{\"session\":\"\(String(random, radix: 16))\",\"peerIP\":\"\(source)\",\"peerPort\":\(port),".utf8)
        payload += [UInt8](repeating: 0x78, count: CowrieMessages.payloadBytes - payload.count)
        let password = String(random & 0xFFFF_FFFF, radix: 16)
        let details = """
            "auth_attempts":[{"login":"root","password":"\(password)"},{"login":"admin","password":"admin"}],\
            "session_ssh":{"version":"SSH-2.0-libssh2_1.8.0"}
            """
        let session = Session(
            timestamp: received, honeypot: honeypot(random), protocol: CowrieMessages.protocols[Int(random >> 20 & 7)],
            sourceIP: source, sourcePort: port,
            destinationIP: "10.0.\(random >> 32 & 3).\(random >> 40 & 255)", destinationPort: UInt16(1 + (random >> 44 & 1_023)),
            details: Array(details.utf8))
        return NormalizedMessage(
            key: RecordKey(seconds: second, counter: number % 1_000, node: node),
            message: ReceivedMessage(
                ident: "sensor-\((random >> 48) % 20)", channel: "cowrie.sessions", payload: payload, received: received),
            outcome: .normalized([.session(session)]))
    }
}
