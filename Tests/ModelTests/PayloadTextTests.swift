import Documents
import Testing

@testable import Model

@Suite("Payloads as strings (normalization.md 2.2)")
struct PayloadTextTests {
    @Test(
        "Form",
        arguments: [
            (Array("GET / HTTP/1.1\r\n".utf8), PayloadText.Form.text), ([], .text), ([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x7E], .text),
            ([0x00], .hex), ([0x1F], .hex), ([0x7F], .hex), ([0x08], .hex), ([0x0E], .hex), (Array("é".utf8), .hex),
            (Array(repeating: 0x61, count: 20) + Array("é".utf8), .text), (Array(repeating: 0x61, count: 19) + Array("é".utf8), .hex),
            (Array(repeating: 0x61, count: 20) + [0x01], .text), (Array(repeating: 0x61, count: 20) + [0x00], .hex),
            (Array(repeating: 0x61, count: 20) + [0xE9], .hex),
        ] as [([UInt8], PayloadText.Form)])
    func form(_ payload: [UInt8], expected: PayloadText.Form) {
        #expect(PayloadText.form(of: payload) == expected)
    }

    @Test("Written as text or as digits")
    func write() {
        var writer = JSONWriter()
        writer.beginArray()
        PayloadText.write(Array("a\"b\n".utf8), to: &writer)
        PayloadText.write([0x00, 0xFF], to: &writer)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"["a\"b\n","00ff"]"#)
    }
}
