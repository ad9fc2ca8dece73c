import Documents
import Similarity
import Testing

@testable import Parsing

/// What analysers find where no other program says it; the end-to-end tests compare with other programs.
@Suite struct AnalyserTests {
    @Test func aLibraryOfWindows() throws {
        let analysis = try AnalyserSamples.analysis(.peinfo, of: "sample.dll")
        #expect(analysis.values("pe_import") == ["GetTickCount", "WSAGetLastError", "SysAllocString"])
        #expect(analysis.values("imphash") == ["ea7a59e468b5c47dd247c67af18131b4"])
        #expect(analysis.values("pe_export") == ["alpha", "beta", "NULL"])
        #expect(analysis.values("tls_callback").count == 1)
        #expect(analysis.detail("pe_debug", "C:\\hive\\sample.pdb", "DebugSig") == "RSDS")
        #expect(analysis.values("version_info") == ["CompanyName: Beehive", "FileDescription: A sample "])
        #expect(analysis.values("version_var") == ["Translation: 0x0409 0x04b0"])
        #expect(Set(analysis.values("pe_resource")) == ["RT_VERSION", "RT_RCDATA", "CUSTOM"])
        // Only what looks like a program or a PDF.
        #expect(analysis.files.count == 2)
        #expect(try AnalyserSamples.analysis(.peinfo, of: "sample.dll", ["resource": true]).files.count == 3)
        #expect(throws: ParsingError.self) { try AnalyserSamples.analysis(.peinfo, of: "sample.so") }
    }

    @Test func aProgramForTwoProcessors() throws {
        let analysis = try AnalyserSamples.analysis(.machoinfo, of: "fat.o")
        #expect(analysis.values("Headers") == ["FAT_MAGIC", "MH_MAGIC_64 ARM64 0", "MH_MAGIC_64 X86_64 3"])
        #expect(analysis.values("Entity 1 - Commands").contains("LC_BUILD_VERSION"))
        #expect(analysis.values("Entity 2 - LC_SYMTAB").contains("_buzz"))
        #expect(analysis.entries("Entity 1 - Version Info").first?["os_ver"]?.string == "12.0.0")
    }

    @Test func objectsThatLieInStreams() throws {
        let plain = try AnalyserSamples.analysis(.pdfinfo, of: "plain.pdf")
        let packed = try AnalyserSamples.analysis(.pdfinfo, of: "packed.pdf")
        #expect(plain.entries("pdfid").first { $0["result"]?.string == "/OpenAction" }?["count"]?.integer == 1)
        #expect(packed.entries("pdfid").first { $0["result"]?.string == "/OpenAction" }?["count"]?.integer == 0)
        #expect(packed.values("pdfid_object_streams").contains("/OpenAction"))
        #expect(packed.entries("pdf_parser").contains { $0["type"]?.string == "Catalog" && $0["container"] != nil })
    }

    @Test func objectsOfRichText() throws {
        let analysis = try AnalyserSamples.analysis(.rtfMeta, of: "sample.rtf")
        #expect(analysis.detail("rtf_meta", "title", "value") == "A über title")
        #expect(analysis.detail("rtf_meta", "creatim", "value") == "2024-03-05 09:15:00")
        #expect(analysis.detail("rtf_meta", "generator", "value") == "Riched20 10.0")
        #expect(analysis.files.map(\.name) == ["note.txt"])
        #expect(analysis.files.first?.content == Array("inner bytes".utf8))
        #expect(analysis.values("Object 2 - Equation.3").count == 6)
    }

    @Test func flashIsDecompressed() throws {
        let body = (0..<4).flatMap { _ in (0...255).map { UInt8($0) } }
        for (name, version) in [("sample.cws", UInt8(10)), ("sample.zws", 13)] {
            let files = try AnalyserSamples.analysis(.unswf, of: name).files
            #expect(files.first?.content == Array("FWS".utf8) + [version, 8, 4, 0, 0] + body)
        }
    }

    @Test func bytesAreCarved() throws {
        let content = Array("0123456789".utf8)
        func carved(_ config: Document) throws -> [UInt8]? { try Analyser.carver.analyse(content, config).files.first?.content }
        #expect(try carved(["start": 2, "end": 5]) == Array("234".utf8))
        #expect(try carved(["start": 8, "end": 0]) == Array("89".utf8))
        #expect(try carved(["start": 8, "end": 99]) == Array("89".utf8))
        for config: Document in [["start": -1], ["start": 5, "end": 2]] {
            #expect(try Analyser.carver.analyse(content, config).log.first?["message"] == "Invalid offsets.")
        }
        #expect(try Analyser.carver.analyse(content, ["start": 10]).log.first?["message"] == "No data.")
    }

    @Test func valuesAreMined() throws {
        let text = """
            See http://Bad.example.com/a?b=1, (hxxps://evil[.]example[.]org/x). Mail bob.smith@mail.example.net; 198.51.100.7:8080
            10.0.0[.]1 999.1.1.1 2001:db8:0::1 kernel32.dll version 1.2.3.4.5 user:secret@host
            d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709
            3:VhjOnabcd:dVOn com co.uk a..b.com http://[2001:db8::2]/ http://192.0.2.1:81/x.
            """
        let analysis = try Analyser.dataMiner.analyse(Array(text.utf8), Document())
        #expect(Set(analysis.values("Potential IP Address")) == ["198.51.100.7", "10.0.0.1", "2001:db8::1", "192.0.2.1"])
        #expect(
            analysis.values("Potential URLs") == [
                "http://Bad.example.com/a?b=1", "https://evil.example.org/x", "http://[2001:db8::2]/", "http://192.0.2.1:81/x",
            ])
        #expect(Set(analysis.values("Potential Domains")) == ["bad.example.com", "evil.example.org", "mail.example.net"])
        #expect(analysis.values("Potential Emails") == ["bob.smith@mail.example.net"])
        #expect(
            Set(analysis.values("Potential Samples")) == [
                "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "3:VhjOnabcd:dVOn",
            ])
    }

    /// Of bytes that are no text, the texts in them, wide ones as well.
    @Test func valuesAreMinedFromBinaries() throws {
        let wide: [UInt8] = Array("http://wide.example.com/".utf8).flatMap { [$0, UInt8(0)] }
        let content: [UInt8] = [0, 1, 2] + wide + [0, 0, 0xFF] + Array("ftp.example.org\0".utf8)
        let analysis = try Analyser.dataMiner.analyse(content, Document())
        #expect(analysis.values("Potential URLs") == ["http://wide.example.com/"])
        #expect(Set(analysis.values("Potential Domains")) == ["wide.example.com", "ftp.example.org"])
    }

    @Test func rulesThatAreWrongAreNamed() throws {
        let rules: Document = [
            "rules": .list([
                .document(["name": "good", "text": "rule hi { strings: $a = \"hi\" condition: $a }"]),
                .document(["name": "bad", "text": "rule hi { condition: nothing }"]),
                .document(["name": "file", "text": "include \"/etc/passwd\""]),
            ])
        ]
        let analysis = try Analyser.yara.analyse(Array("hi, hi".utf8), rules)
        #expect(analysis.values("yara") == ["hi"])
        let strings = analysis.entries("yara").first?["strings"]?.list?.first?.document
        #expect(strings?["offset"] == .list([0, 4]) && strings?["data"] == "hi" && strings?["name"] == "$a")
        #expect(analysis.log.count == 2 && !analysis.failed)
    }

    @Test func similarHashesComeBestFirst() throws {
        let content = (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
        let own = FuzzyHasher.hash(content).text
        let near = FuzzyHasher.hash(content + [1, 2, 3]).text
        let config: Document = [
            "candidates": .list([
                .document(["md5": "1", "ssdeep": .string(near), "description": "near"]), .document(["md5": "2", "ssdeep": .string(own)]),
                .document(["md5": "3", "ssdeep": "3:AAAAAAAAAAA:BBBBBBB"]), .document(["md5": "4", "ssdeep": "damaged"]),
            ])
        ]
        let analysis = try Analyser.fuzzyCompare.analyse(content, config)
        #expect(near != own)
        #expect(analysis.values("ssdeep_match (MD5)") == ["2", "1"])
    }

    /// Valid UTF-8 stays, anything else keeps each byte as the character of its number.
    @Test func textOfBytes() {
        #expect(HostileText.of(Array("grün".utf8)) == "grün")
        #expect(HostileText.of([0x67, 0xFC]) == "gü")
        #expect(HostileText.of(Array("aü".utf8), limit: 2) == "a")
        #expect(HostileText.date(fileTime: 133_541_037_000_000_000) == "2024-03-05 09:15:00")
        #expect(HostileText.date(fileTime: 0) == nil)
    }

    @Test func anAnalysisKeepsWithinItsLimits() {
        var analysis = Analysis()
        for number in 0..<(Analysis.maximumResults + 5) { analysis.add("a", .integer(Int64(number))) }
        #expect(analysis.results.count == Analysis.maximumResults && analysis.log.count == 1)
        var long = Analysis()
        for _ in 0..<10 { long.add("a", text: String(repeating: "x", count: 1 << 20)) }
        #expect(long.results.count == 7 && long.log.count == 1)
        for _ in 0..<(Analysis.maximumFiles + 5) { analysis.add(file: "x", [1]) }
        #expect(analysis.files.count == Analysis.maximumFiles)
    }
}
