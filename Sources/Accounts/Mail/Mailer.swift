import CCurl
import Dispatch
import Documents

/// Sends messages by the mail server of the settings (ruling 51).
public struct Mailer: Sendable {
    private static let queue = DispatchQueue(label: "waggle.mail", qos: .utility)
    private static let connectSeconds = 10
    private static let wholeSeconds = 60
    /// libcurl wants to be told once before its first use.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let settings: SiteSettings
    private let box: SecretBox?

    /// A mailer with the settings of this moment.
    public init(_ settings: SiteSettings, box: SecretBox?) {
        self.settings = settings
        self.box = box
    }

    /// Whether a mail server and a sender are set; where not, pages say so and an administrator acts.
    public var isConfigured: Bool { !settings.mailHost.isEmpty && Mail.isAddress(settings.mailSender) }

    /// Sends one message; returns when the server has taken it. Throws `AccountError` without what was sent.
    public func send(_ mail: Mail) async throws {
        guard isConfigured else {
            throw AccountError(.refused, field: "email_host", "no mail server is set; an administrator can reset passwords")
        }
        guard Mail.isAddress(mail.receiver) else { throw AccountError(.invalid, field: "email", "is no address") }
        let tag = settings.mailSubjectTag
        let subject = tag.isEmpty ? mail.subject : settings.mailTagsAtEnd ? "\(mail.subject) \(tag)" : "\(tag) \(mail.subject)"
        let tagged = Mail(to: mail.receiver, subject: subject, body: mail.body)
        let message = tagged.message(from: settings.mailSender, at: .now, id: RandomText.hexadecimal(bytes: 16))
        let sealed = Hexadecimal.decode(settings.sealedMailPassword.utf8) ?? []
        let password = sealed.isEmpty ? nil : try box?.open(sealed, for: Setting.mailPassword.owner)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Mailer.queue.async {
                continuation.resume(with: Result { try transfer(message, to: mail.receiver, password: password) })
            }
        }
    }

    /// A transfer by libcurl, which blocks: on the queue only.
    private func transfer(_ message: [UInt8], to receiver: String, password: String?) throws(AccountError) {
        guard Mailer.isReady, let handle = curl_easy_init() else { throw AccountError(.refused, field: "email_host", "can't be reached") }
        defer { curl_easy_cleanup(handle) }
        var receivers = curl_slist_append(nil, "<\(receiver)>")
        defer { curl_slist_free_all(receivers) }
        if receivers == nil { receivers = curl_slist_append(nil, receiver) }

        let host = settings.mailHost.contains(":") ? "[\(settings.mailHost)]" : settings.mailHost
        let scheme = settings.mailSecurity == "tls" ? "smtps" : "smtp"
        var texts: [(CURLoption, String)] = [
            (CURLOPT_URL, "\(scheme)://\(host):\(settings.mailPort)"), (CURLOPT_MAIL_FROM, "<\(settings.mailSender)>"),
            (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
        ]
        if !settings.mailUsername.isEmpty {
            texts.append((CURLOPT_USERNAME, settings.mailUsername))
            texts.append((CURLOPT_PASSWORD, password ?? ""))
        }
        for (option, text) in texts { waggle_curl_set_text(handle, option, text) }
        let needsTLS = settings.mailSecurity != "none"
        for (option, number) in [
            (CURLOPT_UPLOAD, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_CONNECTTIMEOUT, Mailer.connectSeconds),
            (CURLOPT_TIMEOUT, Mailer.wholeSeconds),
            (CURLOPT_USE_SSL, needsTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue)),
        ] { waggle_curl_set_number(handle, option, number) }
        waggle_curl_set_list(handle, CURLOPT_MAIL_RCPT, receivers)

        let result = message.withUnsafeBytes { bytes in
            var rest = bytes
            return withUnsafeMutablePointer(to: &rest) { rest in
                // The callback runs within curl_easy_perform only, while `rest` and `message` live.
                waggle_curl_set_reader(
                    handle,
                    { buffer, size, count, data in
                        guard let buffer, let rest = data?.assumingMemoryBound(to: UnsafeRawBufferPointer.self) else { return 0 }
                        let length = min(size * count, rest.pointee.count)
                        if length > 0, let start = rest.pointee.baseAddress {
                            UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: length)
                        }
                        rest.pointee = UnsafeRawBufferPointer(rebasing: rest.pointee.dropFirst(length))
                        return length
                    }, rest)
                return curl_easy_perform(handle)
            }
        }
        guard result == CURLE_OK else {
            throw AccountError(.refused, field: "email_host", "the mail was not taken: \(String(cString: curl_easy_strerror(result)))")
        }
    }
}
