import Documents
import Model

/// The parameters that most resources share, read and checked (crits-api.md 8.5); the source's grant is checked later.
struct SharedParameters {
    var source: String?
    var method: String?
    var reference: String?
    var tlp: TLP
    var campaign: String?
    var confidence: String
    var buckets: [String]
    var sectors: [String]
    var tickets: [String]

    /// Which of them a resource takes; what it does not take is not looked at.
    struct Kinds: OptionSet {
        let rawValue: Int
        static let source = Kinds(rawValue: 1)
        static let campaign = Kinds(rawValue: 2)
        static let filing = Kinds(rawValue: 4)
        static let all: Kinds = [.source, .campaign, .filing]
    }

    init(_ parameters: Parameters, _ kinds: Kinds = .all) throws(Objection) {
        let takesSource = kinds.contains(.source)
        tlp = try takesSource ? Self.tlp(parameters, "tlp") : .amber
        campaign = try kinds.contains(.campaign) ? parameters.text("campaign") : nil
        // Without a campaign its confidence is ignored, whatever it is.
        confidence = try campaign == nil ? "low" : Self.confidence(parameters)
        buckets = try kinds.contains(.filing) ? parameters.list("bucket_list") : []
        sectors = try kinds.contains(.filing) ? parameters.list("sectors") : []
        tickets = try kinds.contains(.filing) ? parameters.list("ticket") : []
        source = try takesSource ? parameters.text("source") : nil
        method = try takesSource ? parameters.text("method") : nil
        reference = try takesSource ? parameters.text("reference") : nil
    }

    /// A TLP parameter; amber when it is absent.
    static func tlp(_ parameters: Parameters, _ name: String) throws(Objection) -> TLP {
        guard let text = try parameters.text(name) else { return .amber }
        guard let tlp = TLP(rawValue: text) else { throw Objection("Invalid TLP: \(text.shortened)") }
        return tlp
    }

    private static func confidence(_ parameters: Parameters) throws(Objection) -> String {
        guard let text = try parameters.text("confidence") else { return "low" }
        guard Vocabulary.campaignConfidence.contains(text.lowercased()) else {
            throw Objection("Invalid confidence: \(text.shortened)")
        }
        return text.lowercased()
    }
}

extension Workspace {
    /// What the shared parameters add to an object; the source must be named and writable for the caller.
    func contribution(of shared: SharedParameters, needsSource: Bool = true) throws(Objection) -> Contribution {
        var result = Contribution(buckets: shared.buckets, sectors: shared.sectors, tickets: shared.tickets)
        if needsSource {
            result.sources = [
                try sourceEntry(shared.source, method: shared.method, reference: shared.reference, tlp: shared.tlp)
            ]
        }
        if let name = shared.campaign { result.campaigns = [campaignEntry(name, confidence: shared.confidence)] }
        return result
    }

    /// A source instance by the caller, who must be allowed to write to the source. Never tells an unknown source from a foreign one.
    func sourceEntry(_ name: String?, method: String?, reference: String?, tlp: TLP) throws(Objection) -> SourceEntry {
        guard let name else { throw .missingSource }
        guard caller.writableSources.contains(name) else {
            throw Objection("No permission to add objects with source \(name.shortened).")
        }
        return SourceEntry(name: name, analyst: caller.username, method: method, reference: reference, tlp: tlp)
    }

    /// An attribution by the caller, now.
    func campaignEntry(_ name: String, confidence: String) -> Document {
        [
            "name": .string(name), "confidence": .string(confidence), "analyst": .string(caller.username), "date": .date(now),
        ]
    }
}
