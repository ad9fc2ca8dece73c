import Accounts
import HTTPTypes
import Hummingbird

/// The token of forms for those who are not logged in yet: a cookie that only our own pages can repeat in a form, so that no
/// other site can log its visitors in here as someone else (threats.md 13).
enum LoginToken {
    private static let name = "login_token"

    /// A browser has to repeat the cookie. Clients that are no browsers send neither `Origin` nor a cookie, and have no one to
    /// be tricked.
    static func isProven(_ request: Request, _ form: FormFields) -> Bool {
        if request.isCrossSite { return false }
        guard let cookie = request.cookies[name]?.value else { return !request.headers.contains(.origin) }
        return ConstantTime.areEqual(Array((form["csrf_token"] ?? "").utf8), Array(cookie.utf8))
    }

    /// A page whose forms carry the token.
    static func page(_ view: PageView, _ site: Site, _ request: Request, status: HTTPResponse.Status = .ok) -> Response {
        let known = request.cookies[name]?.value
        let token = known.flatMap { $0.utf8.count == 32 ? $0 : nil } ?? RandomText.hexadecimal(bytes: 16)
        var response = site.page(view, to: request, nil, status: status, token: token)
        if token != known {
            let secure = site.cookies.isSecureNow ? "; Secure" : ""
            response.headers.append(
                HTTPField(name: .setCookie, value: "\(name)=\(token); Path=/; HttpOnly; SameSite=Lax\(secure)"))
        }
        return response
    }
}
