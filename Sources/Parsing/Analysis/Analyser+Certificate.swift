import Documents
import Foundation
import SwiftASN1
import X509

extension Analyser {
    /// Fields of certificates, in PEM or DER: `certificate`, the subject, with the fields. A chain is one entry for each. The
    /// catalogue has no such service.
    static let certificate = Analyser(
        description: AnalyserDescription(
            name: "certinfo", version: "1.0.0", description: "Fields of X.509 certificates.", supportedTypes: ["Certificate", "Sample"],
            content: .certificate)
    ) { content, _ throws(ParsingError) in
        var analysis = Analysis()
        for encoded in try encodedCertificates(in: content).prefix(maximumCertificates) {
            guard let certificate = try? Certificate(derEncoded: encoded) else {
                analysis.note("error", "a certificate is damaged")
                continue
            }
            analysis.add("certificate", text: "\(certificate.subject)", details(of: certificate, encoded))
        }
        return analysis
    }

    private static let maximumCertificates = 100
    private static let maximumNames = 500

    private static func encodedCertificates(in content: [UInt8]) throws(ParsingError) -> [[UInt8]] {
        guard ByteReader(content).firstOffset(of: Array("-----BEGIN".utf8)) != nil else { return [content] }
        guard let documents = try? PEMDocument.parseMultiple(pemString: HostileText.latin1(content)) else {
            throw ParsingError("its PEM is damaged")
        }
        return documents.filter { $0.discriminator == "CERTIFICATE" }.map(\.derBytes)
    }

    private static func details(of certificate: Certificate, _ encoded: [UInt8]) -> Document {
        var details: Document = [
            "issuer": .string("\(certificate.issuer)"), "serial": .string(Hexadecimal.encode(Array(certificate.serialNumber.bytes))),
            "version": .string("\(certificate.version)"), "not_before": .string(date(certificate.notValidBefore)),
            "not_after": .string(date(certificate.notValidAfter)), "signature_algorithm": .string("\(certificate.signatureAlgorithm)"),
            "public_key": .string("\(certificate.publicKey)"), "md5": .string(Digest.md5(encoded)),
            "sha1": .string(Digest.sha1(encoded)), "sha256": .string(Digest.sha256(encoded)),
        ]
        let names = try? certificate.extensions.subjectAlternativeNames
        let list = (names.map { Array($0.prefix(maximumNames)) } ?? []).map { DocumentValue.string(text(of: $0)) }
        if !list.isEmpty { details["alternative_names"] = .list(list) }
        if case .isCertificateAuthority? = try? certificate.extensions.basicConstraints { details["is_authority"] = true }
        return details
    }

    private static func date(_ date: Date) -> String { HostileText.date(Int(date.timeIntervalSince1970)) }

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
