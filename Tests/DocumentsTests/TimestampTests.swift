import Foundation
import Testing

@testable import Documents

@Suite("Times (ruling 15)")
struct TimestampTests {
    @Test(
        "Reads",
        arguments: [
            ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01 00:00", 0), ("1970-01-01T00:00:00.000001", 1),
            ("1970-01-01T00:00:00.1", 100_000), ("1970-01-01T00:00:00.1234567899", 123_456), ("1969-12-31T23:59:59.999999Z", -1),
            ("1970-01-01T01:00:00+01:00", 0), ("1970-01-01T01:00:00+0100", 0), ("1969-12-31T23:30:00-00:30", 0),
            ("2000-02-29T12:00:00", 951_825_600_000_000), ("2026-11-22T15:00:00", 1_795_359_600_000_000),
            ("0000-01-01T00:00:00", -62_167_219_200_000_000), ("9999-12-31T23:59:59.999999", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func reads(_ text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "Refuses",
        arguments: [
            "", "1970", "1970-1-1", "1970-13-01", "1970-00-01", "1970-01-00", "1970-04-31", "1900-02-29", "2023-02-29", "1970-01-01T",
            "1970-01-01T24:00",
            "1970-01-01T00:60", "1970-01-01T00:00:60", "1970-01-01T00:00:00.", "1970-01-01T00:00:00+", "1970-01-01T00:00:00+15:00",
            "1970-01-01T00:00:00+01:60", "1970-01-01T00:00:00ZZ", "1970-01-01Z", " 1970-01-01", "1970-01-01 ", "１970-01-01", "-970-01-01",
            "1970-01-01T00:00:00.0000000000000000000000000000000000000000000000000000000000000Z!",
        ])
    func refuses(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("Prints and reads back, and the calendar is Foundation's")
    func roundTrip() throws {
        var generator = SplitMix.printingSeed()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for _ in 0..<3_000 {
            let time = Timestamp(microseconds: .random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &generator))
            #expect(Timestamp(time.description) == time)
            // Foundation's calendar turns Julian before 1582.
            guard time.seconds > -12_000_000_000 else { continue }
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(time.seconds)))
            let ours = time.calendar
            #expect([parts.year, parts.month, parts.day] == [ours.year, ours.month, ours.day])
            #expect([parts.hour, parts.minute, parts.second] == [ours.hour, ours.minute, ours.second])
        }
    }

    @Test("Prints the fraction only where there is one")
    func prints() {
        #expect(Timestamp(microseconds: 1_795_359_600_000_000).description == "2026-11-22T15:00:00")
        #expect(Timestamp(microseconds: 1_795_359_600_000_010).description == "2026-11-22T15:00:00.000010")
        #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999")
        var text: [UInt8] = []
        Timestamp(microseconds: -1).appendText(to: &text, wholeSeconds: true)
        #expect(String(decoding: text, as: UTF8.self) == "1969-12-31T23:59:59")
    }

    @Test(
        "Seconds round towards the past", arguments: [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)])
    func seconds(_ microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test("The ends of the range do not trap", arguments: [Int64.min, Int64.min + 1, Int64.max])
    func extremes(_ microseconds: Int64) {
        let time = Timestamp(microseconds: microseconds)
        #expect((0...999_999).contains(time.calendar.microsecond))
        #expect(!time.description.isEmpty)
    }

    @Test("Order and day number")
    func order() {
        #expect(Timestamp(microseconds: -1) < Timestamp(microseconds: 0))
        #expect(Timestamp(microseconds: 1_795_359_600_000_000).dayNumber == 20_261_122)
    }
}
