import CLibPQ
import Storage

/// Where the database is: a URL as libpq reads it, with all its parameters (several hosts, `sslmode`,
/// `target_session_attrs`, …). Its secrets appear in no message.
struct ConnectionInfo: Sendable {
    /// Host, port and name of the database, for messages.
    let label: String
    /// The parameters as variables of the environment, for the programs of PostgreSQL.
    let environment: [String: String]
    /// Where statements that take long are noted.
    let slowQueries: SlowQueryLog?
    private let url: String
    private let secrets: [String]
    private let options: PostgresOptions

    /// Parses the URL without connecting; throws `invalid`.
    init(url: String, options: PostgresOptions, slowQueries: SlowQueryLog? = nil) throws(StorageError) {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            throw StorageError(.invalid, "the database URL does not begin with postgres://")
        }
        // What libpq says of a bad URL repeats it, password and all.
        guard let parsed = PQconninfoParse(url, nil) else {
            throw StorageError(.invalid, "the database URL can't be read; it is postgres://USER:PASSWORD@HOST:PORT/NAME?…")
        }
        defer { PQconninfoFree(parsed) }
        var values: [String: String] = [:]
        var environment: [String: String] = [:]
        var entry = parsed
        while let keyword = entry.pointee.keyword {
            if let value = entry.pointee.val.map({ String(cString: $0) }), !value.isEmpty {
                values[String(cString: keyword)] = value
                if let variable = entry.pointee.envvar { environment[String(cString: variable)] = value }
            }
            entry += 1
        }
        self.url = url
        self.options = options
        self.slowQueries = slowQueries
        self.environment = environment
        let ports = values["port"].map { ":\($0)" } ?? ""
        label = "\(values["host"] ?? values["hostaddr"] ?? "local")\(ports)/\(values["dbname"] ?? values["user"] ?? "")"
        secrets = ["password", "sslpassword"].compactMap { values[$0] }
    }

    /// What a message may say.
    func redacted(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return secrets.reduce(line) { $0.replacing($1, with: "***") }
    }

    /// Keywords and values in the order in which libpq takes them: a later one wins.
    var parameters: [(keyword: String, value: String)] {
        [
            ("fallback_application_name", "waggle"), ("connect_timeout", "\(options.connectSeconds)"),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
    }
}
