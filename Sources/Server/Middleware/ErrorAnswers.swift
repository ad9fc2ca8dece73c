import Accounts
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Turns errors into answers: the one place where the server's own errors get a status.
struct ErrorAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            return refusal.response
        } catch let error as StorageError {
            return answer(to: error, context).response
        } catch let error as AccountError where error.code == .busy {
            return Refusal.unavailable.response
        } catch let error as any HTTPResponseError {
            return answer(to: error.status, request).response
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return Refusal(status: .internalServerError, body: .statusLine).response
        }
    }

    private func answer(to error: StorageError, _ context: ServerContext) -> Refusal {
        switch error.code {
        case .tooExpensive, .invalid: return .badRequest
        case .notFound: return .notFound
        default:
            context.logger.error("the store failed", metadata: ["error": "\(error)"])
            return .unavailable
        }
    }

    private func answer(to status: HTTPResponse.Status, _ request: Request) -> Refusal {
        let path = request.uri.path
        guard status == .notFound, path == "/api" || path.hasPrefix("/api/") else {
            return Refusal(status: status, body: .statusLine)
        }
        return Refusal(status: .notFound, body: .json("There is no such resource."))
    }
}
