import Accounts
import Foundation
import Testing

@Suite("Sealed secrets")
struct SecretBoxTests {
    private let old = [UInt8](repeating: 1, count: 32)
    private let new = [UInt8](repeating: 2, count: 32)

    @Test("opens what it sealed, for the same owner only")
    func roundTrip() throws {
        let box = try SecretBox(keys: [old])
        let sealed = try box.seal("geheim", for: "sensor/a")
        #expect(try box.open(sealed, for: "sensor/a") == "geheim")
        #expect(try box.seal("geheim", for: "sensor/a") != sealed)
        #expect(throws: AccountError.self) { try box.open(sealed, for: "sensor/b") }
        var broken = sealed
        broken[broken.count - 1] ^= 1
        #expect(throws: AccountError.self) { try box.open(broken, for: "sensor/a") }
        for bytes in [[], [1], [1, 2], [9, 9, 9], Array(sealed.prefix(10))] {
            #expect(throws: AccountError.self) { try box.open(bytes, for: "sensor/a") }
        }
    }

    @Test("keys can be rotated")
    func rotation() throws {
        let sealed = try SecretBox(keys: [old]).seal("x", for: "o")
        let box = try SecretBox(keys: [new, old])
        #expect(try box.open(sealed, for: "o") == "x")
        #expect(box.isOutdated(sealed))
        #expect(try !box.isOutdated(box.seal("x", for: "o")))
        #expect(throws: AccountError.self) { try SecretBox(keys: [new]).open(sealed, for: "o") }
    }

    @Test("keys of another length are none", arguments: [[], [[UInt8]()], [[UInt8](repeating: 1, count: 31)]])
    func lengths(_ keys: [[UInt8]]) {
        #expect(throws: AccountError.self) { try SecretBox(keys: keys) }
    }

    @Test("the file is made once, for its owner only")
    func file() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let sealed = try SecretBox.open(directory: directory, environmentValue: nil).seal("x", for: "o")
        #expect(try SecretBox.open(directory: directory, environmentValue: "").open(sealed, for: "o") == "x")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["secret.key"])
        let path = directory + "/secret.key"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: AccountError.self) { try SecretBox.open(directory: directory, environmentValue: nil) }
    }

    @Test("the environment's key wins; a bad one is an error that does not quote it")
    func environment() throws {
        let key = String(repeating: "0f", count: 32)
        let sealed = try SecretBox.open(directory: "/nonexistent", environmentValue: key).seal("x", for: "o")
        let rotated = try SecretBox.open(directory: "/nonexistent", environmentValue: String(repeating: "1f", count: 32) + ", " + key)
        #expect(try rotated.open(sealed, for: "o") == "x")
        let error = #expect(throws: AccountError.self) { try SecretBox.open(directory: "/", environmentValue: "topsecret") }
        #expect(error?.description.contains("topsecret") == false)
    }
}
