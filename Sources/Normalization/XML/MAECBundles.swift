/// Picks the analyses out of MAEC 1 bundles while they are read.
final class MAECBundles: XMLContentHandler {
    /// One analysis of one page.
    struct Analysis {
        /// `start_datetime` as it was given.
        var start: String?
        var hasObject = false
        /// Text of the URI.
        var url: [UInt8]?
        var snippets: [Snippet] = []
    }

    /// A piece of code that the page brought along.
    struct Snippet {
        var language: String?
        var content: [UInt8] = []
        fileprivate var hasSegment = false
    }

    private(set) var analyses: [Analysis] = []
    /// Number of bundles seen.
    private(set) var count = 0

    /// The elements that matter, and everything else.
    private enum Element {
        case root, bundle, analyses, analysis, subject, object, attributes, uri, code, snippetList, snippet, segment, other
    }

    /// An open element; its text counts until its first child.
    private struct Open {
        var element: Element
        var takesText = false
    }

    private var open: [Open] = []

    private static let namespace = "http://maec.mitre.org/XMLSchema/maec-core-1|"

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        guard let parent = open.last?.element else {
            open.append(Open(element: .root))
            return
        }
        open[open.count - 1].takesText = false
        let element = parent == .other ? .other : child(of: parent, named: String(cString: name))
        open.append(Open(element: element))
        enter(element, attributes)
    }

    func end() {
        open.removeLast()
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let last = open.last, last.takesText, !analyses.isEmpty else { return }
        let analysis = analyses.count - 1
        if last.element == .uri {
            analyses[analysis].url?.append(contentsOf: bytes)
        } else if !analyses[analysis].snippets.isEmpty {
            let snippet = analyses[analysis].snippets.count - 1
            analyses[analysis].snippets[snippet].content.append(contentsOf: bytes)
        }
    }

    private func child(of parent: Element, named name: String) -> Element {
        guard name.hasPrefix(MAECBundles.namespace) else { return .other }
        return switch (parent, name.dropFirst(MAECBundles.namespace.count)) {
        case (.root, "MAEC_Bundle"): .bundle
        case (.bundle, "Analyses"): .analyses
        case (.analyses, "Analysis"): .analysis
        case (.analysis, "Subject"): .subject
        // Of several objects the first is the one that was analysed.
        case (.subject, "Object") where analyses.last?.hasObject == false: .object
        case (.object, "Internet_Object_Attributes"): .attributes
        case (.attributes, "URI") where analyses.last?.url == nil: .uri
        case (.object, "Associated_Code"): .code
        case (.code, "Associated_Code_Snippet"): .snippetList
        case (.snippetList, "Code_Snippet"): .snippet
        case (.snippet, "Code_Segment") where analyses.last?.snippets.last?.hasSegment == false: .segment
        default: .other
        }
    }

    private func enter(_ element: Element, _ attributes: XMLAttributes) {
        let last = analyses.count - 1
        switch element {
        case .bundle:
            count += 1
        case .analysis:
            analyses.append(Analysis(start: attributes["start_datetime"]))
        case .object:
            analyses[last].hasObject = true
        case .uri:
            analyses[last].url = []
            open[open.count - 1].takesText = true
        case .snippet:
            analyses[last].snippets.append(Snippet(language: attributes["language"]))
        case .segment:
            analyses[last].snippets[analyses[last].snippets.count - 1].hasSegment = true
            open[open.count - 1].takesText = true
        default:
            break
        }
    }
}
