import Accounts
import Documents
import Model
import Storage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What `waggle doctor` says beside the engine's own check.
enum Advice {
    /// Sentences, each with what to do.
    static func collect(_ store: any Store, directory: String) async throws -> [String] {
        var findings: [String] = []
        let snapshot = try await Directory(store: store).snapshot
        if snapshot.administrators.isEmpty {
            findings.append("no active user may do everything: give one the role admin with `waggle user role NAME --add admin`")
        }
        findings += try await store.auditFindings()
        for sensor in snapshot.sensors.values.sorted(by: { $0.ident < $1.ident })
        where sensor.publish.isEmpty && sensor.subscribe.isEmpty {
            findings.append("sensor \(sensor.ident) may neither publish nor subscribe: remove it or add it again with channels")
        }
        for (channel, count) in try await store.status().errors.sorted(by: { $0.key < $1.key }) {
            findings.append(
                "\(count) messages of \(channel) are in error: look at `last_error` in /api/v1/hpfeeds, then `waggle renormalize --errors`")
        }
        let key = "\(directory)/\(SecretBox.fileName)"
        if let mode = try? FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int, mode & 0o077 != 0 {
            findings.append("\(key) can be read by others: chmod 600 it and rotate the sensors' secrets")
        }
        if SpoolFiles.count(in: directory) > 0 {
            findings.append("messages wait in \(directory)/spool: they are stored when `waggle serve` runs with a working store")
        }
        return findings
    }
}

/// Bytes that wait in the spool, seen from another process.
enum SpoolFiles {
    static func count(in directory: String) -> Int {
        let folder = "\(directory)/spool"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".spool") }.reduce(0) { total, name in
            let size = (try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int) ?? nil
            return total + (size ?? 0)
        }
    }
}
