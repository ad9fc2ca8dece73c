import Documents
import Foundation
import Testing

@testable import Parsing

/// The small files in `Samples`, and what their analysers find in them.
enum AnalyserSamples {
    /// A file with the analysers of its kind.
    struct File: Sendable, CustomTestStringConvertible {
        let name: String
        let analysers: Set<String>

        var testDescription: String { name }

        func content() throws -> [UInt8] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
            return Array(try Data(contentsOf: folder.appending(component: "Samples").appending(component: name)))
        }
    }

    static let files = [
        File(name: "sample.dll", analysers: ["peinfo", "impfuzzy_compare", "yara", "strings"]),
        File(name: "sample.so", analysers: ["elfinfo"]),
        File(name: "sample.o", analysers: ["machoinfo"]), File(name: "fat.o", analysers: ["machoinfo"]),
        File(name: "sample.zip", analysers: ["zip_meta", "hashes", "entropycalc"]), File(name: "plain.pdf", analysers: ["pdfinfo"]),
        File(name: "packed.pdf", analysers: ["pdfinfo", "ssdeep_compare"]), File(name: "sample.xls", analysers: ["office_meta"]),
        File(name: "sample.rtf", analysers: ["rtf_meta", "DataMiner", "carver"]), File(name: "sample.cws", analysers: ["unswf"]),
        File(name: "sample.zws", analysers: ["unswf"]), File(name: "sample.jpg", analysers: ["exiftool"]),
        File(name: "sample.png", analysers: ["exiftool"]), File(name: "sample.gif", analysers: ["exiftool"]),
        File(name: "sample.tiff", analysers: ["exiftool"]), File(name: "sample.pcap", analysers: ["MetaCap"]),
        File(name: "sample.pcapng", analysers: ["MetaCap"]), File(name: "sample.pem", analysers: ["certinfo"]),
    ]

    /// What an analyser makes of a file.
    static func analysis(_ analyser: Analyser, of name: String, _ config: Document = Document()) throws -> Analysis {
        try analyser.analyse(File(name: name, analysers: []).content(), config)
    }
}

extension Analysis {
    /// The entries of a subtype.
    func entries(_ subtype: String) -> [Document] { results.filter { $0["subtype"]?.string == subtype } }

    /// The results of a subtype.
    func values(_ subtype: String) -> [String] { entries(subtype).compactMap { $0["result"]?.string } }

    /// Of the first entry with a subtype and result, a key's text.
    func detail(_ subtype: String, _ result: String, _ key: String) -> String? {
        entries(subtype).first { $0["result"]?.string == result }?[key]?.string
    }
}
