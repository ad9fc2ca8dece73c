import Documents
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Accounts

/// A mail server that takes everything and keeps what it was told.
private final class MailSink: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    // One handler serves one connection, on its event loop; `received` is shared by a lock.
    private let received: SharedLines
    private var text = ""
    private var isData = false

    init(_ received: SharedLines) { self.received = received }

    func channelActive(context: ChannelHandlerContext) { answer("220 sink", context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        while let end = text.utf8.firstIndex(of: 0x0A) {
            let line = String(text[..<end].filter { $0 != "\r" && $0 != "\r\n" })
            text = String(text[text.utf8.index(after: end)...])
            take(line, context)
        }
    }

    private func take(_ line: String, _ context: ChannelHandlerContext) {
        received.lines.withLock { $0.append(line) }
        if isData {
            guard line == "." else { return }
            isData = false
            return answer("250 taken", context)
        }
        switch line.prefix(4) {
        case "DATA":
            isData = true
            answer("354 go on", context)
        case "QUIT": answer("221 bye", context)
        default: answer("250 ok", context)
        }
    }

    private func answer(_ line: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
    }
}

private final class SharedLines: Sendable {
    let lines = Mutex<[String]>([])
}

@Suite("Mail")
struct MailerTests {
    @Test("a message goes to the mail server as it is; a server that is not there is named, without the message")
    func send() async throws {
        let received = SharedLines()
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(MailSink(received)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let settings = Settings([
            "email_host": "127.0.0.1", "email_port": "\(port)", "email_security": "none", "crits_email": "waggle@example.org",
            "crits_email_subject_tag": "[W]",
        ]).site
        let mailer = Mailer(settings, box: nil)
        #expect(mailer.isConfigured)
        try await mailer.send(Mail(to: "ann@example.org", subject: "Hello", body: "one\n.two"))
        let lines = received.lines.withLock { $0 }
        #expect(lines.contains { $0.hasPrefix("MAIL FROM:<waggle@example.org>") })
        #expect(lines.contains("RCPT TO:<ann@example.org>"))
        #expect(lines.contains("Subject: Hello [W]") && lines.contains("one") && lines.contains("..two"))
        try await server.close()
        do {
            try await mailer.send(Mail(to: "ann@example.org", subject: "Hello", body: "secret"))
            Issue.record("sent to nobody")
        } catch let error as AccountError {
            #expect(error.field == "email_host" && !error.description.contains("secret"))
        }
    }
}
