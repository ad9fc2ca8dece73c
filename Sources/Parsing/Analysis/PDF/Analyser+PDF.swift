import Documents

extension Analyser {
    /// Keywords and objects of a PDF, with those that lie compressed in object streams: `pdfid`, `pdfid_object_streams` (those
    /// of the catalogue's words that were found only after decompression) and `pdf_parser`.
    static let pdfinfo = Analyser(
        description: AnalyserDescription(
            name: "pdfinfo", version: "1.2.0", description: "Counts of keywords, and all objects of a PDF.",
            supportedTypes: ["Sample"], content: .pdf)
    ) { content, _ throws(ParsingError) in
        guard ByteReader(content).firstOffset(of: Array("%PDF-".utf8), before: 1_024) != nil else { throw ParsingError("it is no PDF") }
        var analysis = Analysis()
        let keywords = PDFKeywords(content[...])
        for keyword in PDFKeywords.all { analysis.add("pdfid", text: keyword, ["count": .integer(Int64(keywords.count(of: keyword)))]) }
        var report = PDFReport(budget: content.count)
        let objects = PDFObjects(content)
        for object in objects.objects { report.add(object) }
        if objects.isCut { analysis.note("warning", "there are more objects than are listed") }
        for (keyword, count) in report.hiddenKeywords {
            analysis.add("pdfid_object_streams", text: keyword, ["count": .integer(Int64(count))])
        }
        for (digest, details) in report.entries { analysis.add("pdf_parser", text: digest, details) }
        return analysis
    }
}

/// Gathers what is said of each object.
private struct PDFReport {
    private static let maximumStream = 16 << 20
    private static let maximumHidden = 2_000
    private static let shownBytes = 512

    private(set) var entries: [(digest: String, details: Document)] = []
    private var hidden: [String: Int] = [:]
    private var hiddenCount = 0
    /// Bytes that may still come out of streams.
    private var budget: Int

    init(budget: Int) {
        self.budget = min(256 << 20, 100 * budget + (1 << 20))
    }

    /// In the order of the catalogue.
    var hiddenKeywords: [(String, Int)] { PDFKeywords.all.compactMap { keyword in hidden[keyword].map { (keyword, $0) } } }

    mutating func add(_ object: PDFObjects.Object) {
        let dictionary = PDFDictionary(object.dictionary)
        let type = dictionary.names(of: "/Type").first ?? ""
        var details = describe(object.content, text: object.dictionary, type: type, number: object.number, generation: object.generation)
        details["stream"] = .boolean(object.stream != nil)
        guard let stream = object.stream else { return entries.append((Digest.md5(object.content), details)) }
        details["stream_md5"] = .string(Digest.md5(stream))
        details["stream_size"] = .integer(Int64(stream.count))
        let filters = dictionary.names(of: "/Filter")
        details["filters"] = filters.isEmpty ? nil : .list(filters.map { .string($0) })
        var decoded: [UInt8]?
        if filters.first == "FlateDecode" || filters.first == "Fl" {
            let output = Inflater.inflate(stream, limit: min(PDFReport.maximumStream, budget))
            budget -= output.count
            details["decoded_md5"] = .string(Digest.md5(output))
            details["decoded_size"] = .integer(Int64(output.count))
            decoded = output
        }
        entries.append((Digest.md5(object.content), details))
        if type == "ObjStm" { addHidden(decoded ?? Array(stream), in: dictionary, container: object.number) }
    }

    private func describe(
        _ content: ArraySlice<UInt8>, text: ArraySlice<UInt8>, type: String, number: Int, generation: Int
    ) -> Document {
        [
            "obj_id": .integer(Int64(number)), "obj_version": .integer(Int64(generation)), "size": .integer(Int64(content.count)),
            "type": .string(type), "entropy": .double(content.isEmpty ? 0 : Analyser.bitsPerByte(content)),
            "content": .string(HostileText.of(text, limit: PDFReport.shownBytes)),
            "x_refs": .list(PDFDictionary(text).references.map { .string($0) }),
        ]
    }

    /// The objects of an object stream: pairs of number and place, then the objects.
    private mutating func addHidden(_ content: [UInt8], in dictionary: PDFDictionary, container: Int) {
        let keywords = PDFKeywords(content[...])
        for keyword in PDFKeywords.all where keywords.count(of: keyword) > 0 { hidden[keyword, default: 0] += keywords.count(of: keyword) }
        guard let first = dictionary.number(of: "/First") else { return }
        let reader = ByteReader(content)
        let head = reader.slice(0, upTo: min(first, 64 << 10)).split(whereSeparator: PDFSyntax.isSpace)
            .map { $0.count < 10 ? Int(HostileText.latin1($0)) : nil }
        var room = Budget(content.count)
        for index in stride(from: 0, to: head.count - 1, by: 2) {
            guard hiddenCount < PDFReport.maximumHidden, let number = head[index], let offset = head[index + 1] else { return }
            hiddenCount += 1
            let next = index + 3 < head.count ? head[index + 3] : nil
            let text = reader.slice(first + offset, upTo: next.map { max(0, $0 - offset) } ?? content.count)
            guard room.take(text.count) else { return }
            let type = PDFDictionary(text).names(of: "/Type").first ?? ""
            var details = describe(text, text: text, type: type, number: number, generation: 0)
            details["stream"] = false
            details["container"] = .integer(Int64(container))
            entries.append((Digest.md5(text), details))
        }
    }
}
