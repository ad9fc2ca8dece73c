import Documents
import SwiftASN1

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
            do throws(ParsingError) {
                let fields = try CertificateFields(encoded)
                analysis.add("certificate", text: fields.subject, fields.details)
            } catch {
                analysis.note("error", error.description)
            }
        }
        return analysis
    }

    private static let maximumCertificates = 100

    private static func encodedCertificates(in content: [UInt8]) throws(ParsingError) -> [[UInt8]] {
        guard ByteReader(content).firstOffset(of: Array("-----BEGIN".utf8)) != nil else { return [content] }
        guard let documents = try? PEMDocument.parseMultiple(pemString: HostileText.latin1(content)) else {
            throw ParsingError("its PEM is damaged")
        }
        return documents.filter { $0.discriminator == "CERTIFICATE" }.map(\.derBytes)
    }
}
