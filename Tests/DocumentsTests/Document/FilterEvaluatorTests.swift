import Documents
import Testing

private let midnight = Timestamp(microseconds: 1_422_662_400_000_000)

private let sample: Document = [
    "_id": "55d2f9a1c2b4e60d1c8e4f10",
    "filename": "foo.txt",
    "size": 100,
    "score": .double(2.5),
    "whole": .double(100),
    "description": "",
    "hidden": true,
    "created": .date(midnight),
    "bucket_list": .list(["foo", "bar"]),
    "sectors": .list([]),
    "campaign": .list([
        .document(["name": "Bad Guys", "confidence": "low"]), .document(["name": "Others", "confidence": "high"]),
    ]),
    "source": .list([
        .document([
            "name": "A", "instances": .list([.document(["method": "m1"]), .document(["method": "m2", "reference": "r"])]),
        ]),
        .document(["name": "B", "instances": .list([])]),
    ]),
    "matrix": .list([.list([1, 2]), .list([3])]),
    "numbered": .document(["0": "zero"]),
    "unsupported_attrs": .document(["legacy_score": 7]),
]

private func holds(_ path: String, _ test: Criterion.Test, unsupported: Bool = false, in document: Document = sample) throws -> Bool {
    let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return try Filter.criterion(Criterion(path: names, reachesUnsupported: unsupported, test: test)).matches(document)
}

@Suite("Filters over documents")
struct FilterEvaluatorTests {
    @Test(
        "Equality reaches scalars, elements, whole lists and list positions",
        arguments: [
            ("filename", DocumentValue.string("foo.txt"), true), ("filename", "FOO.TXT", false), ("filename", "foo", false),
            ("bucket_list", "bar", true), ("bucket_list", "baz", false), ("bucket_list", .list(["foo", "bar"]), true),
            ("bucket_list", .list(["bar", "foo"]), false), ("bucket_list.1", "bar", true), ("bucket_list.2", "bar", false),
            ("bucket_list.01", "bar", true), ("bucket_list.-1", "bar", false), ("bucket_list.99999999999999999999", "bar", false),
            ("campaign.name", "Bad Guys", true), ("campaign.1.name", "Others", true), ("campaign.0.name", "Others", false),
            ("source.instances.method", "m2", true), ("source.0.instances.0.method", "m1", true),
            ("source.instances.1.method", "m2", true), ("matrix.0", 2, true), ("matrix.0.1", 2, true), ("matrix", 2, false),
            ("matrix", .list([3]), true), ("numbered.0", "zero", true), ("nothing", "x", false), ("filename.x", "foo.txt", false),
            ("", "x", false), ("description", "", true), ("campaign", .document(["name": "Others", "confidence": "high"]), true),
        ])
    func equality(_ path: String, _ value: DocumentValue, _ isExpected: Bool) throws {
        #expect(try holds(path, .equals(value)) == isExpected)
        #expect(try holds(path, .notEquals(value)) == !isExpected)
        #expect(try holds(path, .isIn(["no", value])) == isExpected)
        #expect(try holds(path, .isNotIn(["no", value])) == !isExpected)
    }

    @Test(
        "Kinds never mix, but integers and doubles are numbers both",
        arguments: [
            ("size", DocumentValue.double(100), true), ("whole", 100, true), ("size", "100", false), ("hidden", "true", false),
            ("hidden", true, true), ("hidden", 1, false), ("created", "2015-01-31", false), ("created", .date(midnight), true),
            ("created", .date(Timestamp(microseconds: midnight.microseconds + 999)), true),
            ("created", .date(Timestamp(microseconds: midnight.microseconds - 1)), false), ("score", .double(2.5), true),
            ("score", 2, false),
        ])
    func kinds(_ path: String, _ value: DocumentValue, _ isExpected: Bool) throws {
        #expect(try holds(path, .equals(value)) == isExpected)
        #expect(try holds(path, .isIn([value])) == isExpected)
    }

    @Test(
        "Comparisons stay within one kind",
        arguments: [
            ("size", Criterion.Comparison.greater, DocumentValue.integer(99), true), ("size", .greater, 100, false),
            ("size", .greaterOrEqual, 100, true), ("size", .less, .double(100.5), true), ("size", .lessOrEqual, 99, false),
            ("size", .greater, "1", false), ("size", .less, "zzz", false), ("filename", .greater, "foo", true),
            ("filename", .less, "g", true), ("filename", .less, "F", false), ("created", .less, .date(.now), true),
            ("created", .greaterOrEqual, .date(midnight), true), ("hidden", .greaterOrEqual, true, false), ("nothing", .less, 5, false),
            ("bucket_list", .less, "c", true), ("bucket_list", .greater, "foo", false), ("score", .greater, .double(.nan), false),
        ])
    func comparisons(_ path: String, _ comparison: Criterion.Comparison, _ value: DocumentValue, _ isExpected: Bool) throws {
        #expect(try holds(path, .compares(comparison, value)) == isExpected)
    }

    @Test(
        "Presence",
        arguments: [
            ("sectors", true), ("description", true), ("nothing", false), ("source.instances.reference", true),
            ("source.1.instances.method", false), ("campaign.2", false), ("unsupported_attrs.legacy_score", true),
        ])
    func presence(_ path: String, _ isExpected: Bool) throws {
        #expect(try holds(path, .exists(true)) == isExpected)
        #expect(try holds(path, .exists(false)) == !isExpected)
    }

    @Test("Patterns search strings only")
    func patterns() throws {
        func finds(_ path: String, _ pattern: String) throws -> Bool {
            try holds(path, .matches(Pattern(pattern, ignoringCase: true)))
        }
        #expect(try finds("filename", "OO\\."))
        #expect(try finds("campaign.name", "^bad"))
        #expect(try finds("bucket_list", "^ba"))
        #expect(try !finds("size", "1"))
        #expect(try !finds("created", "2015"))
        #expect(try finds("description", "^$"))
    }

    @Test("A pattern that explodes is an error, not a wait")
    func catastrophe() throws {
        let document: Document = ["a": .string(String(repeating: "a", count: 5_000) + "!")]
        let pattern = try Pattern("(a+)+$", ignoringCase: true)
        let start = ContinuousClock.now
        #expect(throws: PatternError.tooExpensive) { try holds("a", .matches(pattern), in: document) }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("Unsupported attributes are reached by their own names")
    func unsupported() throws {
        #expect(try holds("legacy_score", .equals(7), unsupported: true))
        #expect(try !holds("legacy_score", .equals(7)))
        #expect(try !holds("legacy_score", .notEquals(7), unsupported: true))
        #expect(try !holds("legacy_score", .exists(false), unsupported: true))
    }

    @Test("And, or, all, nothing; tests of one list need not hold for one element")
    func combination() throws {
        let other = Criterion(path: ["campaign", "name"], test: .equals("Others"))
        let low = Criterion(path: ["campaign", "confidence"], test: .equals("low"))
        let no = Filter.criterion(Criterion(path: ["size"], test: .equals(1)))
        #expect(try Filter.and([.criterion(other), .criterion(low)]).matches(sample))
        #expect(try !Filter.and([.criterion(other), no]).matches(sample))
        #expect(try Filter.or([.criterion(other), no]).matches(sample))
        #expect(try !Filter.or([no, .nothing]).matches(sample))
        #expect(try Filter.and([]).matches(sample))
        #expect(try !Filter.or([]).matches(sample))
        #expect(try Filter.all.matches(Document()))
    }

    @Test("Texts are compared by bytes: canonically equivalent ones differ")
    func canonicalEquivalence() throws {
        let composed = "caf\u{E9}"
        let decomposed = "cafe\u{301}"
        let document: Document = ["name": .string(composed)]
        #expect(try holds("name", .equals(.string(composed)), in: document))
        #expect(try !holds("name", .equals(.string(decomposed)), in: document))
        #expect(try holds("name", .isIn([.string(decomposed), .string(composed)]), in: document))
        #expect(try !holds("name", .isIn([.string(decomposed)]), in: document))
        var both = Document()
        both[composed] = 1
        both[decomposed] = 2
        #expect(both.count == 2)
        #expect(both[composed] == 1)
        #expect(try holds(decomposed, .equals(2), in: both))
    }

    @Test("Integers that a double can't hold are told from it")
    func largeNumbers() throws {
        let document: Document = ["n": .integer(9_007_199_254_740_993), "top": .integer(.max), "low": .integer(.min)]
        #expect(try !holds("n", .equals(.double(9_007_199_254_740_992)), in: document))
        #expect(try holds("n", .compares(.greater, .double(9_007_199_254_740_992)), in: document))
        #expect(try holds("top", .compares(.less, .double(9_223_372_036_854_775_808)), in: document))
        #expect(try holds("low", .equals(.double(-9_223_372_036_854_775_808)), in: document))
        #expect(try holds("low", .isIn([.double(-9_223_372_036_854_775_808)]), in: document))
        #expect(try holds("low", .compares(.greater, .double(-.infinity)), in: document))
    }

    @Test("Hostile lists, nestings and paths cost little")
    func hostileInput() throws {
        var value: DocumentValue = "end"
        for _ in 0..<60 { value = .list([.document(["0": value])]) }
        let deep: Document = ["0": value]
        let many = Array(repeating: "0", count: 5_000)
        let start = ContinuousClock.now
        for length in [1, 16, 17, 40, 5_000] {
            let path = Array(many.prefix(length))
            #expect(try !Filter.criterion(Criterion(path: path, test: .equals("x"))).matches(deep))
        }
        let list = (0..<50_000).map { DocumentValue.string("item \($0)") }
        let evaluator = FilterEvaluator(.criterion(Criterion(path: ["filename"], test: .isIn(list))))
        for _ in 0..<10_000 { #expect(try !evaluator.matches(sample)) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}

@Suite("Order of documents")
struct SortKeyTests {
    private func ids(_ keys: [SortKey], _ documents: [Document]) -> [String] {
        documents.sorted { keys.compare($0, $1) < 0 }.compactMap { $0["_id"]?.string }
    }

    private let documents: [Document] = [
        ["_id": "1", "a": 5, "tags": .list(["m", "z"])], ["_id": "2", "a": .double(4.5), "tags": .list([])],
        ["_id": "3", "tags": .list(["a", "n"])], ["_id": "4", "a": 5, "tags": "k"], ["_id": "5", "a": "text"],
    ]

    @Test("Missing first, numbers across kinds, ties by id ascending")
    func scalars() {
        #expect(ids([SortKey(path: ["a"])], documents) == ["3", "2", "1", "4", "5"])
        #expect(ids([SortKey(path: ["a"], isDescending: true)], documents) == ["5", "1", "4", "2", "3"])
        #expect(ids([], documents.reversed()) == ["1", "2", "3", "4", "5"])
        #expect(ids([SortKey(path: ["unknown"], isDescending: true)], documents.reversed()) == ["1", "2", "3", "4", "5"])
    }

    @Test("Lists stand by their smallest element, or their largest in descending order; empty ones are as missing")
    func lists() {
        #expect(ids([SortKey(path: ["tags"])], documents) == ["2", "5", "3", "4", "1"])
        #expect(ids([SortKey(path: ["tags"], isDescending: true)], documents) == ["1", "3", "4", "2", "5"])
        let nested: Document = ["s": .list([.document(["d": 3]), .document(["d": 1]), .document(["d": .list([9, 0])])])]
        #expect(SortKey(path: ["s", "d"]).value(in: nested) == 0)
        #expect(SortKey(path: ["s", "d"], isDescending: true).value(in: nested) == 9)
        #expect([SortKey(path: ["a"])].areInOrder(documents[0], documents[0]))
        #expect(![SortKey(path: ["a"])].areInOrder(documents[0], documents[1]))
    }

    @Test("Keys apply from left to right")
    func severalKeys() {
        #expect(ids([SortKey(path: ["a"]), SortKey(path: ["tags"])], documents) == ["3", "2", "4", "1", "5"])
    }
}
