import Documents
import Intelligence
import Model
import Server
import Storage

/// Finds the documents that files of GridFS belong to, and gives the files to them.
struct CritsContents {
    private let store: any Store
    private let fields: [(type: ObjectType, key: String)]

    init(bucket: String, store: any Store) {
        self.store = store
        let named = ["samples": "sample"][bucket] ?? bucket
        let fields: [String: [(type: ObjectType, key: String)]] = [
            "sample": [(ObjectTypes.sample, "filedata")], "pcaps": [(ObjectTypes.pcap, "filedata")],
            "certificates": [(ObjectTypes.certificate, "filedata")],
            "screenshots": [(ObjectTypes.screenshot, "screenshot"), (ObjectTypes.screenshot, "thumb")],
        ]
        self.fields = fields[named] ?? fields.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// Whether all documents that a file belongs to have it already.
    func isKnown(_ file: ObjectID, md5: String?) async throws -> Bool {
        let all = try await documents(of: file, md5: md5, includingFull: true)
        guard !all.isEmpty else { return false }
        return try await documents(of: file, md5: md5, includingFull: false).isEmpty
    }

    /// Gives a sealed content to the documents that name the file, or have its MD5 and no content; false when there are none.
    func link(_ file: ObjectID, _ content: UploadReceiver.Result) async throws -> Bool {
        let holders = try await documents(of: file, md5: Hexadecimal.encode(content.md5), includingFull: false)
        guard !holders.isEmpty, content.size > 0 else { return false }
        let sha256 = content.sha256
        try await store.change { transaction in
            try CritsStoring.link(file, sha256: sha256, to: holders, in: transaction)
        }
        return true
    }

    private func documents(of file: ObjectID, md5: String?, includingFull: Bool) async throws -> [CritsStoring.Holder] {
        var holders: [CritsStoring.Holder] = []
        for (type, key) in fields {
            var filter = Filter.criterion(Criterion(path: [key], test: .equals(.string(file.description))))
            if let md5, key == "filedata" {
                filter = .or([filter, .criterion(Criterion(path: ["md5"], test: .equals(.string(md5))))])
            }
            let page = try await store.objects(
                ObjectQuery(type: type, filter: filter, reader: .everything, limit: 1_000, lists: [], countsMatches: false))
            for document in page.documents {
                guard let id = document["_id"]?.string.flatMap({ ObjectID($0) }) else { continue }
                // A document that says another MD5 means another content.
                if key == "filedata", let md5, let own = document["md5"]?.string, own != md5 { continue }
                if !includingFull, let known = document[key]?.string.flatMap({ ObjectID($0) }), try await store.file(known) != nil {
                    continue
                }
                holders.append(CritsStoring.Holder(type, id, key: key))
            }
        }
        return holders
    }
}
