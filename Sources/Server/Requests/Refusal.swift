import Documents
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer other than success, thrown where the reason is found.
struct Refusal: Error {
    /// What the client is told.
    enum Body {
        /// The text of the status line, such as `400 Bad Request` (honeypot-api.md 2).
        case statusLine
        case text(String)
        /// Nothing, as HTML (crits-api.md 2.5).
        case empty
        /// `{"error": …}` (crits-api.md 1.8); the text needs no escaping.
        case json(StaticString)
        /// The same in the format that the request asks for, for a text that may hold anything.
        case error(String)
    }

    let status: HTTPResponse.Status
    let body: Body
    var headers: HTTPFields = [:]

    static let badRequest = Refusal(status: .badRequest, body: .statusLine)
    static let unauthorized = Refusal(status: .unauthorized, body: .statusLine)
    static let forbidden = Refusal(status: .forbidden, body: .statusLine)
    static let notFound = Refusal(status: .notFound, body: .statusLine)

    /// 429; the client may come again after that time.
    static func tooManyRequests(retryAfter: Duration) -> Refusal {
        Refusal(status: .tooManyRequests, body: .statusLine, headers: [.retryAfter: "\(max(1, retryAfter.components.seconds))"])
    }

    /// 503; the store can't serve.
    static let unavailable = Refusal(status: .serviceUnavailable, body: .statusLine, headers: [.retryAfter: "5"])

    /// 405 for a path that has other methods.
    static func methodNotAllowed(_ allowed: String) -> Refusal {
        Refusal(status: .methodNotAllowed, body: .statusLine, headers: [.allow: allowed])
    }

    /// The answer as it is sent.
    var response: Response {
        switch body {
        case .statusLine: Response.text("\(status.code) \(status.reasonPhrase)", status: status, headers: headers)
        case .empty: Response(status: status, headers: [.contentType: "text/html; charset=utf-8"])
        case .text(let text): Response.text(text, status: status, headers: headers)
        case .error: rendered(as: .json)
        case .json(let text): Response.json(Array("{\"error\": \"\(text)\"}".utf8), status: status, headers: headers)
        }
    }
}

extension Response {
    /// Plain text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=UTF-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// JSON in one buffer.
    static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A page.
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// 303: go and get another path of this server.
    static func seeOther(_ path: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.location] = path
        return Response(status: .seeOther, headers: headers)
    }
}
