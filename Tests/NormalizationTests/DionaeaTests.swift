import Model
import Normalization
import Testing

@Suite struct DionaeaTests {
    private let md5 = String(repeating: "0c", count: 16)
    private let sha512 = String(repeating: "8c", count: 64)

    private func capture(_ port: String, _ more: String = "") -> String {
        #"""
        {"url":"ftp://203.0.113.9/a.exe","saddr":"::ffff:203.0.113.9","sport":"3006","dport":"\#(port)","md5":"\#(md5)",
        "sha512":"\#(sha512)"\#(more)}
        """#
    }

    @Test(arguments: ["dionaea.capture", "dionaea.capture.anon", "dionaea.captures"])
    func captureGivesASession(_ channel: String) throws {
        let expected = try Document(
            #"""
            {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.9", "source_port": 3006, "destination_ip": "198.51.100.5",
            "destination_port": 445, "protocol": "microsoft-ds", "honeypot": "dionaea", "attachments":
            [{"description": "Binary extraction", "hashes": {"md5": "\#(md5)", "sha512": "\#(sha512)"}}]}
            """#)
        let payload = capture("445", #","daddr":"::ffff:198.51.100.5""#)
        #expect(try sessionDocument(channel, payload) == expected)
        #expect(
            try session(channel, payload).activities == [
                SessionActivity(.url, "ftp://203.0.113.9/a.exe"), SessionActivity(.hash, sha512),
            ])
    }

    @Test(arguments: ["", #","daddr":null"#])
    func captureNeedsNoDestination(_ more: String) throws {
        let document = try sessionDocument("dionaea.capture", capture("4711", more))
        #expect(document["destination_ip"] == nil)
        #expect(document["protocol"] == nil)
    }

    @Test func connectionsOfAllTypesGiveASession() throws {
        for type in ["accept", "connect", "listen", "reject", "pending"] {
            let document = try sessionDocument(
                "dionaea.connections",
                #"""
                {"connection_type":"\#(type)","connection_transport":"tcp","connection_protocol":"httpd",
                "remote_host":"::FFFF:203.0.113.6","remote_port":51912,"local_host":"198.51.100.4","local_port":80}
                """#)
            let expected = try Document(
                #"""
                {"timestamp": "2026-11-22T15:00:00", "source_ip": "203.0.113.6", "source_port": 51912, "destination_port": 80,
                "honeypot": "dionaea", "protocol": "httpd"}
                """#)
            #expect(document == expected)
        }
    }

    @Test func binaryIsAFile() throws {
        let png: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0,
        ]
        let found = try Normalizer().normalize(message("mwbinary.dionaea.sensorunique", png))
        guard case .file(let file) = try #require(found.first) else {
            Issue.record("not a file")
            return
        }
        #expect(found.count == 1)
        #expect(file.content == png)
        #expect(file.contentGuess == "PNG image data, 1 x 1, 8-bit/color RGB, non-interlaced")
    }

    @Test(arguments: [
        ("6162", "ab"), ("4D5a", "MZ"), ("616", "616"), ("", ""), ("6", "6"), ("616g", "616g"), ("6162\n", "6162\n"),
    ])
    func hexadecimalBinaryIsDecoded(_ payload: String, _ content: String) throws {
        let found = try observations("mwbinary.dionaea.sensorunique", payload)
        #expect(found == [.file(ObservedFile(content: Array(content.utf8), hashes: hashes(of: found), contentGuess: guess(of: found)))])
    }

    @Test func hashesAreThoseOfTheContent() throws {
        let document = try documents("mwbinary.dionaea.sensorunique", "abc")[0]["file"]
        #expect(document?["hashes"]?["md5"] == .string("900150983cd24fb0d6963f7d28e17f72"))
        #expect(document?["hashes"]?["sha1"] == .string("a9993e364706816aba3e25717850c26c9cd0d89d"))
        #expect(
            document?["hashes"]?["sha512"]
                == .string(
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"))
        #expect(
            hashes(of: try observations("mwbinary.dionaea.sensorunique", "abc")).sha256
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    private func hashes(of observations: [Observation]) -> ContentHashes {
        guard case .file(let file)? = observations.first else { return ContentHashes(md5: "", sha1: "", sha256: "", sha512: "") }
        return file.hashes
    }

    private func guess(of observations: [Observation]) -> String {
        guard case .file(let file)? = observations.first else { return "" }
        return file.contentGuess
    }
}
