import Accounts
import Documents
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The fields of a urlencoded body; throws 413 when it is longer than the context allows.
    func form(_ context: ServerContext) async throws -> FormFields {
        let buffer: ByteBuffer
        do {
            buffer = try await body.collect(upTo: context.maxUploadSize)
        } catch is NIOTooManyBytesError {
            throw Refusal(status: .contentTooLarge, body: .statusLine)
        }
        return FormFields(String(buffer: buffer))
    }

    /// Whether the request was made by a page of another site, as far as the browser says (threats.md 13).
    ///
    /// The cookies' `SameSite=Lax` already keeps them from cross-site posts; clients that are no browsers send neither
    /// header.
    var isCrossSite: Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = headers[name], site != "same-origin", site != "none" {
            return true
        }
        guard let origin = headers[.origin] else { return false }
        guard let host = head.authority, let mark = origin.firstRange(ofText: "://") else { return true }
        return origin[mark...].lowercased() != host.lowercased()
    }
}

/// The token that forms carry against cross-site posts; it hangs on the login session, so no other site can know it.
enum FormToken {
    static func token(for principal: Principal) -> String {
        guard let hash = principal.sessionHash else { return "" }
        return Hexadecimal.encode(Authenticator.hash("form token " + Hexadecimal.encode(hash)))
    }

    /// Whether a form was sent by one of our own pages: it must carry the token when a cookie identified the sender.
    static func isProven(_ request: Request, _ form: FormFields, _ principal: Principal) -> Bool {
        principal.sessionHash == nil || (form["csrf_token"] != nil && allows(request, form, principal))
    }

    /// Whether a post may act: by API key always, by cookie from our own pages only.
    static func allows(_ request: Request, _ form: FormFields, _ principal: Principal) -> Bool {
        guard principal.sessionHash != nil else { return true }
        if request.isCrossSite { return false }
        guard let sent = form["csrf_token"] else { return true }
        return ConstantTime.areEqual(Array(sent.utf8), Array(token(for: principal).utf8))
    }
}

extension String {
    /// The index after the first occurrence of a text.
    fileprivate func firstRange(ofText text: String) -> Index? {
        let needle = Array(text.utf8)
        return utf8.indices.first { utf8[$0...].starts(with: needle) }.map { utf8.index($0, offsetBy: needle.count) }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
