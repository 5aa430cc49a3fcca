import Glibc

/// Memory of many megabytes that is about to be filled.
package enum LargeMemory {
    /// What is smaller is filled with few interruptions anyway.
    private static let worthwhile = 4 << 20

    /// Asks the system for large pages, so that it need not step in for every 4 KB; it may have none.
    package static func willFill(_ memory: UnsafeMutableRawPointer?, count: Int) {
        guard let memory, count >= worthwhile else { return }
        // Only whole pages: the address is rounded up, and what is left down.
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let skipped = (page - Int(bitPattern: memory) % page) % page
        _ = madvise(memory + skipped, (count - skipped) / page * page, MADV_HUGEPAGE)
    }
}

extension Array {
    /// Reserves memory for elements, nearly all of which will come.
    mutating func reserveAndFill(_ capacity: Int) {
        reserveCapacity(capacity)
        let count = capacity * MemoryLayout<Element>.stride
        withUnsafeMutableBytes { LargeMemory.willFill($0.baseAddress, count: count) }
    }
}
