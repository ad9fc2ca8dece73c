import NIOCore
import Testing

@testable import HPFeeds

@Suite struct FrameCodecTests {
    static let examples: [(Frame, String)] = [
        (.info(name: "hpfeeds", nonce: [0x01, 0x20, 0x61, 0xff]), "0000001101" + "07" + "68706665656473" + "012061ff"),
        (
            .auth(ident: "ident", digest: AuthenticationDigest.digest(nonce: Array("rand".utf8), secret: "secret")),
            "0000001f02" + "05" + "6964656e74" + "bfa95e1149cd9e7380fdfc614a57095ab719c1b4"
        ),
        (publish("somedata"), "0000001803" + "05" + "6964656e74" + "04" + "6368616e" + "736f6d6564617461"),
        (.subscribe(ident: "ident", channel: "chan"), "0000000f04" + "05" + "6964656e74" + "6368616e"),
        (.unsubscribe(ident: "ident", channel: "chan"), "0000000f05" + "05" + "6964656e74" + "6368616e"),
        (.error(text: "no"), "0000000700" + "6e6f"),
    ]

    @Test(arguments: examples)
    func workedExamples(frame: Frame, hex: String) throws {
        let bytes = try FrameEncoder().encode(frame)
        #expect(bytes.readableBytesView.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hex)
        var decoder = FrameDecoder()
        decoder.append(bytes)
        #expect(try decoder.next() == frame)
        #expect(try decoder.next() == nil)
    }

    @Test func anySegmentationGivesTheSameFrames() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("segmentation seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let frames = (0..<500).map { _ in Self.randomFrame(&generator) }
        var stream = ByteBuffer()
        for frame in frames { try FrameEncoder().encode(frame, into: &stream) }
        for maximumPiece in [1, 3, 7, 64, 5_000, 1 << 20] {
            var decoder = FrameDecoder()
            var rest = stream
            var decoded: [Frame] = []
            while rest.readableBytes > 0 {
                let count = min(rest.readableBytes, Int.random(in: 1...maximumPiece, using: &generator))
                let piece = rest.readSlice(length: count)
                decoder.append(try #require(piece))
                while let frame = try decoder.next() { decoded.append(frame) }
            }
            #expect(decoded == frames, "pieces up to \(maximumPiece), seed \(seed)")
            #expect(decoder.bufferedBytes == 0)
        }
    }

    @Test func randomBytesNeverCrashTheDecoder() {
        let seed = UInt64.random(in: 0 ... .max)
        print("fuzz seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var errors = 0
        for round in 0..<20_000 {
            var decoder = FrameDecoder()
            var bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if round.isMultiple(of: 2), bytes.count > 5 {
                // Half of them get a plausible header, so that bodies are reached.
                bytes.replaceSubrange(0..<5, with: [0, 0, 0, UInt8(Int.random(in: 0...bytes.count, using: &generator)), bytes[4] % 7])
            }
            decoder.append(ByteBuffer(bytes: bytes))
            do {
                while try decoder.next() != nil {}
            } catch {
                errors += 1
            }
        }
        #expect(errors > 1_000)
    }

    @Test(arguments: [4, 0, -1, Int32.max] as [Int32])
    func badLengthsAreRefusedFromTheHeader(length: Int32) {
        var decoder = FrameDecoder()
        var header = ByteBuffer(integer: length)
        header.writeInteger(Opcode.publish.rawValue)
        decoder.append(header)
        #expect(throws: FrameError(.lengthOutOfBounds, field: "length \(UInt32(bitPattern: length))")) { try decoder.next() }
    }

    @Test(arguments: [
        (Opcode.publish, 5 + 1_048_576), (.subscribe, 517), (.unsubscribe, 517), (.auth, 281), (.info, 281), (.error, 5 + 1_048_576),
    ])
    func limits(opcode: Opcode, largest: Int) throws {
        #expect(throws: Never.self) { try FrameHeader(length: UInt32(largest), opcode: opcode.rawValue, limits: FrameLimits()) }
        #expect(throws: FrameError.self) { try FrameHeader(length: UInt32(largest + 1), opcode: opcode.rawValue, limits: FrameLimits()) }
    }

    @Test func overlongNamesAreNotEncoded() {
        let long = String(repeating: "x", count: 256)
        for frame in [publish("", channel: long), publish("", ident: long), .auth(ident: long, digest: []), .info(name: long, nonce: [])] {
            #expect(throws: FrameError.self) { try FrameEncoder().encode(frame) }
        }
    }

    @Test func digestMatchesOneOfTwoSecrets() {
        let nonce: [UInt8] = [1, 2, 3, 4]
        let digest = AuthenticationDigest.digest(nonce: nonce, secret: "new")
        #expect(AuthenticationDigest.matches(digest, nonce: nonce, secrets: ["old", "new"]))
        #expect(!AuthenticationDigest.matches(digest, nonce: nonce, secrets: ["old"]))
        #expect(!AuthenticationDigest.matches(Array(digest.dropLast()), nonce: nonce, secrets: ["new"]))
        #expect(!AuthenticationDigest.matches(digest + [0], nonce: nonce, secrets: ["new"]))
        #expect(!AuthenticationDigest.matches([], nonce: nonce, secrets: []))
        let dummy = AuthenticationDigest.digest(nonce: nonce, secret: "unknown ident")
        #expect(!AuthenticationDigest.matches(dummy, nonce: nonce, secrets: []))
    }

    private static func randomFrame(_ generator: inout SeededGenerator) -> Frame {
        func name(_ generator: inout SeededGenerator) -> String {
            String((0..<Int.random(in: 0...40, using: &generator)).map { _ in "aä€😀.x".randomElement(using: &generator) ?? "a" })
        }
        func bytes(_ most: Int, _ generator: inout SeededGenerator) -> [UInt8] {
            (0..<Int.random(in: 0...most, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        switch Int.random(in: 0...5, using: &generator) {
        case 0: return .error(text: name(&generator))
        case 1: return .info(name: name(&generator), nonce: bytes(20, &generator))
        case 2: return .auth(ident: name(&generator), digest: bytes(20, &generator))
        case 3: return .subscribe(ident: name(&generator), channel: name(&generator))
        case 4: return .unsubscribe(ident: name(&generator), channel: name(&generator))
        default:
            let payload = ByteBuffer(bytes: bytes(300, &generator))
            return .publish(ident: name(&generator), channel: name(&generator), payload: payload)
        }
    }
}
