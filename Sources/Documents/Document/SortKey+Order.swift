extension SortKey {
    /// What a document is ordered by: of all values that the path reaches the smallest, or the largest in descending order;
    /// nil, which comes before all others, when it reaches none (crits-api.md 4.7).
    public func value(in document: Document) -> DocumentValue? {
        var found: DocumentValue?
        func take(_ candidate: DocumentValue) {
            guard let best = found else { return found = candidate }
            let order = candidate.compared(to: best)
            if isDescending ? order > 0 : order < 0 { found = candidate }
        }
        var skipsElements = 0
        _ = DocumentPath(path).reaches(in: document) { candidate in
            // Of a list the elements count, which come as candidates right after it.
            if skipsElements > 0 {
                skipsElements -= 1
                take(candidate)
            } else if case .list(let elements) = candidate {
                skipsElements = elements.count
            } else {
                take(candidate)
            }
            return false
        }
        return found
    }
}

extension [SortKey] {
    /// Below 0, 0 or above 0 as one document comes before or after the other; ties by `_id` ascending, so that 0 means the
    /// same id.
    public func compare(_ left: Document, _ right: Document) -> Int {
        for key in self {
            let order: Int
            switch (key.value(in: left), key.value(in: right)) {
            case (nil, nil): order = 0
            case (nil, _?): order = -1
            case (_?, nil): order = 1
            case (let mine?, let theirs?): order = mine.compared(to: theirs)
            }
            if order != 0 { return key.isDescending ? -order : order }
        }
        return (left["_id"]?.string ?? "").comparedByBytes(to: right["_id"]?.string ?? "")
    }

    /// Whether the first may stand before the second.
    public func areInOrder(_ first: Document, _ second: Document) -> Bool { compare(first, second) <= 0 }
}
