import Accounts
import Hummingbird
import Storage

/// The Mnemosyne WebAPI of one version: which resource needs which level (honeypot-api.md 3.1 and 4).
struct HoneypotAPI: Sendable {
    let version: APIVersion
    let store: any ObservationStore
    let directory: Directory

    /// Time for a list that tries a regular expression on every row (ruling 49).
    static let scanBudget: Duration = .seconds(10)

    /// Adds all resources of the version.
    func addRoutes(to router: Router<ServerContext>) {
        let raw = router.group(RouterPath(version.path)).add(middleware: RequireLevel(70))
        MessageResource(version: version, store: store).addRoutes(to: raw)

        let normalized = router.group(RouterPath(version.path)).add(middleware: RequireLevel(60))
        SessionResource(version: version, store: store).addRoutes(to: normalized)
        URLResource(version: version, store: store).addRoutes(to: normalized)
        FileResource(version: version, store: store).addRoutes(to: normalized)

        DorkResource(version: version, store: store, directory: directory).addRoutes(to: router.group(RouterPath(version.path)))
    }
}
