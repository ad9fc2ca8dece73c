import Collection

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files that an import reads, in the order in which it has to.
struct ImportPlan {
    /// Documents of one collection, or of those that they tell themselves.
    struct Dump {
        var path: String
        var format: DumpFormat
        var collection: DumpCollection?
        /// Raw messages come before what was made from them.
        var rank: Int
    }

    private(set) var lines: [String] = []
    private(set) var dumps: [Dump] = []
    /// Files of one Cowrie each, oldest first.
    private(set) var cowrieLogs: [[String]] = []

    /// Folders inside of a given one that are looked into: `mongodump` makes one for each database.
    private static let maximumDepth = 3

    /// Looks at what is given: files, folders, or `-` for lines on standard input.
    ///
    /// - Parameter collection: what all dumps hold, whatever their names say.
    init(_ paths: [String], collection: DumpCollection?) throws {
        var logs: [String] = []
        for path in paths {
            if path == "-" {
                lines.append(path)
            } else if ImportPlan.isFolder(path) {
                let found = ImportPlan.files(in: path, depth: 1)
                guard !found.isEmpty else { throw Failure("\(path) holds neither a dump of a Mnemosyne database nor a Cowrie log") }
                for file in found { try add(file, collection, &logs) }
            } else {
                try add(path, collection, &logs)
            }
        }
        dumps.sort { ($0.rank, $0.path) < ($1.rank, $1.path) }
        let folders = Dictionary(grouping: Set(logs)) { URL(filePath: $0).deletingLastPathComponent().path }
        cowrieLogs = folders.sorted { $0.key < $1.key }.map { $0.value.sorted(by: ImportPlan.isOlder) }
    }

    private mutating func add(_ path: String, _ collection: DumpCollection?, _ logs: inout [String]) throws {
        let file = try OpenFile(path)
        defer { file.close() }
        let head = try file.head(ImportKind.headBytes)
        let name = URL(filePath: path).lastPathComponent
        switch ImportKind(fileName: name, head: head) {
        case .lines: lines.append(path)
        case .cowrieLog: logs.append(path)
        case .compressed:
            guard name.hasSuffix(".bson.gz") else { throw Failure("\(path) is compressed: unpack it first (gzip -d)") }
            try add(file, .bson, collection ?? DumpCollection(fileName: String(name.dropLast(3))))
        case .dump(let format, let named): try add(file, format, collection ?? named)
        }
    }

    private mutating func add(_ file: OpenFile, _ format: DumpFormat, _ collection: DumpCollection?) throws {
        do {
            let known = try collection ?? DumpImport.collection(file: file.descriptor, format: format)
            let rank = known.flatMap { DumpCollection.allCases.firstIndex(of: $0) } ?? DumpCollection.allCases.count
            dumps.append(Dump(path: file.path, format: format, collection: collection, rank: rank))
        } catch let error as ImportFileError {
            throw Failure("\(file.path) \(error.description)")
        }
    }

    // MARK: Folders

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: Bool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    /// Dumps of collections that are imported, and Cowrie's logs; whatever else lies there is left alone.
    private static func files(in folder: String, depth: Int) -> [String] {
        guard depth <= maximumDepth, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return names.sorted().flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            if isFolder(path) { return files(in: path, depth: depth + 1) }
            let isDump = DumpCollection(fileName: name) != nil && (name.hasSuffix(".bson") || name.hasSuffix(".json"))
            let isPacked = name.hasSuffix(".bson.gz") && DumpCollection(fileName: String(name.dropLast(3))) != nil
            return isDump || isPacked || ImportKind.isCowrieLog(fileName: name) ? [path] : []
        }
    }

    /// Order of a log that is rotated by day (`cowrie.json.2026-01-31`) or by number (`cowrie.json.2` before `.1`).
    private static func isOlder(_ left: String, _ right: String) -> Bool {
        let (left, right) = (suffix(left), suffix(right))
        if left.isEmpty || right.isEmpty { return !left.isEmpty }
        if let first = Int(left), let second = Int(right) { return first > second }
        return left < right
    }

    private static func suffix(_ path: String) -> Substring {
        let name = URL(filePath: path).lastPathComponent
        return name.hasPrefix("cowrie.json.") ? Substring(name.dropFirst("cowrie.json.".count)) : ""
    }
}
