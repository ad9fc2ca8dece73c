import Accounts
import HTTPTypes
import Hummingbird
import Logging

/// One structured line for each request: client, user, method, path, status, time and user agent (honeypot-api.md 3.3).
/// Secrets are left out, control characters escaped (threats.md 10, 48).
struct RequestLog: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = (ContinuousClock.now - start).components
        let milliseconds = elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
        context.logger.info(
            "request",
            metadata: [
                "client": .string(context.clientAddress),
                "user": .string(context.principal?.user ?? "none"),
                "method": .string(request.method.rawValue),
                "path": .string(LogText.path(request.uri.string)),
                "status": .stringConvertible(response.status.code),
                "ms": .stringConvertible(milliseconds),
                "agent": .string(LogText.quoted(request.headers[.userAgent] ?? "")),
            ])
        return response
    }
}

/// Hostile text made fit for a log.
enum LogText {
    private static let maximumLength = 1_024
    private static let secrets: Set<String> = ["api_key", "apikey", "key", "password", "secret", "token", "csrf_token"]

    /// A path with its query, the values of secret parameters replaced.
    static func path(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "?") else { return printable(withoutParameters(text)) }
        let parts = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map { part -> String in
            guard let equals = part.firstIndex(of: "=") else { return String(part) }
            let name = FormFields.decode(part[..<equals].utf8)
            return secrets.contains(name.lowercased()) ? "\(part[..<equals])=[redacted]" : String(part)
        }
        return printable(withoutParameters(String(text[..<mark])) + "?" + parts.joined(separator: "&"))
    }

    /// A path without what stands behind a semicolon, which no resource here has and which may be a misplaced secret.
    private static func withoutParameters(_ path: String) -> String {
        path.firstIndex(of: ";").map { path[..<$0] + ";[left out]" } ?? path
    }

    /// Text in quotes, so that blanks and equals signs in it can't pass for further fields of the line.
    static func quoted(_ text: String) -> String {
        "\"" + printable(text).replacing("\"", with: "\\\"") + "\""
    }

    /// Control characters, and what reorders text on a terminal, as `\u{…}`; cut after 1,024 bytes.
    static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            guard result.utf8.count < maximumLength else { return result + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
