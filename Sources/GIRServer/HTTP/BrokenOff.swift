/// A request ended before it was complete: its body is not all there.
struct BrokenOff: Error {}
