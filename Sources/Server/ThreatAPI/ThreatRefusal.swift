import Documents
import HTTPTypes
import Hummingbird
import NIOCore

extension Refusal {
    /// `{"error": …}`, in which `&`, `<` and `>` are escaped (crits-api.md 1.8).
    static func threat(_ status: HTTPResponse.Status, _ message: String) -> Refusal {
        Refusal(status: status, body: .error(message))
    }

    /// The answer, its error text in the format that the request asks for.
    func rendered(as format: DocumentFormat) -> Response {
        guard case .error(let text) = body else { return response }
        var headers = headers
        headers[.contentType] = format.contentType
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: format.error(text))))
    }

    /// A document that does not exist, or that the caller may not see: no difference is shown (crits-api.md 1.8).
    static let threatNotFound = Refusal(status: .notFound, body: .empty)

    /// A method that the path does not take.
    static func threatMethod(_ allowed: [HTTPRequest.Method]) -> Refusal {
        let text = allowed.map(\.rawValue).joined(separator: ",")
        return Refusal(status: .methodNotAllowed, body: .text(text), headers: [.allow: text])
    }
}
