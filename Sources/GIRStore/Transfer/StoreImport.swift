import Synchronization

/// Adds what an export holds to a store; what is there already stays as it is, so that it can be done again.
///
/// A store that has too much to do, or cannot be reached for a while, is waited for.
public final class StoreImport: Sendable {
    /// What came of it so far.
    public struct Counts: Sendable {
        /// How many things were added.
        public var added = 0
        /// How many were there.
        public var present = 0
        /// Whether the last line was seen: without it something is missing.
        public var isComplete = false
    }

    /// What is done while the store is given a rest; throws to end the import.
    public typealias Rest = @Sendable (Duration, StoreError) async throws -> Void

    private struct State {
        var counts = Counts()
        var isBegun = false
        var pace = ImportPace()
    }

    private let store: any Store
    private let rest: Rest
    private let state = Mutex(State())

    /// Names the store.
    ///
    /// - Parameter rest: waits as long as it is told.
    public init(to store: any Store, rest: @escaping Rest = { time, _ in try await Task.sleep(for: time) }) {
        self.store = store
        self.rest = rest
    }

    /// What came of it so far.
    public var counts: Counts { state.withLock { $0.counts } }

    /// Takes some lines, without their ends, in the order of the export; those of recordings at the same time.
    ///
    /// - Throws: `data` for a line that is none of an export, and what the store throws.
    public func take(_ lines: [[UInt8]]) async throws {
        var recordings: [StoreLine.LabelledRecording] = []
        for bytes in lines where !bytes.isEmpty {
            let line = try StoreLine.read(bytes)
            try begin(line)
            if let recording = line.recording {
                recordings.append(recording)
                continue
            }
            try await add(recordings)
            recordings = []
            if line.end != nil { state.withLock { $0.counts.isComplete = true } }
            var isNew: Bool?
            try await patiently { isNew = try await self.add(line) }
            if let isNew { count(isNew) }
        }
        try await add(recordings)
    }

    private func begin(_ line: StoreLine) throws {
        let isBegun = state.withLock { state in
            defer { state.isBegun = true }
            return state.isBegun
        }
        guard isBegun || line.header?.schema == StoreLine.Header(source: "").schema else {
            throw StoreError(.data, "this is no export of a store, or one of a later version")
        }
    }

    /// Does something until the store has taken it, with rests in between, or until it is time to give up.
    private func patiently(_ body: () async throws -> Void) async throws {
        while true {
            do {
                return try await body()
            } catch let error as StoreError where [.unavailable, .unreachable].contains(error.code) {
                guard let time = state.withLock({ $0.pace.slowDown() }) else { throw error }
                try await rest(time, error)
            }
        }
    }

    private func count(_ isNew: Bool) {
        state.withLock { state in
            if isNew { state.counts.added += 1 } else { state.counts.present += 1 }
            state.pace.goOn()
        }
    }

    /// Whether what the line holds is new; nil where it holds nothing to add.
    private func add(_ line: StoreLine) async throws -> Bool? {
        if let center = line.contactCenter {
            return try await isNew {
                try await self.store.add(center)
            } unless: {
                try await self.store.contactCenter(center.id) != nil
            }
        }
        if let user = line.user {
            return try await isNew {
                try await self.store.add(user)
            } unless: {
                try await self.store.user(user.id) != nil
            }
        }
        if let definition = line.labelDefinition {
            return try await isNew {
                try await self.store.add(definition)
            } unless: {
                true
            }
        }
        if let setting = line.setting {
            let known = try await store.settings(of: setting.contactCenter, group: setting.group)
            if known.contains(where: { $0.name == setting.name && $0.location == setting.location }) { return false }
            try await store.set(setting)
            return true
        }
        return nil
    }

    private func add(_ recordings: [StoreLine.LabelledRecording]) async throws {
        var left = recordings
        try await patiently {
            let failure: StoreError?
            (left, failure) = try await self.addSome(left)
            if let failure { throw failure }
        }
        state.withLock { $0.pace.speedUp() }
    }

    /// Adds recordings until one is not taken; gives those that are left, and why the first one is.
    private func addSome(
        _ recordings: [StoreLine.LabelledRecording]
    ) async throws -> (left: [StoreLine.LabelledRecording], failure: StoreError?) {
        let width = state.withLock { $0.pace.width }
        return try await withThrowingTaskGroup(of: (Int, StoreError?).self) { group in
            var (left, failure) = (Set(recordings.indices), StoreError?.none)
            var next = recordings.indices.makeIterator()
            var underWay = 0
            while true {
                while underWay < width, failure == nil, let index = next.next() {
                    underWay += 1
                    group.addTask {
                        do {
                            try await self.add(recordings[index])
                            return (index, nil)
                        } catch let error as StoreError {
                            return (index, error)
                        }
                    }
                }
                guard let (index, error) = try await group.next() else { break }
                underWay -= 1
                if let error { failure = failure ?? error } else { left.remove(index) }
            }
            return (left.sorted().map { recordings[$0] }, failure)
        }
    }

    private func add(_ line: StoreLine.LabelledRecording) async throws {
        let isNew = try await isNew {
            try await self.store.add(line.recording)
        } unless: {
            true
        }
        // Also where it was there: the import may have ended in between.
        let known = isNew ? [] : try await store.labels(of: line.id, in: line.contactCenter).map(\.name)
        for label in line.labels where !known.contains(label.name) {
            try await store.set(label, on: line.id, in: line.contactCenter)
        }
        count(isNew)
    }

    /// Adds something; false where the store has it already.
    private func isNew(
        _ add: () async throws -> Void,
        unless isPresent: () async throws -> Bool
    ) async throws -> Bool {
        do {
            try await add()
            return true
        } catch let error as StoreError where error.code == .alreadyExists {
            // A name may be another's.
            guard try await isPresent() else { throw error }
            return false
        }
    }
}
