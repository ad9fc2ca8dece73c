import Accounts
import ArgumentParser
import Collection
import Storage

/// `waggle renormalize`: rebuilds derived data from raw messages, while the server runs.
struct Renormalize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Rebuilds sessions, urls, files and dorks from raw messages.")

    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "Only messages of this channel.") var channel: String?
    @Flag(help: "Only messages in error.") var errors = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await storeOptions.withStore { store in
            let job = Renormalization(store: store, options: Settings(try await store.settings()).normalization)
            let bar = ProgressBar()
            let result = try await job.run(channel: channel, onlyErrors: errors) { progress in
                let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 1
                bar.draw(share, "\(progress.done) messages")
            }
            bar.finish()
            Console.print(
                json
                    ? JSONLine.object([("messages", result.done), ("errors", result.failed)])
                    : "\(result.done) messages normalised, \(result.failed) in error")
        }
    }
}
