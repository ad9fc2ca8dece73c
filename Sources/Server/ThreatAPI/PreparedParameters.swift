import Documents
import Intelligence
import Storage

/// The parameters of a POST with all that has to be found out about its files before the command runs.
struct PreparedParameters {
    let parameters: Intelligence.Parameters

    init(
        _ resource: String, _ body: RequestBody, objects: any ObjectStore & BlobStore, parsing: (any FileParsing)?
    ) async throws {
        var values = body.values
        values["username"] = nil
        values["api_key"] = nil
        var parameters = Intelligence.Parameters(values)
        let files = PreparedFiles(objects: objects, parsing: parsing)
        let password = values["password"]?.string
        if let received = body.upload, var file = await files.described([received]).first {
            if ["raw_data", "emails"].contains(resource), received.size <= PreparedFiles.maximumText {
                file.text = String(validating: try await files.content(received.sha256, received.size), as: UTF8.self)
            }
            if resource == "screenshots" { file.picture = try await files.picture(received) }
            parameters.upload = file
            let format = values["file_format"]?.string?.lowercased()
            if resource == "samples", format == "zip" || format == "rar" {
                parameters.archive = try await files.archive(received, password: password)
            }
        }
        if resource == "samples", body.upload == nil, let md5 = values["md5"]?.string {
            parameters.known = try await StoredContents(objects).file(md5: md5) { await files.described([$0]).first }
        }
        if resource == "emails", let form = values["upload_type"]?.string.flatMap(MailForm.init) {
            parameters.mail = try await files.mail(form, body.upload, values["filedata"]?.string, password: password)
        }
        self.parameters = parameters
    }
}
