import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("Actions that only pages have")
struct PageActionTests {
    private let bench: CommandBench
    private let event: ObjectID
    private let indicator: ObjectID

    init() throws {
        var bench = CommandBench()
        bench.caller.permissions = Permission.names
        bench.options.sources = ["Lab", "Feed"]
        func made(_ resource: String, _ values: Document) throws -> ObjectID {
            try #require(ObjectID(try bench.made(resource, values)["_id"]?.string ?? ""))
        }
        event = try made("events", ["source": "Lab", "title": "t", "event_type": "Phishing", "description": "d"])
        indicator = try made("indicators", ["source": "Lab", "type": "Domain", "value": "x.example.com"])
        self.bench = bench
    }

    @discardableResult
    private func act(_ action: String, _ arguments: Document, from door: ActionDoor = .pages) throws -> Document {
        let outcome = try ActionCommands.perform(
            action, on: ObjectTypes.event, id: event, arguments: arguments, caller: bench.caller, options: bench.options, from: door,
            in: bench.store)
        #expect(outcome?.code == 0)
        return outcome?.extra["object"]?.document ?? Document()
    }

    private func refused(_ action: String, _ arguments: Document, _ message: String, from door: ActionDoor = .pages) {
        let writes = bench.store.writes
        #expect(throws: ActionRefusal(message)) { try act(action, arguments, from: door) }
        #expect(bench.store.writes == writes)
    }

    private func list(_ name: String, of type: ObjectType = ObjectTypes.event, _ id: ObjectID? = nil) -> [Document] {
        (bench.store.document(type, id ?? event)?[name]?.list ?? []).compactMap(\.document)
    }

    @Test("are unknown to the API")
    func doors() {
        for name in ["relationship_remove", "bucket_list_update", "location_add"] {
            refused(name, ["bucket_list": "a"], "'\(name)' is not a valid action.", from: .api)
        }
    }

    @Test("change and break relationships on both sides")
    func relationships() throws {
        let right: Document = ["right_type": "Indicator", "right_id": .string(indicator.description), "rel_type": "Contains"]
        try act("forge_relationship", right)
        let other = right.merging(["rel_date": "2026-02-03 00:00:00"])
        try act("forge_relationship", other)
        let changed = try act(
            "relationship_update", other.merging(["new_type": "Created", "rel_confidence": "high", "new_date": "2026-02-04 00:00:00"]))
        #expect(changed["relationship"] == "Created" && changed["rel_confidence"] == "high")
        let far = list("relationships", of: ObjectTypes.indicator, indicator).filter { $0["type"] == "Event" }
        #expect(far.map { $0["relationship"] } == ["Contained Within", "Created By"])
        #expect(far.last?["relationship_date"] == changed["relationship_date"] && far.last?["rel_confidence"] == "high")
        refused("relationship_update", other, "Could not find relationship.")
        refused("relationship_remove", other, "Could not find relationship.")
        refused("relationship_update", right.merging(["new_type": "Loves"]), "Could not find relationship type")
        refused("relationship_update", right.merging(["rel_confidence": "sure"]), "Invalid confidence: sure")
        try act("relationship_remove", right)
        #expect(list("relationships").map { $0["relationship"] } == ["Created"])
        #expect(list("relationships", of: ObjectTypes.indicator, indicator).count { $0["type"] == "Event" } == 1)
        #expect(bench.store.audits.last?.target == event && bench.store.audits.contains { $0.target == indicator })
    }

    @Test("remove objects and keep releasability")
    func lists() throws {
        let object: Document = ["object_type": "User Agent", "value": "curl", "source": "Lab"]
        try act("add_object", object)
        refused("object_remove", ["object_type": "Domain", "value": "curl"], "Could not find object.")
        try act("object_remove", object)
        #expect(list("objects").isEmpty)
        try act("add_releasability", ["name": "Feed"])
        let date = "2026-02-03 04:05:06.789000"
        for _ in 0..<2 { try act("releasability_instance_add", ["name": "Feed", "note": "sent", "date": .string(date)]) }
        let instances = list("releasability").first?["instances"]?.list?.compactMap(\.document) ?? []
        #expect(instances.count == 2 && instances[0]["date"] != instances[1]["date"] && instances[0]["note"] == "sent")
        refused("releasability_remove", ["name": "Feed"], "Could not remove releasability: it has instances.")
        refused("releasability_instance_remove", ["name": "Feed", "date": "2026-02-05 00:00:00"], "Could not find releasability instance.")
        for instance in instances {
            try act("releasability_instance_remove", ["name": "Feed", "date": instance["date"] ?? ""])
        }
        try act("releasability_remove", ["name": "Feed"])
        refused("releasability_remove", ["name": "Feed"], "Could not find releasability.")
        #expect(list("releasability").isEmpty)
    }

    @Test("file under buckets, sectors and locations")
    func filing() throws {
        try act("bucket_list_update", ["bucket_list": " a, b,a,"])
        #expect(bench.store.document(ObjectTypes.event, event)?["bucket_list"] == .list(["a", "b"]))
        try act("bucket_list_update", ["bucket_list": .list([])])
        #expect(bench.store.document(ObjectTypes.event, event)?["bucket_list"] == .list([]))
        try act("sectors_update", ["sectors": .list([.string(Vocabulary.sectors[0])])])
        refused("sectors_update", ["sectors": "Nonsense"], "Invalid sector: Nonsense")
        let place: Document = ["location_type": .string(Vocabulary.locationTypes[0]), "location": "France", "latitude": .double(48.5)]
        let added = try act("location_add", place)
        #expect(added["latitude"] == "48.5" && added["description"] == "" && list("locations") == [added])
        refused("location_add", place, "Location already exists.")
        try act("location_add", place.merging(["date": "2026-02-03 00:00:00"]))
        refused("location_add", place.merging(["date": "2026-02-03 00:00:00"]), "Location already exists.")
        refused("location_add", place.merging(["location_type": "Near"]), "Invalid location type: Near")
        refused("location_remove", place.merging(["date": "2026-02-04 00:00:00"]), "Could not find location.")
        try act("location_remove", place.merging(["date": added["date"] ?? ""]))
        #expect(list("locations").count == 1)
    }
}

extension Document {
    fileprivate func merging(_ other: Document) -> Document {
        var merged = self
        for field in other.fields { merged[field.name] = field.value }
        return merged
    }
}
