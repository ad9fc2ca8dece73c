import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST raw_data, signatures, comments, services, emails")
struct TextTests {
    let bench = CommandBench()
    private let raw: Document = ["upload_type": "metadata", "title": "log", "data_type": "Text", "data": " a\n", "source": "Lab"]

    private func with(_ values: Document, _ more: Document) -> Document {
        var result = values
        for field in more.fields { result[field.name] = field.value }
        return result
    }

    private func without(_ values: Document, _ name: String) -> Document {
        var result = values
        result[name] = nil
        return result
    }

    @Test func rawData() throws {
        let made = try bench.made("raw_data", with(raw, ["tool_name": "proxy", "tool_version": "2"]))
        #expect(made["data"] == " a\n")
        #expect(made["version"] == 1)
        #expect(made["tool"] == .document(["name": "proxy", "version": "2", "details": ""]))
        #expect(made.at("source.0.instances.0.method") == "Upload")
        let link = try #require(made["link_id"])
        let second = try bench.made("raw_data", with(raw, ["data": "b", "link_id": link, "tool_details": "x"]))
        #expect(second["version"] == 2)
        #expect(second["tool"] == nil)
        let same = try bench.made("raw_data", with(raw, ["title": "other"]))
        #expect(same["_id"] == made["_id"])
        #expect(same["title"] == "log")
        #expect(same["link_id"] == link)
        let moved = try bench.made("raw_data", with(raw, ["link_id": "0B7C2A52-3c0e-4f0e-9a55-5b1a1f0f9d11"]))
        #expect(moved["link_id"] == "0b7c2a52-3c0e-4f0e-9a55-5b1a1f0f9d11")
        #expect(moved["version"] == 1)
    }

    @Test func relationshipsAreCopiedAlongTheChain() throws {
        _ = try bench.made("domains", ["domain": "example.com", "source": "Lab"])
        let domain = try #require(bench.store.documents(ObjectTypes.domain).first?["_id"])
        let first = try bench.made("raw_data", with(raw, ["related_id": domain, "related_type": "Domain"]))
        let second = try bench.made(
            "raw_data", with(raw, ["data": "b", "link_id": try #require(first["link_id"]), "copy_relationships": "1"]))
        #expect(second.related == ["Related To Domain"])
        #expect(bench.store.documents(ObjectTypes.domain).first?.related == ["Related To RawData", "Related To RawData"])
    }

    @Test func rawDataRefusals() throws {
        try bench.refuses("raw_data", without(raw, "upload_type"), "upload_type is required")
        try bench.refuses("raw_data", with(raw, ["upload_type": "FILE"]), "Invalid upload_type: FILE")
        try bench.refuses("raw_data", without(raw, "data"), "The data is empty.")
        try bench.refuses("raw_data", without(raw, "title"), "title")
        try bench.refuses("raw_data", without(raw, "data_type"), "data_type")
        try bench.refuses("raw_data", without(raw, "source"), "Source is missing.")
        try bench.refuses("raw_data", with(raw, ["data_type": "text"]), "Unknown data type: text")
        try bench.refuses("raw_data", with(raw, ["link_id": "abc"]), "Invalid link_id: abc")
        try bench.refuses("raw_data", with(raw, ["upload_type": "file"]), "No file uploaded.")
        var file = bench.file("a", "b")
        file.text = nil
        try bench.refuses("raw_data", with(raw, ["upload_type": "file"]), "Data must be UTF-8 text.", upload: file)
        var off = bench
        off.options.items.rawDataTypes = [ItemLists.Item("Text", isActive: false)]
        try off.refuses("raw_data", raw, "Unknown data type: Text")
    }

    @Test func signatures() throws {
        let values: Document = [
            "title": "demo", "data_type": "Yara", "data": "rule\n", "source": "Lab", "data_type_dependency": "pe, math",
        ]
        let one = try bench.made("signatures", values)
        let two = try bench.made("signatures", values)
        #expect(one["_id"] != two["_id"])
        #expect(one["link_id"] != two["link_id"])
        #expect(two["version"] == 1)
        #expect(one["data_type_dependency"] == ["pe", "math"])
        #expect(try bench.made("signatures", with(values, ["link_id": try #require(one["link_id"])]))["version"] == 2)
        try bench.refuses("signatures", with(values, ["data_type": "yara"]), "Unknown data type: yara")
        try bench.refuses("signatures", with(values, ["link_id": "abc"]), "Invalid link_id: abc")
        try bench.refuses("signatures", without(values, "data"), "The data is empty.")
        try bench.refuses("signatures", without(values, "title"), "title")
    }

    @Test func comments() throws {
        _ = try bench.made("domains", ["domain": "example.com", "source": "Lab"])
        let id = try #require(bench.store.documents(ObjectTypes.domain).first?["_id"])
        let outcome = try bench.post(
            "comments", ["object_type": "domains", "object_id": id, "comment": "Seen by @bo and @no in #wave2 # @bo"])
        #expect(outcome.extra["success"] == true)
        let made = try #require(bench.store.documents(ObjectTypes.comment).first)
        #expect(made["obj_type"] == "Domain")
        #expect(made["users"] == ["bo"])
        #expect(made["tags"] == ["wave2"])
        #expect(made.at("source.0.name") == "LabOrg")
        #expect(made["date"] == made["edit_date"])
        let rows: [(Document, String)] = [
            ([:], "object_type"), (["object_type": "Domain"], "object_id"),
            (["object_type": "Domain", "object_id": id, "comment": " "], "comment"),
            (["object_type": "Screenshot", "object_id": id, "comment": "x"], "Invalid object type"),
            (["object_type": "Email", "object_id": id, "comment": "x"], "Object not found"),
            (["object_type": "Domain", "object_id": "x", "comment": "x"], "Object not found"),
        ]
        for (values, text) in rows {
            try bench.refuses("comments", values, text)
            #expect(try bench.post("comments", values).extra["success"] == false)
        }
        var mute = bench
        mute.caller.permissions.remove("Domain.comments_add")
        try mute.refuses("comments", ["object_type": "Domain", "object_id": id, "comment": "x"], "permission")
    }

    @Test func analysisResults() throws {
        _ = try bench.made("domains", ["domain": "example.com", "source": "Lab"])
        let id = try #require(bench.store.documents(ObjectTypes.domain).first?["_id"]?.string)
        let task = "7f0d0c3e-4c6b-4b8e-8a54-0b0d4a7d9c10"
        let workspace = Workspace(caller: bench.caller, options: bench.options, transaction: bench.store)
        var analysis = workspace.start(ObjectTypes.analysisResult)
        analysis.set("analysis_id", task)
        analysis.set("object_type", "Domain")
        analysis.set("object_id", id)
        try workspace.save(&analysis)
        let ids: Document = ["object_type": "Domain", "object_id": .string(id), "analysis_id": .string(task)]
        #expect(try bench.post("services", ids).message == "")
        let outcome = try bench.post(
            "services",
            with(
                ids,
                [
                    "result_is_batch": "1", "result": "[\"MZ at 0\",\"UPX0\"]", "result_type": ["{'offset': 0}", "plain"],
                    "result_subtype": ["marker", "marker"], "log_message": "done", "log_level": "loud", "finish": 1,
                ]))
        #expect(outcome.code == 0)
        #expect(outcome.id?.description == id)
        let stored = try #require(bench.store.documents(ObjectTypes.analysisResult).first)
        #expect(stored.at("results.0") == .document(["offset": 0, "subtype": "marker", "result": "MZ at 0"]))
        #expect(stored.at("results.1.type") == "plain")
        #expect(stored.at("log.0.level") == "info")
        #expect(stored["status"] == "completed")
        #expect(stored["finish_date"] == .string(bench.store.now.documentText))
        let rows: [(Document, String)] = [
            (without(ids, "analysis_id"), "object_type, object_id and analysis_id"), (with(ids, ["result": "x"]), "result_type"),
            (with(ids, ["object_id": "55d2f9a1c2b4e60d1c8e4f10"]), "Object for the results not found."),
            (with(ids, ["object_type": "Shoe"]), "Object for the results not found."),
            (with(ids, ["finish": 1, "status": "weird"]), "Invalid status: weird"),
            (with(ids, ["analysis_id": "other", "log_message": "x"]), "Analysis task not found."),
            (
                with(ids, ["result_is_batch": 1, "result": ["a"], "result_type": ["b"], "result_subtype": ["c", "d"]]),
                "differ in length"
            ),
            (with(ids, ["result_is_batch": 1, "result": "a", "result_type": "b", "result_subtype": "c"]), "must be JSON lists"),
        ]
        for (values, text) in rows { try bench.refuses("services", values, text) }
        #expect(try bench.post("services", with(ids, ["analysis_id": "other", "finish": 1])).id?.description == id)
    }
}
