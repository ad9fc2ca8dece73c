import Documents
import HTTPTypes
import Hummingbird

/// A message for the next page, carried there by a cookie that the page takes away.
enum FlashCookie {
    private static let name = "flash"
    private static let maximumBytes = 512

    static func setting(_ kind: NoticeView.Kind, _ text: String) -> HTTPField {
        let short = text.utf8.count > maximumBytes ? String(text.prefix(maximumBytes / 4)) + "…" : text
        let value = "\(kind.rawValue).\(FormFields.encode(short))"
        return HTTPField(name: .setCookie, value: "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=60")
    }

    static let clearing = HTTPField(name: .setCookie, value: "\(name)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")

    static func read(_ request: Request) -> Frame.Flash? {
        guard let value = request.cookies[name]?.value, value.utf8.count <= 8 * maximumBytes,
            let point = value.firstIndex(of: "."), let kind = NoticeView.Kind(rawValue: String(value[..<point]))
        else { return nil }
        let text = FormFields.decode(value[value.index(after: point)...].utf8)
        return text.isEmpty ? nil : Frame.Flash(kind: kind.rawValue, text: text)
    }
}
