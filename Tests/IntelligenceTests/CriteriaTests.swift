import Documents
import Model
import Testing

@testable import Intelligence

/// A type with one field of each kind; its names are those of several real types.
private let type = ObjectType(
    name: "Sample", resource: "samples", schemaVersion: 5, visibility: .bySource,
    ordering: ["filename", "size", "created", "id", "ip_type", "favorite"], growingLists: [],
    fields: [
        ObjectField("_id", attribute: "id", .reference, isRequired: true), ObjectField("schema_version", .integer),
        ObjectField("filename", .string, isRequired: true), ObjectField("md5", .string, isRequired: true),
        ObjectField("size", .integer), ObjectField("score", .double), ObjectField("hidden", .boolean),
        ObjectField("created", .date), ObjectField("event_id", .uuid), ObjectField("type", attribute: "ip_type", .string),
        ObjectField("bucket_list", .strings), ObjectField("status", .string), ObjectField("description", .string),
        ObjectField("campaign", .shapes([ObjectField("name", .string), ObjectField("date", .date)])),
        ObjectField(
            "source", .shapes([ObjectField("name", .string), ObjectField("instances", .shapes([ObjectField("reference", .string)]))]),
            isRequired: true),
        ObjectField(
            "relationships",
            .shapes([ObjectField("value", attribute: "object_id", .reference), ObjectField("type", attribute: "rel_type", .string)])),
        ObjectField("confidence", .shape([ObjectField("rating", .string), ObjectField("count", .integer)])),
        ObjectField("objects", attribute: "obj", .shapes([ObjectField("type", attribute: "object_type", .string)])),
        ObjectField("tickets", .shapes([ObjectField("ticket_number", .string)])), ObjectField("filedata", .file),
    ])

private let id = "55d2f9a1c2b4e60d1c8e4f10"

private let sample: Document = [
    "_id": .string(id), "schema_version": 5, "filename": "foo.txt", "md5": "aa", "size": 100, "score": .double(2.5), "hidden": true,
    "created": .date(Timestamp(microseconds: 1_422_662_400_000_000)), "event_id": "6b1d2f3a-0000-4000-8000-0123456789ab", "type": "Address",
    "bucket_list": .list(["foo", "it's", ""]), "status": "New", "description": "",
    "campaign": .list([.document(["name": "Bad Guys", "date": .date(Timestamp(microseconds: 1_422_662_400_000_000))])]),
    "source": .list([.document(["name": "A", "instances": .list([.document(["reference": "case 17"])])])]),
    "relationships": .list([.document(["value": "55d2f9b0c2b4e60d1c8e4f22", "type": "Domain"])]),
    "confidence": .document(["rating": "medium", "count": 3]), "objects": .list([.document(["type": "User Agent"])]),
    "unsupported_attrs": .document(["legacy_score": "7"]),
]

private func parameters(_ query: String) -> [(name: String, value: String)] {
    query.isEmpty
        ? []
        : query.split(separator: "&", omittingEmptySubsequences: false).map { part in
            let cut = part.firstIndex(of: "=") ?? part.endIndex
            return (String(part[..<cut]), cut == part.endIndex ? "" : String(part[part.index(after: cut)...]))
        }
}

private func criteria(_ query: String, isList: Bool = true) throws -> Criteria {
    try Criteria(parameters(query), type: type, isList: isList, now: Timestamp(microseconds: 1_711_818_300_000_000))
}

private func refusal(_ query: String) -> String? {
    do {
        _ = try criteria(query)
        return nil
    } catch let refusal as SearchRefusal {
        return refusal.message
    } catch {
        return "another error"
    }
}

@Suite("Criteria of a search")
struct CriteriaTests {
    @Test(
        "Which documents match",
        arguments: [
            // 4.1
            ("", true), ("c-filename=foo.txt", true), ("c-filename=FOO.TXT", false), ("c-filename=foo", false),
            ("c-filename= foo.txt ", true),
            ("c-filename=x&c-filename=foo.txt", true), ("c-filename=foo.txt&c-filename=x", false), ("c-filename=foo.txt&c-size=1", false),
            ("or=1&c-filename=foo.txt&c-size=1", true), ("or=0&c-filename=foo.txt&c-size=1", false),
            ("or=&c-filename=foo.txt&c-size=1", false),
            ("or=no&c-filename=foo.txt&c-size=1", false), ("or=False&c-filename=foo.txt&c-size=1", false),
            ("or=2&c-filename=foo.txt&c-size=1", true),
            ("or=1", true), ("c-nonsense=x", false), ("c-nonsense__ne=x", true), ("c-nonsense__nin=x,y", true),
            ("c-nonsense__exists=0", true),
            ("c-nonsense__exists=1", false), ("whatever=x", true), ("c-=x", false), ("c-..=x", false),
            // 4.2: ids
            ("c-_id=\(id)", true), ("c-_id=55D2F9A1C2B4E60D1C8E4F10", true), ("c-_id=55d2f9a1c2b4e60d1c8e4f11", false),
            ("c-_id=junk", false),
            ("c-_id=", false), ("c-_id__in=junk,\(id)", true), ("c-_id__in=junk", false), ("c-_id__nin=\(id)", false),
            ("c-_id__nin=junk", true),
            ("c-_id__ne=\(id)", false), ("c-_id__ne=junk", false), ("c-_id__gt=55d2f9a1c2b4e60d1c8e4f00", true), ("c-_id__gt=junk", false),
            ("c-_id__lte=\(id)", true), ("c-_id__exists=1", true), ("c-id=\(id)", true), ("regex=1&c-_id=55d2", false),
            ("regex=1&c-_id=\(id)", true),
            // 4.2: integers, booleans, dates, doubles
            ("c-size=100", true), ("c-size=+100", true), ("c-size=100.0", false), ("c-size=\"100\"", false), ("c-size=abc", false),
            ("c-size=", false),
            ("c-schema_version=5", true), ("regex=1&c-size=1", false), ("regex=1&c-size=100", true), ("c-hidden=true", true),
            ("c-hidden=True", true),
            ("c-hidden=1", true), ("c-hidden=0", false), ("c-hidden=yes", false), ("c-score=2.5", true), ("c-score=nan", false),
            ("c-created=2015-01-31", true), ("c-created=Jan 31 2015", true), ("c-created=01/31/2015", true),
            ("c-created=2015-01-31 00:00:01", false),
            ("c-created=junk", false), ("regex=1&c-created=2015-01-31", true), ("c-campaign.date=2015-01-31", true),
            ("c-campaign.0.date=2015-01-31", true),
            ("c-confidence.count=3", true), ("c-confidence.count__gt=2", true),
            // 4.2: regular expressions and quotes
            ("regex=1&c-filename=OO", true), ("regex=true&c-filename=^foo", true), ("regex=0&c-filename=OO", false),
            ("regex=1&c-filename=\"OO\"", true),
            ("regex=1&c-source.name=^a$", true), ("c-source.name=A", true), ("c-source.name=a", false), ("c-source.name=B", false),
            ("c-source.name__in=A,B", true),
            ("c-source.name__nin=A,B", false), ("c-source.name__nin=B", true), ("c-source.name__ne=A", false),
            ("c-source.name__exists=1", true),
            ("c-source.instances.reference=case 17", true), ("regex=1&c-relationships.value=^55d2f9b0", true),
            ("regex=1&c-filename__in=FOO", false),
            ("regex=1&c-filename__eq=FOO", false), ("c-filename=\"foo.txt\"", true), ("c-filename='foo.txt'", true),
            ("c-filename='foo.txt\"", false),
            ("c-filename=\"\"foo.txt\"\"", false), ("c-filename=\"", false), ("c-bucket_list=it's", true), ("c-description=", true),
            ("c-description=\"\"", true),
            ("c-status=", false),
            // 4.3
            ("c-size__gt=99", true), ("c-size__gt=100", false), ("c-size__gte=100", true), ("c-size__lt=101", true),
            ("c-size__lte=99", false),
            ("c-size__gte=10&c-size__lte=20", false), ("c-size__gte=10&c-size__lte=200", true), ("c-size__gt=abc", false),
            ("c-size__ne=abc", false),
            ("c-size__ne=5", true), ("c-size__ne=100", false), ("c-size__in=x,100", true), ("c-size__in=x", false), ("c-size__nin=x", true),
            ("c-size__nin=100,x", false),
            ("c-size__gt=", false), ("c-size__exists=", false), ("c-size__eq=", false), ("c-size__ne=", true), ("c-size__in=", false),
            ("c-size__nin=", true),
            ("c-size__eq=100", true), ("c-size__eq=\"100\"", true), ("c-size__gt=99999999999999999999", false),
            ("c-bucket_list__in=foo,bar", true),
            ("c-bucket_list__in=bar, foo", false), ("c-bucket_list__in=bar,\"foo\"", true), ("c-bucket_list__in=\"foo,x\"", false),
            ("c-bucket_list__in=", true),
            ("c-bucket_list__nin=foo", false), ("c-bucket_list__eq='foo'", true), ("c-status__exists=true", true),
            ("c-status__exists=False", false),
            ("c-status__exists=whatever", true), ("c-tickets__exists=1", false), ("c-filename__gt=foo", true),
            ("c-created__gte=2015-01-01", true),
            ("c-created__lt=2015-01-31", false), ("c-created__in=junk,2015-01-31", true), ("c-created__nin=2015-01-31", false),
            ("c-created__gt=junk", false),
            ("c-created__ne=junk", true), ("c-hidden__ne=true", false), ("c-hidden__in=False,1", true),
            // 4.8, 4.9
            ("c-relationships.value=55D2F9B0C2B4E60D1C8E4F22", true), ("c-relationships.object_id=55d2f9b0c2b4e60d1c8e4f22", true),
            ("c-relationships.rel_type=Domain", true), ("c-ip_type=Address", true), ("c-type=Address", true),
            ("c-obj.object_type=User Agent", true),
            ("c-event_id=6B1D2F3A-0000-4000-8000-0123456789AB", true), ("c-legacy_score=7", true), ("c-legacy_score__ne=7", false),
            ("c-unsupported_attrs.legacy_score=7", true), ("c-source.name=A&c-source.instances.reference=case 17", true),
            // 4.10
            ("c-campaign.name=Bad Guys&c-filename=foo.txt", true), ("or=1&c-campaign.name=Bad Guys&c-filename=bar", true),
            ("c-campaign.name=Bad&c-filename=foo&regex=1", true), ("c-size__lte=100&c-filename=foo&regex=1", true),
            ("c-type=\"Address\"", true),
            ("c-created__gte=2016-01-01&sort=-created&limit=5", false), ("c-_id__in=\(id),55d2f9a1c2b4e60d1c8e4f11", true),
            ("c-tickets__exists=1&only=title,tickets", false),
        ])
    func matching(_ query: String, _ isExpected: Bool) throws {
        #expect(try criteria(query).filter.matches(sample) == isExpected)
    }

    @Test(
        "What is refused, to the letter",
        arguments: [
            ("c-x__contains=1", "Unsupported operator 'contains' for field 'x'."),
            ("c-source__name=A", "Unsupported operator 'name' for field 'source'."),
            ("c-x__where=1", "Unsupported operator 'where' for field 'x'."),
            ("c-x__in__in=1", "Unsupported operator 'in__in' for field 'x'."),
            ("c-_id__foo=1", "Unsupported operator 'foo' for field '_id'."), ("c-x__$ne=1", "Unsupported operator '$ne' for field 'x'."),
            ("c-x__=1", "Unsupported operator '' for field 'x'."), ("c-$where=1", "Invalid field name."),
            ("c-a.$ne=1", "Invalid field name."),
            ("c-$where__in=1", "Invalid field name."), ("regex=1&c-filename=(", "Invalid Regular Expression: ("),
            ("regex=1&c-filename=\"[a\"", "Invalid Regular Expression: [a"), ("md5=aa", "The 'md5' field does not allow filtering."),
            ("status=New", "The 'status' field does not allow filtering."), ("id=1", "The 'id' field does not allow filtering."),
            ("size__gt=1", "The 'size' field does not allow filtering."), ("ip_type=x", "The 'ip_type' field does not allow filtering."),
            ("order_by=md5", "The 'md5' field does not allow ordering."), ("order_by=-md5", "The 'md5' field does not allow ordering."),
            ("order_by=zzz", "No matching 'zzz' field for ordering on."),
            ("order_by=size&order_by=zzz", "No matching 'zzz' field for ordering on."),
            ("limit=x", "Invalid limit 'x' provided. Please provide a positive integer."),
            ("limit=", "Invalid limit '' provided. Please provide a positive integer."),
            ("limit=1.5", "Invalid limit '1.5' provided. Please provide a positive integer."),
            ("limit=-1", "Invalid limit '-1' provided. Please provide a positive integer >= 0."),
            ("offset=x", "Invalid offset 'x' provided. Please provide an integer."),
            ("offset=-1", "Invalid offset '-1' provided. Please provide a positive integer >= 0."),
        ])
    func refusals(_ query: String, _ expected: String) { #expect(refusal(query) == expected) }

    @Test("A detail knows no paging, and refuses no forgotten prefix")
    func detail() throws {
        _ = try criteria("md5=aa&limit=x&offset=x&order_by=zzz", isList: false)
        #expect(try !criteria("c-filename=x", isList: false).filter.matches(sample))
    }

    @Test(
        "Paging",
        arguments: [
            ("", 20, 0), ("limit=5&offset=10", 5, 10), ("limit=0", 1_000, 0), ("limit=5000", 1_000, 0),
            ("limit=1000000000000000000000", 1_000, 0),
            ("limit= 7 ", 7, 0), ("limit=1&limit=2", 2, 0), ("offset=99999999999999999999", 20, Int.max),
        ])
    func paging(_ query: String, _ limit: Int, _ offset: Int) throws {
        #expect(try criteria(query).page == Page(limit: limit, offset: offset))
    }

    @Test("Links to the pages before and after")
    func links() throws {
        func meta(_ query: String, total: Int) throws -> ListMeta {
            try criteria(query).page.meta(total: total, path: "/api/v1/samples/", parameters: parameters(query))
        }
        let first = try meta("username=a&api_key=k", total: 61)
        #expect(first.next == "/api/v1/samples/?username=a&api_key=k&limit=20&offset=20")
        #expect(first.previous == nil)
        let second = try meta("c-filename=a b&+ü&limit=20&offset=20", total: 41)
        #expect(second.next == "/api/v1/samples/?c-filename=a%20b&%2B%C3%BC=&limit=20&offset=40")
        #expect(second.previous == "/api/v1/samples/?c-filename=a%20b&%2B%C3%BC=&limit=20&offset=0")
        #expect(try meta("offset=20", total: 40).next == nil)
        #expect(try meta("offset=10", total: 40).previous == nil)
        #expect(try meta("offset=99999999999999999999", total: 40).next == nil)
    }

    @Test(
        "Order",
        arguments: [
            ("", []), ("sort=-created,size", ["-created", "size"]), ("sort= size , +filename", ["size", "filename"]),
            ("sort=unknown,-ip_type", ["-type"]),
            ("sort=campaign.date,source.instances.reference", ["campaign.date", "source.instances.reference"]), ("sort=id", ["_id"]),
            ("sort=size&order_by=-created", ["-created"]), ("order_by=size&order_by=-filename", ["size", "-filename"]),
            ("order_by=ip_type", ["type"]),
            ("order_by=-id", ["-_id"]), ("sort=$where", []), ("sort=size,-size", ["size"]),
            ("sort=relationships.object_id", ["relationships.value"]),
        ])
    func order(_ query: String, _ expected: [String]) throws {
        let keys = try criteria(query).sort.map { ($0.isDescending ? "-" : "") + $0.path.joined(separator: ".") }
        #expect(keys == expected)
    }

    @Test(
        "Projection by either name",
        arguments: [
            ("only=size", ["size"]), ("only= ip_type , bogus", ["type"]), ("only=bogus", []), ("only=obj", ["objects"]),
            ("only=size,status&exclude=status,md5", ["size"]), ("only=password", []),
        ])
    func projection(_ query: String, _ expected: [String]) throws {
        let always = ["_id", "filename", "md5", "schema_version", "source"]
        #expect(try criteria(query).projection.apply(to: sample).fields.map(\.name) == (always + expected).sorted())
    }

    @Test("Hostile input: long lists, paths, patterns and orders")
    func hostile() throws {
        let start = ContinuousClock.now
        let many = (0..<100_000).map(String.init).joined(separator: ",")
        #expect(try criteria("c-size__in=\(many)").filter.matches(sample))
        #expect(try !criteria("c-\(String(repeating: "a.", count: 50_000))=x").filter.matches(sample))
        #expect(try !criteria("c-campaign.\(String(repeating: "0.", count: 50_000))=x").filter.matches(sample))
        #expect(refusal("regex=1&c-filename=\(String(repeating: "a", count: 10_000))")?.utf8.count ?? 0 < 200)
        #expect(refusal("regex=1&c-filename=\(String(repeating: "a", count: 10_000))") != nil)
        let keys = (0..<1_000).map { "unsupported_attrs.a\($0)" }.joined(separator: ",")
        #expect(refusal("sort=\(keys)") != nil)
        _ = try criteria("only=\(String(repeating: "source.", count: 20_000))x")
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("A pattern that explodes is an error while matching")
    func catastrophe() throws {
        var document = sample
        document["filename"] = .string(String(repeating: "a", count: 5_000) + "!")
        let filter = try criteria("regex=1&c-filename=(a+)+$").filter
        #expect(throws: PatternError.tooExpensive) { try filter.matches(document) }
    }

    @Test("Names that are only canonically equivalent are two criteria")
    func canonicalEquivalence() throws {
        #expect(try !criteria("c-cafe\u{301}=x&c-caf\u{E9}__ne=x").filter.matches(sample))
        var document = sample
        document["unsupported_attrs"] = .document(["caf\u{E9}": "x"])
        #expect(try criteria("c-caf\u{E9}=x").filter.matches(document))
        #expect(try !criteria("c-caf\u{E9}=x&c-cafe\u{301}=x").filter.matches(document))
    }
}
