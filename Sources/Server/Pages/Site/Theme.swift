import HTTPTypes
import Hummingbird

/// Light, dark, or what the reader's system says; kept in a cookie, so that pages come in the right colours at once.
enum Theme: String, CaseIterable {
    case auto, light, dark

    static let cookie = "theme"

    init(_ request: Request) {
        self = request.cookies[Theme.cookie].flatMap { Theme(rawValue: $0.value) } ?? .auto
    }

    var setting: HTTPField {
        HTTPField(name: .setCookie, value: "\(Theme.cookie)=\(rawValue); Path=/; Max-Age=31536000; SameSite=Lax")
    }
}
