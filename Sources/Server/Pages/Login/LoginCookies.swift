import Accounts
import HTTPTypes

/// The cookies of a login session (honeypot-api.md 3.3; ruling 3).
struct LoginCookies: Sendable {
    /// Which log-in makes the cookie.
    enum Name: String {
        /// Mnemosyne's form.
        case api = "beaker.session.id"
        /// The pages.
        case web = "sessionid"
    }

    let directory: Directory
    /// Whether this listener is behind TLS.
    let isSecure: Bool

    /// The header that sets a cookie for the length of the browser's session.
    func setting(_ name: Name, to token: String) -> HTTPFields {
        var fields: HTTPFields = [.setCookie: "\(name.rawValue)=\(token)\(attributes)"]
        if name == .web {
            // Scripts of our pages repeat it in a header when they write to the API (crits-api.md 2.3).
            let cookie = "\(ThreatCaller.tokenCookie)=\(RandomText.hexadecimal(bytes: 16))"
            fields.append(HTTPField(name: .setCookie, value: cookie + "; Path=/; SameSite=Lax" + (isSecureNow ? "; Secure" : "")))
        }
        return fields
    }

    /// The headers that take both cookies away.
    var clearing: HTTPFields {
        var fields = HTTPFields()
        for name in Identification.cookieNames {
            fields.append(HTTPField(name: .setCookie, value: "\(name)=\(attributes); Max-Age=0"))
        }
        return fields
    }

    /// Whether cookies are for TLS only, as the setting `secure_cookie` says.
    var isSecureNow: Bool {
        switch directory.settings.secureCookie {
        case .auto: isSecure
        case .always: true
        case .never: false
        }
    }

    private var attributes: String {
        "; Path=/; HttpOnly; SameSite=Lax" + (isSecureNow ? "; Secure" : "")
    }
}
