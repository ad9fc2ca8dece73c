import Model
import Normalization
import Testing

@Suite struct ThugTests {
    private let open = #"<MAEC_Bundle xmlns="http://maec.mitre.org/XMLSchema/maec-core-1"><Analyses>"#
    private let close = "</Analyses></MAEC_Bundle>"

    private func analysis(
        _ url: String = "http://bad.example/x", start: String = #" start_datetime="2013-01-02 03:04:05.678901""#, code: String = ""
    ) -> String {
        """
        <Analysis\(start)><Subject><Object><Internet_Object_Attributes><URI>\(url)</URI></Internet_Object_Attributes>\
        <Associated_Code>\(code)</Associated_Code></Object></Subject></Analysis>
        """
    }

    private func snippet(_ code: String, language: String = "Javascript") -> String {
        """
        <Associated_Code_Snippet><Code_Snippet language="\(language)"><Code_Segment>\(code)</Code_Segment></Code_Snippet>\
        </Associated_Code_Snippet>
        """
    }

    private func contents(_ payload: String) throws -> [String] {
        try observations("thug.events", payload).compactMap { observation in
            if case .file(let file) = observation { String(decoding: file.content, as: UTF8.self) } else { nil }
        }
    }

    @Test func example() throws {
        let found = try documents("thug.events", open + analysis(code: snippet("a()")) + close)
        #expect(found.count == 2)
        let file = found[0]["file"]
        #expect(file?["content_guess"] == .string("Javascript"))
        #expect(file?["data"] == .string("612829"))
        let url = found[1]["url"]
        #expect(url?["url"] == .string("http://bad.example/x"))
        let extraction = url?["extractions"]?.elements.first
        #expect(extraction?["timestamp"] == .string("2013-01-02T03:04:05.678901"))
        #expect(extraction?["hashes"] == file?["hashes"])
    }

    @Test func severalRootsWithDeclarations() throws {
        let declaration = #"<?xml version="1.0" encoding="ISO-8859-1"?>"#
        let payload = [
            "\n" + declaration + open + analysis("http://a/") + close, "  " + declaration + "\n<!-- x > -->" + open + close,
            #"<?xml version='1.0'?><other a="/>"/>"#,
            open + analysis("http://b/", start: #" start_datetime="2013-01-02 03:04:05""#) + close,
        ].joined(separator: "\n")
        let found = try observations("thug.events", payload)
        #expect(found == [.url(ObservedURL(url: "http://a/")), .url(ObservedURL(url: "http://b/"))])
    }

    @Test func declarationInsideCodeStays() throws {
        let code = "<![CDATA[<?xml version='1.0'?></Code_Segment>]]>"
        #expect(
            try contents(open + analysis(code: snippet(code)) + close) == ["<?xml version='1.0'?></Code_Segment>"])
    }

    @Test(arguments: [
        ("a\r\nb\rc", "a\nb\nc"), ("&lt;&amp;&#228;&#x41;", "<&äA"), ("x<![CDATA[<&]]>y", "x<&y"), ("ünï", "ünï"), (" ", " "),
        ("a<!-- c -->b", "ab"), ("a<b/>c", "a"), ("a\u{1}b\u{1F}", "aSOMETHING_REMOVED_BY_MNEMOSYNEbSOMETHING_REMOVED_BY_MNEMOSYNE"),
        ("\u{0}\u{8}\u{B}\u{C}", String(repeating: "SOMETHING_REMOVED_BY_MNEMOSYNE", count: 4)), ("\t\n", "\t\n"),
    ])
    func readsTheSegment(_ code: String, _ content: String) throws {
        #expect(try contents(open + analysis(code: snippet(code)) + close) == [content])
    }

    @Test func emptySegmentsAreSkipped() throws {
        let code = snippet("") + snippet("x", language: "VBS") + #"<Associated_Code_Snippet><Code_Snippet/></Associated_Code_Snippet>"#
        let found = try documents("thug.events", open + analysis(code: code) + close)
        #expect(found.count == 2)
        #expect(found[0]["file"]?["content_guess"] == .string("VBS"))
        #expect(found[1]["url"]?["extractions"]?.elements.count == 1)
        let none = try documents("thug.events", open + analysis(code: snippet("")) + close)
        #expect(none.count == 1)
        #expect(none[0]["url"]?["extractions"] == nil)
    }

    @Test func readsLatin1() throws {
        var payload = Array((open + analysis(code: snippet("@"))).utf8)
        if let position = payload.lastIndex(of: UInt8(ascii: "@")) { payload[position] = 0xE4 }
        let found = try Normalizer().normalize(message("thug.events", payload + Array(close.utf8)))
        guard case .file(let file)? = found.first else {
            Issue.record("no file")
            return
        }
        #expect(file.content == Array("ä".utf8))
    }

    @Test func otherNamespacesAreNotRead() {
        let payload = (open + analysis() + close).replacing("maec-core-1", with: "maec-core-2")
        #expect(failure("thug.events", payload) == "MAEC_Bundle: missing")
    }

    @Test func prefixedNamesAreRead() throws {
        let payload = """
            <m:MAEC_Bundle xmlns:m="http://maec.mitre.org/XMLSchema/maec-core-1"><m:Analyses><m:Analysis \
            start_datetime="2013-01-02 03:04:05"><m:Subject><m:Object><m:Internet_Object_Attributes><m:URI>u</m:URI>\
            </m:Internet_Object_Attributes></m:Object></m:Subject></m:Analysis></m:Analyses></m:MAEC_Bundle>
            """
        #expect(try observations("thug.events", payload) == [.url(ObservedURL(url: "u"))])
    }

    @Test func refuses() {
        let cases: [(String, String)] = [
            ("", "MAEC_Bundle: missing"), ("text", "MAEC_Bundle: missing"),
            (open + analysis(start: "") + close, "start_datetime: missing"),
            (open + analysis(start: #" start_datetime="2013-01-02T03:04:05""#) + close, "start_datetime: not a time of the expected form"),
            (open + #"<Analysis start_datetime="2013-01-02 03:04:05"/>"# + close, "Subject/Object: missing"),
            (
                open + #"<Analysis start_datetime="2013-01-02 03:04:05"><Subject><Object/></Subject></Analysis>"# + close, "URI: missing"
            ),
            (open + analysis("") + close, "URI: missing"),
            (open, "payload: malformed XML"), (open + close + "</bundles><bundles>", "payload: malformed XML"),
            (open + analysis("&unknown;") + close, "payload: malformed XML"),
            (open + analysis("\u{1}").replacing("<URI>", with: "<URI \u{0}>") + close, "payload: malformed XML"),
            (#"<!DOCTYPE a [<!ENTITY b "c">]>"# + open + close, "payload: malformed XML"),
            (String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65), "payload: XML nested too deeply"),
            (String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64), "MAEC_Bundle: missing"),
        ]
        for (payload, text) in cases { #expect(failure("thug.events", payload) == text, "\(payload.prefix(80))") }
    }

    @Test func filesExample() throws {
        let payload = #"{"url":"https://h.example:8080/a/b.php?x=1","data":"YSgp","type":"SWF","md5":"...","sha1":"..."}"#
        let found = try documents("thug.files", payload)
        #expect(found.count == 2)
        #expect(found[0]["file"]?["content_guess"] == .string("SWF"))
        #expect(found[0]["file"]?["data"] == .string("612829"))
        #expect(found[1]["url"]?["url"] == .string("http://h.example:8080/a/b.php"))
        let extraction = found[1]["url"]?["extractions"]?.elements.first
        #expect(extraction?["timestamp"] == .string(submit))
        #expect(extraction?["hashes"] == found[0]["file"]?["hashes"])
    }

    @Test(arguments: [
        ("ftp://user:pass@H.example/p;q=1/r;s?t#u", "http://H.example/p;q=1/r"), ("http://h.example", "http://h.example"),
        ("//h.example/x", "http://h.example/x"), ("h.example/x", "http://h.example/x"), ("http://a@b@h/x", "http://h/x"),
        ("http://h/a/../b", "http://h/a/../b"), ("", "http://"), ("http://h?x", "http://h"), ("http://h/ä", "http://h/ä"),
    ])
    func filesKeepHostAndPath(_ url: String, _ kept: String) throws {
        let found = try documents("thug.files", #"{"url":"\#(url)","data":"YSgp","type":"SWF"}"#)
        #expect(found.compactMap { $0["url"]?["url"]?.text } == [kept])
    }

    @Test(arguments: [
        (#"{"url":"http://h/","data":"YSg","type":"SWF"}"#, "data: not base64"), (#"{"url":"http://h/","type":"SWF"}"#, "data: missing"),
        (#"{"data":"YSgp","type":"SWF"}"#, "url: missing"), (#"{"url":"http://h/","data":"YSgp"}"#, "type: missing"),
        (#"{"url":"http://h/","data":1,"type":"SWF"}"#, "data: not a text"),
    ])
    func filesNameTheFault(_ payload: String, _ text: String) {
        #expect(failure("thug.files", payload) == text)
    }
}
