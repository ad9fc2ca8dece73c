import Collection
import Intelligence

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of a dump of a CRITs database, in the order in which they have to be read.
struct CritsPlan {
    struct File {
        var path: String
        var format: DumpFormat
        var collection: CritsCollection
    }

    private(set) var files: [File] = []

    /// Folders inside of the given one that are looked into: `mongodump` makes one for each database.
    private static let maximumDepth = 3

    /// Finds the files of collections that are taken over; whatever else lies there is left alone.
    init(_ directory: String) throws {
        try add(directory, depth: 1)
        guard !files.isEmpty else { throw Failure("\(directory) holds no dump of a CRITs database") }
        files.sort { ($0.collection.rank, $0.path) < ($1.collection.rank, $1.path) }
    }

    private mutating func add(_ folder: String, depth: Int) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Failure("\(folder) can't be read as a folder")
        }
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { continue }
            if isDirectory {
                if depth < CritsPlan.maximumDepth { try add(path, depth: depth + 1) }
            } else if let collection = CritsCollection(fileName: name) {
                let isBSON = name.hasSuffix(".bson") || name.hasSuffix(".bson.gz")
                files.append(File(path: path, format: isBSON ? .bson : .json, collection: collection))
            }
        }
    }
}
