/// No more CA certificates follow a CA than its path length allows; self-issued ones do not count
/// (RFC 5280 §4.2.1.9, §6.1.4 (l)).
struct PathLengthPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        var following = 0
        for index in path.issuerIndices {
            if let limit = path[index].extensions.basicConstraints?.pathLength, following > limit {
                review.fail(
                    .pathLength,
                    at: index,
                    "\(path.title(index)) allows \(limit) CA certificates below it; in this path there are \(following)"
                )
            }
            if !path[index].isSelfIssued { following += 1 }
        }
    }
}
