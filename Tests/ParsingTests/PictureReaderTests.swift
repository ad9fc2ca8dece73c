import Documents
import Foundation
import Parsing
import Testing

@Suite struct PictureReaderTests {
    /// 300 by 200 grey pixels, made by Python's `zlib` and `struct`.
    static let png = decoded(
        "iVBORw0KGgoAAAANSUhEUgAAASwAAADICAAAAAB3tIOJAAAAUUlEQVR42u3BMQEAAADCoPVPbQo/oAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB4GOsoAAHf1Nx9AAAAAElFTkSuQmCC")
    /// Says 19,000 by 19,000 pixels.
    static let bomb = decoded(
        "iVBORw0KGgoAAAANSUhEUgAASjgAAEo4CAAAAABZcQ+eAAAAIUlEQVR42u3BAQ0AAADCoPdPbQ43oAAAAAAAAAAAAODfACcQAAEo8pRCAAAAAE" + "lFTkSuQmCC")
    /// One pixel.
    static let gif = decoded("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
    /// Two by two pixels.
    static let bmp = decoded(
        "Qk1GAAAAAAAAADYAAAAoAAAAAgAAAAIAAAABABgAAAAAABAAAAATCwAAEwsAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")

    static func decoded(_ text: String) -> [UInt8] { Data(base64Encoded: text).map { Array($0) } ?? [] }

    @Test func aPictureIsWrittenAnew() throws {
        let picture = try PictureReader().picture(in: PictureReaderTests.png)
        #expect(picture.width == 300 && picture.height == 200)
        #expect(picture.image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let thumbnail = try PictureReader().picture(in: picture.thumbnail)
        #expect(thumbnail.width == 128 && thumbnail.height == 85)
        #expect(thumbnail.thumbnail == thumbnail.image)
    }

    @Test func otherKindsBecomePNG() throws {
        let gif = try PictureReader().picture(in: PictureReaderTests.gif)
        #expect(gif.width == 1 && gif.height == 1 && gif.image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let bmp = try PictureReader().picture(in: PictureReaderTests.bmp)
        #expect(bmp.width == 2 && bmp.height == 2)
    }

    @Test func aBombIsRefusedBeforeItsPixels() {
        let problem = #expect(throws: ParsingError.self) { try PictureReader().picture(in: PictureReaderTests.bomb) }
        #expect(problem?.description.contains("pixels") == true)
        var limits = PictureReader.Limits()
        limits.side = 299
        #expect(throws: ParsingError.self) { try PictureReader(limits: limits).picture(in: PictureReaderTests.png) }
    }

    /// 40 by 30 pixels each, written by Pillow.
    static let files = [
        "still.webp", "lossless.webp", "moving.webp", "moving.gif", "plain.jpg", "progressive.jpg", "plain.png", "rows.bmp",
    ]

    @Test(arguments: files) func everyKindIsReadAsAWholeOrNotAtAll(_ name: String) throws {
        let bytes = try OutlookReaderTests.fixture(name)
        let picture = try PictureReader().picture(in: bytes)
        #expect(picture.width == 40 && picture.height == 30)
        for size in stride(from: 0, to: bytes.count - 2, by: 1 + bytes.count / 200) {
            #expect(throws: ParsingError.self, "\(size) of \(bytes.count) bytes") {
                try PictureReader().picture(in: Array(bytes.prefix(size)))
            }
        }
    }

    @Test func aBombOfWebPIsRefusedBeforeItsPixels() throws {
        let bomb = try OutlookReaderTests.fixture("bomb.webp")
        let problem = #expect(throws: ParsingError.self) { try PictureReader().picture(in: bomb) }
        #expect(problem?.description.contains("pixels") == true)
    }

    @Test func whatIsNoPictureIsRefused() {
        for bytes in [[], Array("<svg/>".utf8), Array(PictureReaderTests.png.prefix(20)), [0xFF, 0xD8, 0xFF, 0xE0]] {
            #expect(throws: ParsingError.self) { try PictureReader().picture(in: bytes) }
        }
    }

    /// Cut and changed pictures end in an error or in a picture, never in a crash.
    @Test func mutatedPicturesDoNoHarm() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        var limits = PictureReader.Limits()
        limits.pixels = 1_000_000
        let pictures =
            try [PictureReaderTests.png, PictureReaderTests.gif, PictureReaderTests.bmp]
            + PictureReaderTests.files.map(OutlookReaderTests.fixture)
        for number in 0..<2_000 {
            var bytes = pictures[number % pictures.count]
            for _ in 0...(next() % 3) { bytes[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            if next() % 3 == 0 { bytes.removeLast(next() % bytes.count) }
            guard let picture = try? PictureReader(limits: limits).picture(in: bytes) else { continue }
            #expect(picture.width * picture.height <= 1_000_000)
        }
    }
}
