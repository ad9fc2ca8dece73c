import Documents
import Model
import Storage

/// Observations as the seed document shows them.
enum Samples {
    static let time = Timestamp("2012-12-26T20:01:46.908000") ?? Timestamp(microseconds: 0)
    static let hashes = ContentHashes(
        md5: "549eccb6939274ac9664f0201e4771c4", sha1: "d337b47020b1e214d35b044483bf04ae1f0a7b4d",
        sha256: String(repeating: "a", count: 64), sha512: String(repeating: "5", count: 128))

    static func id(_ number: UInt64) -> ObjectID { ObjectID(seconds: 0x50DB_57AA, tail: number) }
    static func key(_ number: Int) -> RecordKey { RecordKey(seconds: 0x50DB_57AA, counter: number, node: 1) }
    static func time(plus seconds: Int64) -> Timestamp { Timestamp(microseconds: time.microseconds + seconds * 1_000_000) }

    static func message(_ number: Int, channel: String = "glastopf.events", error: String? = nil) -> StoredMessage {
        StoredMessage(
            key: key(number), id: id(UInt64(number)),
            message: ReceivedMessage(
                ident: "2l3if@hp8", channel: channel, payload: Array("<payload \(number)>".utf8), received: time(plus: Int64(number))),
            isNormalized: error == nil, lastError: error, lastErrorTime: error == nil ? nil : time)
    }

    static func session(
        _ number: Int, honeypot: String = "kippo", protocol name: String? = "ssh", destination: String? = nil, details: String = ""
    ) -> StoredSession {
        StoredSession(
            key: key(number), id: id(UInt64(number)), messageID: id(UInt64(1_000_000 + number)), ident: "sensor-1",
            session: Session(
                timestamp: time(plus: Int64(number)), honeypot: honeypot, protocol: name, sourceIP: "181.5.23.53",
                sourcePort: UInt16(30_000 + number), destinationIP: destination, destinationPort: 2222, details: Array(details.utf8),
                activities: [
                    SessionActivity(.command, "uname -a"), SessionActivity(.url, "http://example.org/x"),
                    SessionActivity(.hash, hashes.md5), SessionActivity(.hash, String(repeating: "0", count: 64)),
                ]))
    }

    static let content: FakeStore.Content = {
        var content = FakeStore.Content()
        content.messages = (1...60).map { message($0) } + [message(61, channel: "kippo.sessions", error: "not valid JSON")]
        content.sessions =
            (1...60).map {
                session($0, details: #""auth_attempts":[{"login":"root","password":"1"}],"session_ssh":{"version":"SSH-2.0"}"#)
            } + [session(61, honeypot: "dionaea", protocol: nil, destination: "198.51.100.9")]
        content.urls = [
            StoredURL(
                id: id(1), url: "http://ikbyznod.ru/count26.php", extractions: [.init(timestamp: time, hashes: hashes)],
                messageIDs: [id(7)], messageCount: 1),
            StoredURL(id: id(2), url: "http://two.com:8080/b", extractions: [], messageIDs: [id(8), id(9)], messageCount: 5_000),
        ]
        content.files = [
            StoredFile(
                id: id(3), hashes: hashes, contentGuess: "Javascript", size: 3, content: [0x0A, 0x09, 0xFF], messageIDs: [id(7)],
                messageCount: 1)
        ]
        content.dorks = [
            StoredDork(id: id(4), content: "/one.php", type: "inurl", count: 3, first: time, last: time(plus: 5)),
            StoredDork(id: id(5), content: "/two.php", type: "intitle", count: 716, first: time, last: time(plus: 1)),
            StoredDork(id: id(6), content: "/three.php", type: "inurl", count: 7, first: time, last: time(plus: 9)),
        ]
        var hourly = [Int](repeating: 0, count: 24)
        hourly[12] = 1978
        hourly[3] = 2
        content.statistics = [DailyStatistics(channel: "dionaea.capture", day: 20_130_907, hourly: hourly)]
        content.totals = [ValueCount(value: "dionaea_capture", count: 22)]
        return content
    }()
}
