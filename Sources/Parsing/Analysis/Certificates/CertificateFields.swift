import Documents
import SwiftASN1
import X509

/// The fields of a certificate, whatever its key: the library's own type of a certificate refuses keys that are too weak, which
/// those of attackers often are.
struct CertificateFields {
    /// As text, the most special part first.
    let subject: String
    /// Everything else.
    let details: Document

    private static let maximumNames = 500
    private static let damage = ParsingError("a certificate is damaged")
    private static let algorithms = [
        "1.2.840.113549.1.1.1": "RSA", "1.2.840.113549.1.1.4": "md5WithRSAEncryption", "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10": "RSASSA-PSS", "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12": "sha384WithRSAEncryption", "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
        "1.2.840.10040.4.1": "DSA", "1.2.840.10040.4.3": "dsa-with-SHA1", "1.2.840.10045.2.1": "EC",
        "1.2.840.10045.4.1": "ecdsa-with-SHA1", "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3": "ecdsa-with-SHA384", "1.2.840.10045.4.3.4": "ecdsa-with-SHA512", "1.3.101.112": "Ed25519",
        "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521", "1.3.132.0.10": "secp256k1",
    ]

    /// Throws where the bytes are no certificate.
    init(_ encoded: [UInt8]) throws(ParsingError) {
        guard let root = try? DER.parse(encoded), let body = CertificateFields.children(root).first else { throw CertificateFields.damage }
        var fields = CertificateFields.children(body)
        var version = 1
        if let first = fields.first, CertificateFields.isTag(first, 0) {
            version = 1 + (CertificateFields.children(first).first.flatMap { CertificateFields.bytes($0).first }.map { Int($0) } ?? 0)
            fields.removeFirst()
        }
        guard fields.count >= 6, let issuer = try? DistinguishedName(derEncoded: fields[2]),
            let subject = try? DistinguishedName(derEncoded: fields[4])
        else { throw CertificateFields.damage }
        self.subject = "\(subject)"
        let times = CertificateFields.children(fields[3]).map(CertificateFields.date)
        var details: Document = [
            "issuer": .string("\(issuer)"), "serial": .string(Hexadecimal.encode(CertificateFields.bytes(fields[0]))),
            "version": .integer(Int64(version)), "signature_algorithm": .string(CertificateFields.algorithm(fields[1])),
            "public_key": .string(CertificateFields.key(fields[5])), "md5": .string(Digest.md5(encoded)),
            "sha1": .string(Digest.sha1(encoded)), "sha256": .string(Digest.sha256(encoded)),
        ]
        details["not_before"] = times.first.map { .string($0) }
        details["not_after"] = times.dropFirst().first.map { .string($0) }
        for field in fields[6...] where CertificateFields.isTag(field, 3) { CertificateFields.addExtensions(field, to: &details) }
        self.details = details
    }

    private static func children(_ node: ASN1Node) -> [ASN1Node] {
        if case .constructed(let children) = node.content { Array(children) } else { [] }
    }

    private static func bytes(_ node: ASN1Node) -> ArraySlice<UInt8> {
        if case .primitive(let bytes) = node.content { bytes } else { [] }
    }

    private static func isTag(_ node: ASN1Node, _ number: UInt) -> Bool {
        node.identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }

    /// The name of an algorithm, or its number.
    private static func algorithm(_ node: ASN1Node) -> String {
        guard let first = children(node).first, let number = try? ASN1ObjectIdentifier(derEncoded: first) else { return "unknown" }
        return algorithms["\(number)"] ?? "\(number)"
    }

    /// The algorithm, with the curve or the length of the key.
    private static func key(_ node: ASN1Node) -> String {
        let parts = children(node)
        guard parts.count == 2 else { return "unknown" }
        let name = algorithm(parts[0])
        if name == "EC", let curve = children(parts[0]).dropFirst().first, let number = try? ASN1ObjectIdentifier(derEncoded: curve) {
            return "EC " + (algorithms["\(number)"] ?? "\(number)")
        }
        // The first byte of a string of bits says how many of the last ones are unused.
        if name == "RSA", let pair = try? DER.parse(bytes(parts[1]).dropFirst()), let modulus = children(pair).first {
            let digits = bytes(modulus).drop { $0 == 0 }
            let unused = digits.first?.leadingZeroBitCount ?? 0
            return "RSA \(digits.count * 8 - unused)"
        }
        return name
    }

    /// Years of two digits are those from 1950 to 2049; the zone is UTC by definition.
    private static func date(_ node: ASN1Node) -> String {
        let text = HostileText.latin1(bytes(node).prefix(32))
        let hasShortYear = node.identifier == .utcTime
        let digits = hasShortYear ? (text.prefix(2) < "50" ? "20" : "19") + text : text
        guard digits.utf8.prefix(14).count == 14, digits.utf8.prefix(14).allSatisfy(PDFSyntax.isDigit) else { return text }
        let parts = [4, 2, 2, 2, 2, 2].reduce(into: (rest: digits[...], parts: [Substring]())) { state, length in
            state.parts.append(state.rest.prefix(length))
            state.rest = state.rest.dropFirst(length)
        }
        .parts
        return parts[..<3].joined(separator: "-") + " " + parts[3...].joined(separator: ":")
    }

    private static func addExtensions(_ field: ASN1Node, to details: inout Document) {
        for node in children(field).first.map(children) ?? [] {
            guard let known = try? Certificate.Extension(derEncoded: node) else { continue }
            if let names = try? SubjectAlternativeNames(known) {
                details["alternative_names"] = .list(names.prefix(maximumNames).map { .string(text(of: $0)) })
            } else if case .isCertificateAuthority? = try? BasicConstraints(known) {
                details["is_authority"] = true
            } else if let usage = try? KeyUsage(known) {
                details["key_usage"] = .string("\(usage)")
            } else if let usage = try? ExtendedKeyUsage(known) {
                details["extended_key_usage"] = .string("\(usage)")
            }
        }
    }

    private static func text(of name: GeneralName) -> String {
        switch name {
        case .dnsName(let text): "DNS:\(text)"
        case .rfc822Name(let text): "email:\(text)"
        case .uniformResourceIdentifier(let text): "URI:\(text)"
        case .ipAddress(let address):
            "IP:" + (address.bytes.count == 16 ? IPv6Text.text(address.bytes) : address.bytes.map(String.init).joined(separator: "."))
        default: "\(name)"
        }
    }
}
