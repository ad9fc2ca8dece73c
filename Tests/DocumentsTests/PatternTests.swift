import Testing

@testable import Documents

@Suite("Patterns (design decision 7)")
struct PatternTests {
    @Test(
        "Finds",
        arguments: [
            (#"\.ru(\/|\:|$)"#, "http://a.ru/x", true), (#"\.ru(\/|\:|$)"#, "http://a.ru:80", true),
            (#"\.ru(\/|\:|$)"#, "http://a.ru", true),
            (#"\.ru(\/|\:|$)"#, "http://a.rus", false), (#"(?<=wget )http"#, "wget http://x", true),
            (#"(?<=wget )http"#, "curl http://x", false),
            (#"a(?!b)"#, "ab", false), (#"a(?!b)"#, "ac", true), (#"^(\w+) \1$"#, "root root", true), (#"^(\w+) \1$"#, "root toor", false),
            ("", "", true), ("^$", "", true), ("a", "", false), ("^.$", "é", true), ("^.$", "😀", true),
        ])
    func finds(_ source: String, text: String, found: Bool) throws {
        #expect(try Pattern(source).matches(text) == found)
    }

    @Test("Letter case")
    func letterCase() throws {
        #expect(try !Pattern("WGET").matches("wget"))
        #expect(try Pattern("WGET", ignoringCase: true).matches("wget"))
        #expect(try Pattern("É", ignoringCase: true).matches("é"))
    }

    @Test("Invalid patterns name the place", arguments: [("(", 1), ("a)", 1), ("*a", 0), ("[a", 2), ("ab\\", 3), (#"\C"#, 2)])
    func invalid(_ source: String, at place: Int) {
        do {
            _ = try Pattern(source)
            Issue.record("\(source) was compiled")
        } catch .invalid(let reason, let offset) {
            #expect(!reason.isEmpty)
            #expect(offset == place)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("Too long a pattern")
    func tooLong() throws {
        _ = try Pattern(String(repeating: "a", count: Pattern.maximumBytes))
        #expect(throws: PatternError.tooLong(limit: Pattern.maximumBytes)) {
            try Pattern(String(repeating: "a", count: Pattern.maximumBytes + 1))
        }
    }

    @Test("Catastrophic backtracking stops soon", arguments: ["^(a+)+$", "^(a|a)*$", "(x+x+)+y"])
    func expensive(_ source: String) throws {
        let letter = source.hasPrefix("(x") ? "x" : "a"
        let text = String(repeating: letter, count: 60) + "!"
        let pattern = try Pattern(source)
        let time = ContinuousClock().measure {
            // It must not run on; whether PCRE2 finds the answer by itself is its own affair.
            _ = try? pattern.matches(text)
        }
        #expect(time < .seconds(2))
    }

    @Test("The limit on steps is an error of its own")
    func limit() throws {
        let pattern = try Pattern("^(a+)+$")
        #expect(throws: PatternError.tooExpensive) { try pattern.matches(String(repeating: "a", count: 60) + "!") }
        #expect(try pattern.matches("aaaa"))
    }

    @Test("Subjects that are not UTF-8 are searched all the same")
    func invalidText() throws {
        var matcher = try Matcher(Pattern("wget"))
        #expect(try matcher.matches([0xFF, 0xFE] + Array("wget".utf8) + [0xC3]))
        #expect(try !matcher.matches([0xFF, 0x80, 0xC0]))
        #expect(try !matcher.matches([UInt8]()))
        var any = try Matcher(Pattern("."))
        for first in UInt8.min ... .max { _ = try any.matches([first, 0x80, first]) }
    }

    @Test("One pattern serves many tasks")
    func concurrency() async throws {
        let pattern = try Pattern(#"^(\d+)-\1$"#)
        let right = await withTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<500).filter { (try? pattern.matches("\($0)-\($0 + (task.isMultiple(of: 2) ? 0 : 1))")) == task.isMultiple(of: 2) }
                        .count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(right == 4_000)
    }
}
