import Documents
import Model
import Storage

/// The parameters that most resources share (crits-api.md 8.5), checked before anything is written.
struct CommonParameters {
    var source: String?
    var method: String?
    var reference: String?
    var tlp: String
    var campaign: String?
    var confidence: String
    var buckets: [String]
    var sectors: [String]
    var tickets: [String]
    /// Date of the source instance; nil is now.
    var date: Timestamp?

    /// Reads them; `needsSource` is false for types without.
    init(_ parameters: Parameters, _ caller: Caller, needsSource: Bool = true, methodPrefix: String? = nil) throws {
        tlp =
            try parameters.word("tlp", of: TLP.allCases.map(\.rawValue), refusal: "Invalid TLP") ?? TLP.amber.rawValue
        campaign = try parameters.text("campaign")
        confidence = "low"
        if campaign != nil {
            confidence =
                try parameters.word("confidence", of: Vocabulary.campaignConfidences, refusal: "Invalid confidence") ?? "low"
        }
        buckets = try parameters.list("bucket_list")
        sectors = try parameters.list("sectors")
        tickets = try parameters.list("ticket")
        method = try parameters.text("method")
        if let methodPrefix { method = method.map { "\(methodPrefix) - \($0)" } ?? methodPrefix }
        reference = try parameters.text("reference")
        guard needsSource else { return }
        guard let name = try parameters.text("source") else { throw CommandRefusal("Source is missing.") }
        try CommonParameters.checkWrite(name, caller)
        source = name
    }

    /// Whether a source is unknown or only not granted is never told.
    static func checkWrite(_ source: String, _ caller: Caller) throws {
        guard caller.writableSources.contains(source) else {
            throw CommandRefusal("User does not have permission to add objects using source \(source).")
        }
    }
}
