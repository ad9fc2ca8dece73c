import HTTPTypes
import Hummingbird

/// Headers that every answer carries: no sniffing, no foreign frames, no scripts but our own (threats.md 10, 14, 31). Images
/// may be `data:` for the marks in Bootstrap's controls.
/// Deliberately no `Access-Control-Allow-*`.
struct SecurityHeaders: RouterMiddleware {
    private static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"
    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")
    private static let requestID = HTTPField.Name("X-Request-Id")

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = SecurityHeaders.referrerPolicy { response.headers[name] = "same-origin" }
        if let name = SecurityHeaders.requestID { response.headers[name] = context.id }
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers[.contentSecurityPolicy] = SecurityHeaders.contentSecurityPolicy
        }
        // What one caller may see must not be kept for another.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
