import Documents
import Testing

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func list(_ format: DocumentFormat, _ documents: [Document]) -> String {
    let meta = ListMeta(limit: 20, offset: 0, total: 61, next: "/api/v1/ips/?c-a=x&limit=20&offset=20", previous: nil)
    var renderer = DocumentListRenderer(format, meta: meta)
    var bytes: [UInt8] = []
    for document in documents {
        renderer.append(document)
        bytes += renderer.take()
    }
    renderer.end()
    return text(bytes + renderer.take())
}

private let created = Timestamp(microseconds: 1_439_889_873_512_999)

@Suite("Documents in answers")
struct RenderingTests {
    @Test("The XML example")
    func xmlExample() {
        let document: Document = [
            "_id": "55d2f9a1c2b4e60d1c8e4f10", "bucket_list": .list(["dropper"]), "size": 12,
            "source": .list([.document(["instances": .list([.document(["tlp": "amber"])]), "name": "Example Source"])]),
        ]
        let expected = """
            <?xml version='1.0' encoding='utf-8'?>
            <response><objects type="list"><object type="hash"><_id>55d2f9a1c2b4e60d1c8e4f10</_id><bucket_list type="list"><value>dropper</value></bucket_list><size type="integer">12</size><source type="list"><object type="hash"><instances type="list"><object type="hash"><tlp>amber</tlp></object></instances><name>Example Source</name></object></source></object></objects></response>
            """
        #expect(text(DocumentFormat.xml.detail(document)) == expected)
    }

    @Test("The YAML example")
    func yamlExample() {
        let document: Document = [
            "_id": "55d2f9a1c2b4e60d1c8e4f10", "bucket_list": .list(["dropper"]), "created": .date(created), "size": 12,
        ]
        let expected = """
            _id: 55d2f9a1c2b4e60d1c8e4f10
            bucket_list:
            - dropper
            created: '2015-08-18 09:24:33.512000'
            size: 12

            """
        #expect(text(DocumentFormat.yaml.detail(document)) == expected)
    }

    @Test("JSON of every kind of value")
    func json() {
        let document: Document = [
            "d": .date(created), "b": true, "f": .double(1.5), "i": -1, "l": .list([]), "m": .document([:]), "s": "a\"\u{0}é",
            "ü": .list([0, "x"]),
        ]
        let expected = #"{"b":true,"d":"2015-08-18 09:24:33.512000","f":1.5,"i":-1,"l":[],"m":{},"s":"a\"\u0000é","ü":[0,"x"]}"#
        #expect(text(DocumentFormat.json.detail(document)) == expected)
    }

    @Test("XML of every kind of value; no name and no character that XML has not")
    func xml() {
        let document: Document = [
            "0 a:b\u{1F41D}\u{FEFF}é": "x<&>\"\r\u{0}\u{B}\u{FFFE}é\u{1F41D}", "": "", "b": false, "d": .date(created), "f": .double(2.5),
            "l": .list([]),
            "m": .document([:]),
            "n": .list([.list([1]), true]),
        ]
        let expected = """
            <?xml version='1.0' encoding='utf-8'?>
            <response><_></_><__a_b__é>x&lt;&amp;&gt;"&#13;é\u{1F41D}</__a_b__é><b type="boolean">False</b><d>2015-08-18 09:24:33.512000</d><f type="float">2.5</f><l type="list"/><m type="hash"/><n type="list"><objects type="list"><value type="integer">1</value></objects><value type="boolean">True</value></n></response>
            """
        #expect(text(DocumentFormat.xml.mapping(document)) == expected)
    }

    @Test("YAML of nested values")
    func yamlNesting() {
        let document: Document = [
            "a": .list([.list([1, .list([2]), .document(["v": 1, "w": .list([2])])]), .list([]), .document([:]), "t"]),
            "m": .document(["k": .document(["o": true]), "p": .list([.document(["q": .document(["r": .double(1e20)]), "s": ""])])]),
            "z": .document([:]),
        ]
        let expected = """
            a:
            - - 1
              - - 2
              - v: 1
                w:
                - 2
            - []
            - {}
            - t
            m:
              k:
                o: true
              p:
              - q:
                  r: 1.0e+20
                s: ''
            z: {}

            """
        #expect(text(DocumentFormat.yaml.detail(document)) == expected)
        #expect(text(DocumentFormat.yaml.detail([:])) == "{}\n")
    }

    @Test(
        "YAML texts",
        arguments: [
            ("plain text", "plain text"), ("", "''"), ("123", "'123'"), ("1.5e3", "'1.5e3'"), ("0x1F", "'0x1F'"), ("0b1", "'0b1'"),
            ("1_000", "'1_000'"),
            ("12:30:00", "'12:30:00'"), ("2015-01-31", "'2015-01-31'"), ("2015-01-31T10:00:00Z", "'2015-01-31T10:00:00Z'"), ("-1", "'-1'"),
            ("+.inf", "'+.inf'"), (".NaN", "'.NaN'"), ("yes", "'yes'"), ("No", "'No'"), ("y", "'y'"), ("ON", "'ON'"), ("null", "'null'"),
            ("~", "'~'"),
            ("True", "'True'"), ("=", "'='"), ("<<", "'<<'"), ("- a", "'- a'"), ("a: b", "'a: b'"), ("a:", "'a:'"), ("a:b", "a:b"),
            ("a #b", "'a #b'"),
            ("a#b", "a#b"), ("#a", "'#a'"), ("'quoted'", "'''quoted'''"), ("it's", "it's"), (" a", "' a'"), ("a ", "'a '"),
            ("---", "'---'"),
            ("...", "'...'"), ("... a", "'... a'"), ("[a]", "'[a]'"), ("@a", "'@a'"), ("%a", "'%a'"), ("a\nb", "\"a\\nb\""),
            ("\t", "\"\\t\""),
            ("\u{0}\"\\", "\"\\x00\\\"\\\\\""),
            ("\u{85}\u{2028}\u{FEFF}", "\"\\x85\\u2028\\ufeff\""), ("é\u{1F41D}", "é\u{1F41D}"), ("10.0.0.1", "'10.0.0.1'"),
            ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"), ("http://a/b", "http://a/b"), ("1e5", "'1e5'"),
        ])
    func yamlTexts(_ value: String, _ expected: String) {
        #expect(text(DocumentFormat.yaml.detail(["k": .string(value)])) == "k: \(expected)\n")
        #expect(text(DocumentFormat.yaml.detail([value: 1])) == "\(expected): 1\n")
    }

    @Test("Lists, one document at a time")
    func lists() {
        #expect(
            list(.json, [["a": 1], ["a": 2]])
                == #"{"meta":{"limit":20,"next":"/api/v1/ips/?c-a=x&limit=20&offset=20","offset":0,"previous":null,"total_count":61},"objects":[{"a":1},{"a":2}]}"#
        )
        #expect(
            list(.xml, [["a": 1]])
                == """
                <?xml version='1.0' encoding='utf-8'?>
                <response><meta type="hash"><limit type="integer">20</limit><next>/api/v1/ips/?c-a=x&amp;limit=20&amp;offset=20</next><offset type="integer">0</offset><previous type="null"/><total_count type="integer">61</total_count></meta><objects type="list"><object type="hash"><a type="integer">1</a></object></objects></response>
                """)
        #expect(
            list(.yaml, [["a": 1, "b": .list(["x"])], ["a": 2]])
                == """
                meta:
                  limit: 20
                  next: /api/v1/ips/?c-a=x&limit=20&offset=20
                  offset: 0
                  previous: null
                  total_count: 61
                objects:
                - a: 1
                  b:
                  - x
                - a: 2

                """)
        #expect(list(.json, []).hasSuffix(#""objects":[]}"#))
        #expect(list(.yaml, []).hasSuffix("objects: []\n"))
        #expect(list(.xml, []).hasSuffix("<objects type=\"list\"></objects></response>"))
    }

    @Test(
        "Sets, with and without what was not found",
        arguments: [
            (DocumentFormat.json, ["2"], #"{"not_found":["2"],"objects":[{"a":1}]}"#), (.json, [], #"{"objects":[{"a":1}]}"#),
            (.yaml, ["x"], "not_found:\n- x\nobjects:\n- a: 1\n"),
            (
                .xml, ["x"],
                "<?xml version='1.0' encoding='utf-8'?>\n<response><not_found type=\"list\"><value>x</value></not_found><objects type=\"list\"><object type=\"hash\"><a type=\"integer\">1</a></object></objects></response>"
            ),
        ])
    func sets(_ format: DocumentFormat, _ notFound: [String], _ expected: String) {
        var renderer = DocumentListRenderer(format, notFound: notFound)
        renderer.append(["a": 1])
        renderer.end()
        #expect(text(renderer.take()) == expected)
    }

    @Test("Errors that quote the client")
    func errors() {
        let message = "Invalid limit '<b>&' provided."
        #expect(text(DocumentFormat.json.error(message)) == #"{"error":"Invalid limit '&lt;b&gt;&amp;' provided."}"#)
        #expect(text(DocumentFormat.yaml.error(message)) == "error: Invalid limit '&lt;b&gt;&amp;' provided.\n")
        #expect(
            text(DocumentFormat.xml.error(message))
                == "<?xml version='1.0' encoding='utf-8'?>\n<response><error>Invalid limit '&lt;b&gt;&amp;' provided.</error></response>")
    }
}
