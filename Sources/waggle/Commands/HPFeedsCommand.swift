import ArgumentParser
import Documents
import HPFeeds
import Model
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `waggle hpfeeds …`: the verbs of upstream's client (hpfeeds.md 6), with a non-zero exit after a refusal.
struct HPFeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hpfeeds", abstract: "An hpfeeds client.",
        subcommands: [Subscribe.self, Publish.self, SendFile.self])

    /// Where and as whom; the flags of upstream's client.
    struct Connection: ParsableArguments {
        @Option(help: "Host of the broker.") var host = "127.0.0.1"
        @Option(name: .shortAndLong, help: "Its port.") var port = 10_000
        @Option(name: .shortAndLong, help: "Ident.") var ident: String
        @Option(name: .shortAndLong, help: "Secret; without it WAGGLE_HPFEEDS_SECRET.") var secret: String?
        @Option(name: [.short, .customLong("chan")], help: "Channel; may repeat.") var channel: [String]
        @Flag(help: "Use TLS.") var tls = false
        @Option(name: .customLong("tlscert"), help: "Certificates (PEM) to trust instead of the system's.") var authorities: String?

        func connect() async throws -> HPFeedsClient {
            guard let secret = secret ?? ProcessInfo.processInfo.environment["WAGGLE_HPFEEDS_SECRET"] else {
                throw Failure("a secret is needed: --secret or WAGGLE_HPFEEDS_SECRET")
            }
            let security = tls || authorities != nil ? HPFeedsClientConfiguration.TLS(authorityFile: authorities) : nil
            return try await HPFeedsClient.connect(
                HPFeedsClientConfiguration(host: host, port: port, ident: ident, secret: secret, tls: security))
        }

        /// Publishes to each channel, then waits a second for a refusal, as the protocol has no other answer.
        func publish(_ payload: [UInt8]) async throws {
            let client = try await connect()
            for channel in channel { try await client.publish(channel: channel, payload: ByteBuffer(bytes: payload)) }
            let refusal = await withTaskGroup(of: String?.self) { group in
                group.addTask {
                    do {
                        for try await _ in client.messages {}
                    } catch HPFeedsClientError.refused(let text) {
                        return text
                    } catch {}
                    return nil
                }
                group.addTask {
                    try? await Task.sleep(for: .seconds(1))
                    await client.close()
                    return nil
                }
                var text: String?
                for await result in group { text = text ?? result }
                return text
            }
            await client.close()
            if let refusal { throw Failure("got error from server: \(TextTable.printable(refusal))") }
        }
    }

    struct Subscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints what is published on channels.")
        @OptionGroup var connection: Connection

        func run() async throws {
            let client = try await connection.connect()
            for channel in connection.channel { try await client.subscribe(to: channel) }
            do {
                for try await message in client.messages {
                    let payload = [UInt8](buffer: message.payload)
                    let text =
                        PayloadText.form(of: payload) == .text
                        ? TextTable.printable(String(decoding: payload, as: UTF8.self)) : Hexadecimal.encode(payload)
                    Console.print("[feedcli] publish to \(message.channel) by \(message.ident): \(text)")
                }
            } catch HPFeedsClientError.refused(let text) {
                throw Failure("got error from server: \(TextTable.printable(text))")
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Publishes the rest of the arguments, joined by blanks.")
        @OptionGroup var connection: Connection
        @Argument(help: "The payload.") var words: [String]

        func run() async throws {
            try await connection.publish(Array(words.joined(separator: " ").utf8))
        }
    }

    struct SendFile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "sendfile", abstract: "Publishes the bytes of a file.")
        @OptionGroup var connection: Connection
        @Argument(help: "The file.") var file: String

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: file) else { throw Failure("\(file) can't be read") }
            try await connection.publish(Array(data))
        }
    }
}
