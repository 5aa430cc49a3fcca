/// A request ended before it was complete: its body is not all there.
struct BrokenOff: Error {
    /// What the client was told by whoever ended it; nil where it was the client.
    var refusal: APIError?
}
