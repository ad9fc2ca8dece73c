import Testing

@testable import Documents

/// What an index may narrow a search by a regular expression with.
@Suite struct RequiredTextsTests {
    static let cases: [(pattern: String, texts: [String])] = [
        ("abc", ["abc"]), ("^Evil\\.Example$", ["l.example"]), ("ab", []), ("abc|def", []), ("abcd?e", ["abc"]), ("abcd*", ["abc"]),
        ("abcd+ef", ["abcd"]), ("abcd{0,2}xyz", ["abc", "xyz"]), ("a.bcd", ["bcd"]), ("(abc|def)ghj", ["ghj"]), ("(?:abc)?def", ["def"]),
        ("[abc]defg", ["defg"]), ("[]a]bcd", ["bcd"]), ("\\d+\\.com", [".com"]), ("\\x41bcd", []), ("\\Qa.b\\E", []), ("(?i)abc", []),
        ("(?x)a b c", []), ("(*UTF)abc", []), ("(?=abc)def", ["def"]), ("host-500000\\.", ["t-500000."]), ("a(b[)]c)def", ["def"]),
        ("abc{,3}", []), ("abécde", ["cde"]), ("(?<n>abc)def", ["def"]), ("\\1abc", []), ("a%_b", ["a%_b"]), ("", []),
        ("[[:alpha:]]abc", []),
    ]

    @Test(arguments: cases)
    func areFound(_ pattern: String, _ texts: [String]) {
        #expect(RequiredTexts(pattern).texts == texts)
    }

    @Test func areInWhateverMatches() throws {
        var generator = SplitMix.printingSeed()
        func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        let pieces = [
            "a", "b", "c", "B", "i", "k", ".", "*", "?", "+", "{2}", "{0,1}", "(", ")", "(?:", "(?=", "(?!", "|", "[ab]", "[^c]", "\\d",
            "\\.", "^",
            "$", "é", "K", "\\b", "\\x62", "abc", "bca",
        ]
        let letters = ["a", "b", "c", "A", "B", "C", "i", "k", "K", "K", ".", "é", "1", "abc", "bca"]
        var matches = 0
        for _ in 0..<20_000 {
            let source = (0..<number(9)).map { _ in pieces[number(pieces.count)] }.joined()
            let texts = RequiredTexts(source).texts
            guard !texts.isEmpty, let pattern = try? Pattern(source, ignoringCase: true) else { continue }
            for _ in 0..<8 {
                let text = (0..<number(10)).map { _ in letters[number(letters.count)] }.joined()
                guard try pattern.matches(text) else { continue }
                matches += 1
                for required in texts { #expect(text.lowercased().contains(required), "\(source) in \(text)") }
            }
        }
        #expect(matches > 100)
    }
}
