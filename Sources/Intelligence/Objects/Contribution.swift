import Documents
import Model
import Storage

/// A source instance to add.
struct SourceEntry: Equatable {
    var name: String
    var analyst: String
    /// When; nil for the time of the command, which is then made unique in the source's list.
    var date: Timestamp?
    var method: String?
    var reference: String?
    var tlp: TLP = .amber
    /// Whether it came together with the content of the object's file, which its readers may then have (ruling 31).
    var suppliesContent = false

    /// The entry as it is stored.
    func part(at date: Timestamp) -> Document {
        var instance: Document = ["analyst": .string(analyst), "date": .date(date), "tlp": .string(tlp.rawValue)]
        if let method { instance["method"] = .string(method) }
        if let reference { instance["reference"] = .string(reference) }
        var part: Document = ["name": .string(name), "instance": .document(instance)]
        if suppliesContent { part[ObjectParts.suppliesContent] = true }
        return part
    }

    /// The entry of a stored row; nil when it is none.
    init?(part: Document) {
        guard let name = part["name"]?.string, let instance = part["instance"]?.document else { return nil }
        self.init(name: name, analyst: instance["analyst"]?.string ?? "")
        date = instance["date"]?.date
        method = instance["method"]?.string
        reference = instance["reference"]?.string
        tlp = instance["tlp"]?.string.flatMap(TLP.init(rawValue:)) ?? .red
        suppliesContent = part[ObjectParts.suppliesContent] == true
    }

    init(name: String, analyst: String, method: String? = nil, reference: String? = nil, tlp: TLP = .amber) {
        self.name = name
        self.analyst = analyst
        self.method = method
        self.reference = reference
        self.tlp = tlp
    }
}

/// What a POST adds to an object beside the object's own attributes: who gave it, and how it is filed (crits-api.md 8.5, 8.6).
struct Contribution {
    var sources: [SourceEntry] = []
    /// Entries of `campaign`, with all their keys.
    var campaigns: [Document] = []
    var buckets: [String] = []
    var sectors: [String] = []
    var tickets: [String] = []

    /// The same, given together with the content of the object's file (ruling 31).
    var withContent: Contribution {
        var supplying = self
        for position in supplying.sources.indices { supplying.sources[position].suppliesContent = true }
        return supplying
    }

    /// Puts campaigns, buckets and sectors on a document.
    func apply(to draft: inout ObjectDraft) {
        if !buckets.isEmpty { draft.unite("bucket_list", with: buckets) }
        if !sectors.isEmpty { draft.unite("sectors", with: sectors) }
        for campaign in campaigns { Self.merge(campaign, into: &draft.head) }
    }

    /// Adds a campaign; one of the same name only gains confidence, with its analyst (crits-resources-1.md 1.6).
    static func merge(_ campaign: Document, into head: inout Document) {
        var list = head["campaign"]?.list ?? []
        let known = list.firstIndex { $0.document?["name"] == campaign["name"] }
        guard let known, var entry = list[known].document else {
            head["campaign"] = .list(list + [.document(campaign)])
            return
        }
        guard rank(campaign) > rank(entry) else { return }
        entry["confidence"] = campaign["confidence"]
        entry["analyst"] = campaign["analyst"]
        list[known] = .document(entry)
        head["campaign"] = .list(list)
    }

    private static func rank(_ campaign: Document) -> Int {
        Vocabulary.campaignConfidence.firstIndex(of: campaign["confidence"]?.string ?? "") ?? -1
    }
}
