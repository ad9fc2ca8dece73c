import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

extension Broker {
    /// Applies changed grants to live connections until cancelled.
    func followGrantChanges(_ router: Router) async {
        for await _ in services.authorizer.changes {
            guard services.configuration.appliesGrantChanges else { continue }
            // First this: look-ups under way are asked again, so that none brings an old grant in behind the sweep.
            services.grantGeneration.withLockedValue { $0 += 1 }
            await reviewGrants(router)
        }
    }

    private func reviewGrants(_ router: Router) async {
        var idents: Set<String> = []
        for loop in router.loops {
            let part = try? await loop.submit { table in
                Set(table.connections.values.compactMap { $0.machine.grant?.ident })
            }.get()
            idents.formUnion(part ?? [])
        }
        for ident in idents.sorted() {
            do {
                let grant = try await services.authorizer.grant(for: ident)
                for loop in router.loops {
                    loop.eventLoop.execute {
                        for connection in loop.connections.connections.values where connection.machine.grant?.ident == ident {
                            connection.grantChanged(grant)
                        }
                    }
                }
            } catch {
                services.logger.error("cannot review ident", metadata: ["ident": "\(ident)", "error": "\(error)"])
            }
        }
    }

    /// Looks every 2 s for changed certificates until cancelled.
    func followCertificates(_ certificates: [ServerCertificate]) async {
        while (try? await Task.sleep(for: .seconds(2))) != nil {
            for certificate in certificates {
                do {
                    let isNew = try await NIOThreadPool.singleton.runIfActive { try certificate.reloadIfChanged() }
                    if isNew { services.logger.info("certificate reloaded") }
                } catch {
                    services.logger.error("certificate not reloaded, the old one stays", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
