import HTTPTypes
import Hummingbird

/// `/livez`, `/readyz` and `/metrics` (design decision 22; ruling 44).
struct OperationsRoutes: Sendable {
    let health: HealthChecks
    let metrics: @Sendable () async -> String

    func addRoutes(to router: Router<ServerContext>) {
        router.get("livez") { _, _ in Response.text("alive\n") }
        router.get("readyz") { _, _ in await readiness() }
        router.group().add(middleware: RequireLevel(70)).get("metrics") { _, _ in
            await OperationsRoutes.answer(metrics)
        }
    }

    private func readiness() async -> Response {
        let failures = await health.failures()
        if failures.isEmpty { return Response.text("ready\n") }
        let lines = failures.map { "\($0.name): \(LogText.printable($0.reason))\n" }
        return Response.text(lines.joined(), status: .serviceUnavailable, headers: [.retryAfter: "5"])
    }

    /// The text in the format of Prometheus.
    static func answer(_ metrics: @Sendable () async -> String) async -> Response {
        var response = Response.text(await metrics())
        response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
        return response
    }
}
