import HTTPTypes
import Hummingbird
import NIOCore

/// Stylesheets, script and logo of the pages. Only the names in the table are served, so no path reaches the disk.
struct AssetRoutes: Sendable {
    let assets: Assets

    func addRoutes(to router: Router<ServerContext>) {
        for (name, file) in assets.files {
            router.get(RouterPath("assets/\(name)")) { request, _ in AssetRoutes.answer(file, request) }
        }
    }

    private static func answer(_ file: Assets.File, _ request: Request) -> Response {
        let tag = "\"\(file.version)\""
        var headers: HTTPFields = [.contentType: file.type, .eTag: tag, .vary: "Accept-Encoding"]
        let isVersioned = request.uri.queryParameters["v"] == Substring(file.version)
        headers[.cacheControl] = isVersioned ? "public, max-age=31536000, immutable" : "no-cache"
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        if let compressed = file.compressed, accepts(request, "gzip") {
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: compressed)))
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.content)))
    }

    private static func accepts(_ request: Request, _ coding: String) -> Bool {
        (request.headers[.acceptEncoding] ?? "").lowercased().split(separator: ",").contains { part in
            let fields = part.split(separator: ";").map { $0.filter { $0 != " " } }
            return fields.first == coding
                && !fields.dropFirst().contains { $0.hasPrefix("q=0") && !$0.contains { "123456789".contains($0) } }
        }
    }
}
