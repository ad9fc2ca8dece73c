import Documents
import Model
import Storage
import Testing

@testable import Intelligence

@Suite("POST events (crits-resources-1.md 10)")
struct EventTests {
    let bench = CommandBench()
    private let values: Document = [
        "title": "Spring wave", "event_type": "Phishing", "description": "Invoices", "source": "Lab", "date": "2024-03-01 08:00:00",
    ]

    private func with(_ name: String, _ value: DocumentValue?) -> Document {
        var result = values
        result[name] = value
        return result
    }

    @Test func theDateIsThatOfTheSource() throws {
        let made = try bench.made("events", with("event_id", "mine"))
        #expect(made.at("source.0.instances.0.date") == Timestamp("2024-03-01 08:00:00").map { .date($0) })
        #expect(made["created"] == .date(bench.store.now))
        #expect(made["event_id"]?.string.flatMap(canonicalUUID) == made["event_id"]?.string)
        #expect(try bench.made("events", values)["_id"] != made["_id"])
    }

    @Test func onlyAnActiveCampaignIsTaken() throws {
        _ = try bench.made("campaigns", ["name": "Blue Dawn"])
        #expect(try bench.made("events", with("campaign", "blue dawn")).at("campaign.0.name") == "Blue Dawn")
        let outcome = try bench.post("events", with("campaign", "Nothing"))
        #expect(outcome.code == 0)
        #expect(outcome.message.contains("campaign is not valid"))
    }

    @Test func refusals() throws {
        for name in ["title", "event_type", "source", "description"] {
            try bench.refuses("events", with(name, nil), "title, event_type, source and description")
        }
        try bench.refuses("events", with("event_type", "phishing"), "not a valid event type")
        try bench.refuses("events", with("date", "soon"), "Invalid date in date: soon")
        try bench.refuses("events", with("source", "No"), "No permission to add objects with source No.")
        try bench.refuses("events", with("tlp", "purple"), "Invalid TLP")
    }
}
