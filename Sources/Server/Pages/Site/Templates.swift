import Mustache

/// The templates, compiled once from what is built in. All values are escaped by Mustache's `{{ }}`; no template has inline
/// scripts or styles, or unescaped values.
struct Templates: Sendable {
    private static let sources: [String: [UInt8]] = [
        "page": PackageResources.page_mustache,
        "header": PackageResources.header_mustache,
        "sections": PackageResources.sections_mustache,
        "form": PackageResources.form_mustache,
        "field": PackageResources.field_mustache,
        "checks": PackageResources.checks_mustache,
        "about": PackageResources.about_mustache,
        "table": PackageResources.table_mustache,
        "cell": PackageResources.cell_mustache,
        "facts": PackageResources.facts_mustache,
        "secret": PackageResources.secret_mustache,
        "cards": PackageResources.cards_mustache,
        "picture": PackageResources.picture_mustache,
    ]

    private let library: MustacheLibrary

    /// Throws when a template is malformed, which a test rules out.
    init() throws {
        var templates: [String: MustacheTemplate] = [:]
        for (name, source) in Templates.sources {
            // A backslash at the end of a line joins it with the next, so that long sentences need no long lines.
            templates[name] = try MustacheTemplate(string: String(decoding: source, as: UTF8.self).replacing("\\\n", with: ""))
        }
        library = MustacheLibrary(templates: templates)
    }

    /// The whole page.
    func render(_ frame: Frame) -> String {
        library.render(frame, withTemplate: "page") ?? ""
    }
}
