import FoundationEssentials

/// A random UUID in its canonical form: lower case, with hyphens.
func randomUUID() -> String { UUID().uuidString.lowercased() }

/// The canonical form of a UUID; nil when the text is none.
func canonicalUUID(_ text: String) -> String? { UUID(uuidString: text)?.uuidString.lowercased() }
