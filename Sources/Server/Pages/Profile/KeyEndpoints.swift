import Accounts
import Documents
import HTTPTypes
import Hummingbird
import Model

/// The four endpoints of CRITs' profile page: JSON over a login session, always status 200 (crits-api.md 2.4).
struct KeyEndpoints: Sendable {
    let site: Site

    private enum Result {
        case success
        case made(name: String, key: String)
        case failure(String)
    }

    func addRoutes(to router: Router<ServerContext>) {
        endpoint(router, "get_api_key") { visit, name in
            let keys = try await visit.administration.keys(of: visit.principal.user)
            guard keys.contains(where: { $0.name == name }) else { return .failure("No key for that name.") }
            return .failure("Keys are shown only once, when they are made. Make a new one if this one is lost.")
        }
        endpoint(router, "create_api_key") { visit, name in
            .made(name: name, key: try await visit.administration.createKey(user: visit.principal.user, key: name))
        }
        endpoint(router, "make_default_api_key") { visit, name in
            try await visit.administration.setDefaultKey(user: visit.principal.user, key: name)
            return .success
        }
        endpoint(router, "revoke_api_key") { visit, name in
            try await visit.administration.revokeKey(user: visit.principal.user, key: name)
            return .success
        }
    }

    private func endpoint(
        _ router: Router<ServerContext>, _ path: String, _ body: @escaping @Sendable (Visit, String) async throws -> Result
    ) {
        router.post(RouterPath(path)) { request, context in
            try await site.visit(request, context, .logIn) { visit in
                guard visit.principal.sessionHash != nil, KeyEndpoints.isFromScript(request), !request.isCrossSite else {
                    throw Refusal.forbidden
                }
                let name = (try await request.form(context)).text("name")
                guard !name.isEmpty else { return KeyEndpoints.answer(.failure("Need a name.")) }
                do {
                    return KeyEndpoints.answer(try await body(visit, name))
                } catch let error as AccountError where error.code == .unknown {
                    return KeyEndpoints.answer(.failure("Key not found."))
                } catch let error as AccountError where error.code != .busy {
                    return KeyEndpoints.answer(.failure(error.description))
                }
            }
        }
    }

    /// A header that no other site's page can send without being allowed to.
    private static func isFromScript(_ request: Request) -> Bool {
        HTTPField.Name("X-Requested-With").flatMap { request.headers[$0] } == "XMLHttpRequest"
    }

    private static func answer(_ result: Result) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("success")
        switch result {
        case .success: writer.bool(true)
        case .failure(let message):
            writer.bool(false)
            writer.name("message")
            writer.string(message)
        case .made(let name, let key):
            writer.bool(true)
            writer.name("message")
            writer.beginObject()
            writer.name("name")
            writer.string(name)
            writer.name("key")
            writer.string(key)
            writer.name("date")
            writer.string(PageTime.text(.now))
            writer.endObject()
        }
        writer.endObject()
        return Response.json(writer.bytes)
    }
}
