import Documents
import Testing

@Suite("Dates as people write them")
struct DateTests {
    /// 2024-03-30, a day that February has not.
    private static let now = Timestamp(year: 2024, month: 3, day: 30, hour: 17, minute: 5)

    @Test(
        "What is read",
        arguments: [
            ("2015-01-31", "2015-01-31T00:00:00"), ("2015-01-31T10:00:00", "2015-01-31T10:00:00"),
            ("2015-01-31 10:00:00.123", "2015-01-31T10:00:00.123000"), ("2015-01-31 10:00:00,5", "2015-01-31T10:00:00.500000"),
            ("2015-01-31T10:00:00.1234567Z", "2015-01-31T10:00:00.123456"), ("2015-01-31T10:00:00+02:00", "2015-01-31T08:00:00"),
            ("2015-01-31T10:00-0530", "2015-01-31T15:30:00"), ("2015-01-31T10:00:00 +01", "2015-01-31T09:00:00"),
            ("2015-01-31 10:00", "2015-01-31T10:00:00"), ("20150131", "2015-01-31T00:00:00"),
            ("20150131T101112", "2015-01-31T10:11:12"), ("20150131T1011Z", "2015-01-31T10:11:00"),
            ("20150131101112", "2015-01-31T10:11:12"), ("2015/01/31", "2015-01-31T00:00:00"),
            ("2015/1/3 4:05", "2015-01-03T04:05:00"), ("01/31/2015", "2015-01-31T00:00:00"), ("31/01/2015", "2015-01-31T00:00:00"),
            ("01/02/2015", "2015-01-02T00:00:00"), ("31.01.2015 23:59", "2015-01-31T23:59:00"), ("1/2/15", "2015-01-02T00:00:00"),
            ("1/2/99", "1999-01-02T00:00:00"), ("Jan 31 2015", "2015-01-31T00:00:00"), ("31 January 2015 10:00", "2015-01-31T10:00:00"),
            ("5 March 2024", "2024-03-05T00:00:00"), ("March 5, 2024 09:15", "2024-03-05T09:15:00"),
            ("march 5th, 2024 9:15 PM", "2024-03-05T21:15:00"), ("5 Mar 2024 12:00am", "2024-03-05T00:00:00"),
            ("5 Mar 2024 12 pm", "2024-03-05T12:00:00"), ("Tue, 05 Mar 2024 09:15:30 +0100", "2024-03-05T08:15:30"),
            ("Tue, 5 Mar 2024 09:15:30 EST", "2024-03-05T14:15:30"), ("Tue, 05 Mar 2024 09:15:30 -0000 (UTC)", "2024-03-05T09:15:30"),
            ("Tue Mar  5 09:15:00 2024", "2024-03-05T09:15:00"), ("Tue Mar  5 09:15:00 UTC 2024", "2024-03-05T09:15:00"),
            ("05/Mar/2024:09:15:00 +0100", "2024-03-05T08:15:00"), ("5-Mar-2024", "2024-03-05T00:00:00"),
            ("seen on 2015-01-31 at 10:00 by run7", "2015-01-31T10:00:00"),
            ("first seen: Jan 31 2015, later 5 times", "2015-01-31T00:00:00"),
            ("10:30", "2024-03-30T10:30:00"), ("2015", "2015-03-30T00:00:00"), ("February 2015", "2015-02-28T00:00:00"),
            ("2015-02", "2015-02-28T00:00:00"), ("02/2015", "2015-02-28T00:00:00"), ("Sept 9", "2024-09-09T00:00:00"),
            ("0001-01-01", "0001-01-01T00:00:00"), ("9999-12-31 23:59:59", "9999-12-31T23:59:59"),
            ("2015-01-31+01:00", "2015-01-30T23:00:00"), ("2015-01-31Z", "2015-01-31T00:00:00"),
        ])
    func readable(_ text: String, _ expected: String) throws {
        let now = try #require(DateTests.now)
        #expect(LenientDate.parse(text, now: now)?.description == expected)
    }

    @Test(
        "What is no date",
        arguments: [
            "", " ", "yesterday", "this may fail", "5", "run7", "foo 12 bar", "2015-02-30", "2015-13-01", "32 January 2015", "31/31/2015",
            "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "99999999", "1425546000", "192.168.10.20", "é2015",
            "25:00", "::::", "--//..", "T10", "+05:00x", "0000-01-01",
        ])
    func unreadable(_ text: String) throws {
        let now = try #require(DateTests.now)
        #expect(LenientDate.parse(text, now: now) == nil)
    }

    @Test("Any text is read in time that grows with its length")
    func anyText() {
        var generator = SplitMix.printingSeed()
        let alphabet = Array("0123456789-/.:TZ+ ,apmJanjan\0é".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &generator) { text.append(alphabet.randomElement(using: &generator) ?? " ") }
            _ = LenientDate.parse(String(text))
            _ = StrictDate.parse(String(text))
        }
        let start = ContinuousClock.now
        for pattern in ["1-", "1:", "Jan ", "9", "a", "10 a"] { _ = LenientDate.parse(String(repeating: pattern, count: 1_000_000)) }
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(
        "The format of PATCH",
        arguments: [
            ("2016-03-01 13:45:00.123456", "2016-03-01T13:45:00.123456"), ("2016-03-01 13:45:00.1", "2016-03-01T13:45:00.100000"),
            ("2016-3-1 3:4:5.000001", "2016-03-01T03:04:05.000001"), ("2016-03-01 13:45:00.000000", "2016-03-01T13:45:00"),
        ])
    func strict(_ text: String, _ expected: String) { #expect(StrictDate.parse(text)?.description == expected) }

    @Test(
        "What is not the format of PATCH",
        arguments: [
            "", "2016-03-01", "2016-03-01 13:45:00", "2016-03-01 13:45:00.", "2016-03-01T13:45:00.1", "2016-03-01 13:45:00.1234567",
            "2016-03-01 13:45:00.123456Z", " 2016-03-01 13:45:00.1", "2016-02-30 13:45:00.1", "16-03-01 13:45:00.1",
            "0000-03-01 13:45:00.1",
            "2016-03-01 24:45:00.1", "2016-03-01 13:45:60.1", "2016-03-01  13:45:00.1",
        ])
    func notStrict(_ text: String) { #expect(StrictDate.parse(text) == nil) }
}
