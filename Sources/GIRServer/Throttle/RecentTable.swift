/// A table of at most so many entries: a further one takes the place of the one that was used least recently.
///
/// What clients can make entries of is kept in one of these, so that no number of clients uses up the memory.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot {
        var key: Key
        var value: Value
        var newer: Int
        var older: Int
    }

    /// The most entries.
    let capacity: Int
    private var slots: [Slot] = []
    private var places: [Key: Int] = [:]
    private var free: [Int] = []
    private var newest = none
    private var oldest = none

    /// The place of a neighbour that is not there.
    private static var none: Int { -1 }

    /// Makes an empty table of at least one place.
    init(capacity: Int) { self.capacity = max(capacity, 1) }

    /// The number of entries.
    var count: Int { places.count }

    /// The value of a key, which counts as a use of it.
    mutating func value(for key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        unlink(place)
        link(place)
        return slots[place].value
    }

    /// Adds an entry or replaces its value, which counts as a use of it.
    mutating func set(_ value: Value, for key: Key) {
        if let place = places[key] {
            slots[place].value = value
            unlink(place)
            link(place)
            return
        }
        if places.count == capacity { removeValue(for: slots[oldest].key) }
        let slot = Slot(key: key, value: value, newer: Self.none, older: Self.none)
        let place = free.popLast() ?? slots.count
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[key] = place
        link(place)
    }

    /// Removes an entry; gives its value.
    @discardableResult
    mutating func removeValue(for key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        unlink(place)
        free.append(place)
        return slots[place].value
    }

    /// Removes the entries that `isMeant` is true of.
    mutating func removeAll(where isMeant: (Value) -> Bool) {
        for (key, place) in places where isMeant(slots[place].value) { removeValue(for: key) }
    }

    private mutating func link(_ place: Int) {
        slots[place].newer = Self.none
        slots[place].older = newest
        if newest == Self.none { oldest = place } else { slots[newest].newer = place }
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        if newer == Self.none { newest = older } else { slots[newer].older = older }
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
    }
}
