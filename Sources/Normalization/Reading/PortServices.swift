/// Names of services by port, the same on every machine (normalization.md 3.3).
enum PortServices {
    /// The protocol that is usual on a port; nil when there is none.
    static func name(of port: UInt16) -> String? { names[port] }

    private static let names: [UInt16: String] = [
        7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 20: "ftp-data", 21: "ftp", 22: "ssh", 23: "telnet",
        25: "smtp", 37: "time", 43: "whois", 49: "tacacs", 53: "domain", 67: "bootps", 69: "tftp", 70: "gopher",
        79: "finger", 80: "http", 88: "kerberos", 102: "iso-tsap", 110: "pop3", 111: "sunrpc", 113: "auth", 119: "nntp",
        123: "ntp", 135: "dcom-scm", 137: "netbios-ns", 138: "netbios-dgm", 139: "netbios-ssn", 143: "imap2",
        161: "snmp", 162: "snmp-trap", 179: "bgp", 389: "ldap", 427: "svrloc", 443: "https", 445: "microsoft-ds",
        465: "submissions", 500: "isakmp", 512: "exec", 513: "login", 514: "shell", 515: "printer", 520: "route",
        543: "klogin", 544: "kshell", 548: "afpovertcp", 554: "rtsp", 563: "nntps", 587: "submission", 623: "asf-rmcp",
        631: "ipp", 636: "ldaps", 873: "rsync", 989: "ftps-data", 990: "ftps", 992: "telnets", 993: "imaps",
        995: "pop3s", 1080: "socks", 1099: "rmiregistry", 1194: "openvpn", 1433: "ms-sql-s", 1434: "ms-sql-m",
        1701: "l2f", 1812: "radius", 2049: "nfs", 2401: "cvspserver", 3260: "iscsi-target", 3306: "mysql",
        3389: "ms-wbt-server", 3690: "svn", 4369: "epmd", 4500: "ipsec-nat-t", 4899: "radmin-port", 5060: "sip",
        5061: "sip-tls", 5222: "xmpp-client", 5269: "xmpp-server", 5353: "mdns", 5432: "postgresql", 5671: "amqps",
        5672: "amqp", 6000: "x11", 6379: "redis", 6514: "syslog-tls", 6667: "ircd", 6697: "ircs-u", 8080: "http-alt",
        9418: "git", 10000: "webmin", 10050: "zabbix-agent", 11371: "hkp",
    ]
}
