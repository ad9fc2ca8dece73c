import Accounts
import ArgumentParser
import Documents
import Storage

/// `waggle erase --ip A`: takes everything of one address out of the store (design decision 24).
struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erases the messages of one source address and everything made from them.",
        discussion: "Statistics, which name no address, stay. It can't be undone, so it asks for --yes.")

    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "The source address.") var ip: String
    @Flag(help: "Really do it.") var yes = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if ip.contains("/") || Network(ip) == nil { throw ValidationError("--ip: '\(ip)' is not an IP address") }
        if !yes { throw ValidationError("--yes is needed: what is erased is gone") }
    }

    func run() async throws {
        try await storeOptions.withStore { store in
            let count = try await store.erase(sourceIP: ip)
            try await store.appendAudit(
                AuditEntry(time: .now, actor: Administration.commandLine, action: "erase", subject: "\(count) messages"))
            Console.print(json ? JSONLine.object([("messages", count)]) : "\(count) messages erased")
        }
    }
}
