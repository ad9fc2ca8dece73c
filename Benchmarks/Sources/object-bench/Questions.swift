import Documents
import Model
import Storage

/// Queries of each kind, in variants of which each is asked once: what is asked again is remembered.
struct Questions {
    struct Question {
        let name: String
        let variants: Int
        let query: (Int) throws -> ObjectQuery
    }

    /// Objects in the store.
    let count: Int

    private let type = Indicators().type
    private let restricted = ObjectReader(sources: ["feed": [.green], "other": []])

    private func criterion(_ path: String, _ test: Criterion.Test) -> Filter {
        .criterion(Criterion(path: path.split(separator: ".").map(String.init), test: test))
    }

    private func question(
        _ name: String, _ variants: Int = 50, reader: ObjectReader = .everything, sort: [SortKey] = [],
        offset: @escaping (Int) -> Int = { _ in 0 },
        _ filter: @escaping (Int) throws -> Filter
    ) -> Question {
        Question(name: name, variants: variants) { number in
            ObjectQuery(type: type, filter: try filter(number), reader: reader, sort: sort, offset: offset(number))
        }
    }

    var all: [Question] { equality + scans + orders }

    private var equality: [Question] {
        let middle = count / 2
        let thousands = max(1, count / 1_000)
        return [
            question("all") { _ in .all }, question("all, restricted", reader: restricted) { _ in .all },
            question("unique value") { criterion("value", .equals(.string("host-\(middle + $0).evil.example"))) },
            question("unique, in an entry") { criterion("source.instances.reference", .equals(.string("r\(middle + $0)"))) },
            question("10³", min(50, thousands)) { criterion("bucket_list", .equals(.string("rare-\($0)"))) },
            question("10³, unsupported, restricted", min(50, thousands), reader: restricted) {
                criterion("unsupported_attrs.batch", .equals(.integer(Int64($0))))
            },
            question("a tenth", 10) { criterion("bucket_list", .equals(.string("bucket-\($0)"))) },
            question("a tenth, restricted", 10, reader: restricted) { criterion("bucket_list", .equals(.string("bucket-\($0)"))) },
            question("source.name of all", 1, reader: restricted) { _ in criterion("source.name", .equals("feed")) },
        ]
    }

    private var scans: [Question] {
        [
            question("regex on value, few matches", 3) {
                criterion("value", .matches(try Pattern("host-\(count / 2 + $0)\\.", ignoringCase: true)))
            },
            question("regex on value, a tenth", 3) { criterion("value", .matches(try Pattern("\($0)\\.evil", ignoringCase: true))) },
            question("regex on value, restricted", 3, reader: restricted) {
                criterion("value", .matches(try Pattern("^host-\($0).*7\\.", ignoringCase: true)))
            },
            question("regex on value, backtracking", 1) { _ in
                criterion("value", .matches(try Pattern("(h|o|s|t|-)+(\\d+)+x", ignoringCase: true)))
            },
            question("regex on value and status New", 3) {
                .and([
                    criterion("status", .equals("New")),
                    criterion("value", .matches(try Pattern("host-\($0)1.*7\\.", ignoringCase: true))),
                ])
            },
            question("created in a range", 3) {
                let start = Indicators.start.microseconds + Int64(count / 2 + $0) * 1_000_000
                return .and([
                    criterion("created", .compares(.greaterOrEqual, .date(Timestamp(microseconds: start)))),
                    criterion("created", .compares(.less, .date(Timestamp(microseconds: start + 1_000_000_000)))),
                ])
            },
        ]
    }

    private var orders: [Question] {
        let created = [SortKey(path: ["created"], isDescending: true)]
        return [
            question("by -created", 20, sort: created) { _ in .all },
            question("by -modified, restricted", 20, reader: restricted, sort: [SortKey(path: ["modified"], isDescending: true)]) { _ in
                .all
            },
            question("by created, a tenth", 10, sort: [SortKey(path: ["created"])]) {
                criterion("bucket_list", .equals(.string("bucket-\($0)")))
            },
            question("by -created, 10³", min(50, max(1, count / 1_000)), sort: created) {
                criterion("bucket_list", .equals(.string("rare-\($0)")))
            },
            question("by _id, offset of half", 3, offset: { count / 2 + 20 * $0 }) { _ in .all },
            question("by -created, offset of half", 3, sort: created, offset: { count / 2 + 20 * $0 }) { _ in .all },
            question("by value", 1, sort: [SortKey(path: ["value"])]) { _ in .all },
        ]
    }
}
