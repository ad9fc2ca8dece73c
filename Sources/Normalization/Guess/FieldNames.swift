/// The names under which honeypots of today send the fields of a session, in order of preference (normalization.md 4.15).
enum FieldNames {
    static let endpoint = ["remote", "peer"]
    static let sourceIP = [
        "source_ip", "src_ip", "src_host", "source", "src", "saddr", "peerIP", "remote_host", "attackerIP", "attacker_ip",
        "SrcIp", "srcHost", "client_ip",
    ]
    static let sourcePort = [
        "source_port", "src_port", "spt", "sport", "peerPort", "remote_port", "attackerPort", "attacker_port", "SrcPort",
        "srcPort", "client_port",
    ]
    static let destinationIP = [
        "destination_ip", "dest_ip", "dst_ip", "dst_host", "dest_host", "dst", "daddr", "hostIP", "local_host", "victimIP",
        "DestIp", "dstHost", "server_ip",
    ]
    static let destinationPort = [
        "destination_port", "dest_port", "dst_port", "dpt", "dport", "hostPort", "local_port", "victimPort", "DestPort",
        "dstPort", "server_port",
    ]
    static let `protocol` = ["protocol", "proto", "service"]
    static let attempts = ["auth_attempts", "credentials", "login_attempts"]
    static let login = ["username", "login", "user", "duser"]
    static let password = ["password"]

    /// What a name stands for.
    enum Row: Int, CaseIterable {
        case endpoint, sourceIP, sourcePort, destinationIP, destinationPort, `protocol`, attempts, login, password
    }

    /// The row of each name and its place in it; the first is preferred.
    static let places: [String: (row: Row, rank: Int)] = {
        let rows: [(Row, [String])] = [
            (.endpoint, endpoint), (.sourceIP, sourceIP), (.sourcePort, sourcePort), (.destinationIP, destinationIP),
            (.destinationPort, destinationPort), (.protocol, `protocol`), (.attempts, attempts), (.login, login),
            (.password, password),
        ]
        var places: [String: (row: Row, rank: Int)] = [:]
        for (row, names) in rows {
            for (rank, name) in names.enumerated() { places[name] = (row, rank) }
        }
        return places
    }()
}
