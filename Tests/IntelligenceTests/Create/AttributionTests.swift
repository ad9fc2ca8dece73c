import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST actors, actoridentifiers, backdoors, campaigns, exploits, targets")
struct AttributionTests {
    let bench = CommandBench()

    @Test func actors() throws {
        let made = try bench.made(
            "actors", ["name": " Bear ", "aliases": "EB-1, Sleepy,,EB-1", "description": "d", "source": "Lab", "campaign": "X"])
        #expect(made["name"] == "Bear")
        #expect(made["aliases"] == ["EB-1", "Sleepy"])
        #expect(made["identifiers"] == [])
        #expect(made.at("campaign.0.confidence") == "low")
        let merged = try bench.made(
            "actors",
            [
                "name": "Bear", "aliases": ["EB-1", "New"], "description": "other", "source_name": "Feed", "campaign": "X",
                "confidence": "high",
            ])
        #expect(merged["_id"] == made["_id"])
        #expect(merged["description"] == "d")
        #expect(merged["aliases"] == ["EB-1", "Sleepy", "New"])
        #expect(merged["source"]?.list?.count == 2)
        #expect(merged.at("campaign.0.confidence") == "high")
        let lower = try bench.made("actors", ["name": "Bear", "source": "Lab", "campaign": "X", "confidence": "low"])
        #expect(lower.at("campaign.0.confidence") == "high")
        #expect(try bench.made("actors", ["name": "bear", "source": "Lab"])["_id"] != made["_id"])
        #expect(try bench.made("actors", ["name": "Plain", "source": "Lab"])["aliases"] == [])
        try bench.refuses("actors", ["source": "Lab"], "Parameter name is required.")
        try bench.refuses("actors", ["name": "B"], "Source is missing.")
        try bench.refuses("actors", ["name": "B", "source": "No"], "No permission to add objects with source No.")
        try bench.refuses("actors", ["name": "B", "source": "Lab", "tlp": "purple"], "Invalid TLP: purple")
        try bench.refuses("actors", ["name": "B", "source": "Lab", "aliases": .document(["x": 1])], "Parameter aliases has a wrong type.")
    }

    @Test func actorIdentifiers() throws {
        let values: Document = ["identifier_type": "Email", "identifier": "bear@mail.example", "source": "Lab"]
        let made = try bench.made("actoridentifiers", values)
        #expect(made["name"] == "bear@mail.example")
        #expect(made["active"] == "on")
        for key in ["tlp", "status", "modified", "bucket_list"] { #expect(made[key] == nil) }
        #expect(try bench.made("actoridentifiers", values)["_id"] == made["_id"])
        try bench.refuses("actoridentifiers", ["identifier_type": "Shoe", "identifier": "x", "source": "Lab"], "Unknown identifier type")
        try bench.refuses("actoridentifiers", ["identifier_type": "Email", "source": "Lab"], "identifier")
        var changed = values
        changed["source"] = "No"
        try bench.refuses("actoridentifiers", changed, "No permission")
    }

    @Test func backdoors() throws {
        let made = try bench.made("backdoors", ["name": "Tool", "version": "2.0", "aliases": "T", "description": "RAT", "source": "Lab"])
        #expect(made["version"] == "2.0")
        #expect(made["description"] == "RAT")
        #expect(made.related == ["Related To Backdoor"])
        #expect(made.at("relationships.0.analyst") == nil)
        let all = bench.store.documents(ObjectTypes.backdoor)
        #expect(all.map { $0["version"] } == ["", "2.0"])
        let again = try bench.made("backdoors", ["name": "Tool", "version": "2.0", "source": "Lab"])
        #expect(again["_id"] == made["_id"])
        #expect(again.related.count == 1)
        let family = try bench.made("backdoors", ["name": "Tool", "version": " ", "source": "Lab"])
        #expect(family["_id"] == all[0]["_id"])
        #expect(family.at("source.0.instances")?.list?.count == 3)
        _ = try bench.made("backdoors", ["name": "Tool", "version": "3", "source": "Lab"])
        #expect(bench.store.documents(ObjectTypes.backdoor)[0].related.count == 2)
        try bench.refuses("backdoors", ["source": "Lab"], "Parameter name is required.")
    }

    @Test func whatIsRelatedToAVersionIsRelatedToTheFamily() throws {
        let backdoor = try bench.made("backdoors", ["name": "Tool", "version": "2", "source": "Lab"])
        let exploit = try bench.made(
            "exploits",
            [
                "name": "E", "source": "Lab", "related_id": try #require(backdoor["_id"]), "related_type": "Backdoor",
                "relationship": "Dropped",
            ])
        #expect(exploit.related == ["Dropped By Backdoor", "Dropped By Backdoor"])
        #expect(bench.store.documents(ObjectTypes.backdoor).map { $0.related.contains("Dropped Exploit") } == [true, true])
    }

    @Test func campaigns() throws {
        let made = try bench.made("campaigns", ["name": "Blue Dawn", "aliases": "BD,AM", "bucket_list": "t", "ticket": "1"])
        #expect(made["tlp"] == "red")
        #expect(made["sample_count"] == 0)
        #expect(made["source"] == nil)
        #expect(made["active"] == "on")
        let second = try bench.post("campaigns", ["name": "Blue Dawn", "aliases": "other"])
        #expect(second.code == 1)
        #expect(second.id?.description == made["_id"]?.string)
        #expect(second.message == "Campaign exists already.")
        #expect(try bench.made("campaigns", ["name": "blue dawn"])["_id"] != made["_id"])
        try bench.refuses("campaigns", [:], "name")
    }

    @Test func exploits() throws {
        let made = try bench.made("exploits", ["name": "EQNEDT", "cve": " CVE-2017-11882 ", "source": "Lab", "description": "d"])
        #expect(made["cve"] == "CVE-2017-11882")
        let again = try bench.made("exploits", ["name": "EQNEDT", "cve": "", "source": "Lab", "description": "other"])
        #expect(again["_id"] == made["_id"])
        #expect(again["cve"] == "CVE-2017-11882")
        #expect(again["description"] == "d")
        #expect(try bench.made("exploits", ["name": "N", "cve": 12, "source": "Lab"])["cve"] == "12")
        _ = try bench.made("exploits", ["name": "N", "source": "Lab", "confidence": "certain"])
        try bench.refuses("exploits", ["name": "N", "source": "Lab", "campaign": "c", "confidence": "certain"], "Invalid confidence")
        try bench.refuses("exploits", ["source": "Lab"], "Parameter name is required.")
    }

    @Test func targets() throws {
        let made = try bench.made("targets", ["email_address": "Jo.Doe@Example.org", "firstname": "Jo", "organization_id": 4711])
        #expect(made["email_address"] == "jo.doe@example.org")
        #expect(made["organization_id"] == "4711")
        #expect(made["tlp"] == "red")
        let again = try bench.made(
            "targets", ["email_address": "JO.DOE@EXAMPLE.ORG", "firstname": "", "camp_conf": "high", "campaign": "c"])
        #expect(again["_id"] == made["_id"])
        #expect(again["firstname"] == "")
        #expect(again["organization_id"] == "4711")
        #expect(again.at("campaign.0.confidence") == "high")
        for bad in ["foo", "a@b", "a b@c.de", "a@@b.de", "@b.de", "a@b..de"] {
            try bench.refuses("targets", ["email_address": .string(bad)], "Target could not be saved")
        }
        try bench.refuses("targets", [:], "email_address")
    }

    @Test func hiddenObjectsCannotBeRelated() throws {
        let exploit = try bench.made("exploits", ["name": "E", "source": "Feed"])
        let id = try #require(exploit["_id"])
        var stranger = bench
        stranger.caller.reader = ObjectReader(sources: ["Lab": Set(TLP.allCases)])
        try stranger.refuses(
            "exploits", ["name": "F", "source": "Lab", "related_id": id, "related_type": "Exploit"], "Related object not found.")
    }
}
