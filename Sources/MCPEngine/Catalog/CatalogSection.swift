/// Things of one kind by name, in the order of registration, which is the order in which they are listed.
struct CatalogSection<Entry: Sendable>: Sendable {
  struct Slot: Sendable {
    /// Grows from entry to entry and is never given twice, so that a cursor that names a removed entry still names a
    /// place in the list.
    let sequence: UInt64
    let entry: Entry
  }

  private(set) var all: [Slot] = []
  private var byName: [String: Slot] = [:]
  private var lastSequence: UInt64 = 0

  /// Whether there is an entry or has been one: what is offered once stays offered, if only as an empty list.
  var isOffered: Bool { lastSequence > 0 }

  subscript(name: String) -> Entry? { byName[name]?.entry }

  /// - Parameter kind: for the error, what is registered.
  mutating func insert(_ entry: Entry, named name: String, of kind: StaticString) throws(RegistrationError) {
    guard insertIfNew(entry, named: name) else {
      throw RegistrationError(.duplicate, "There is a \(kind) named \(name) already")
    }
  }

  /// - Returns: whether it is the first of its name.
  @discardableResult
  mutating func insertIfNew(_ entry: Entry, named name: String) -> Bool {
    guard byName[name] == nil else { return false }
    lastSequence += 1
    let slot = Slot(sequence: lastSequence, entry: entry)
    all.append(slot)
    byName[name] = slot
    return true
  }

  /// The same places, with something else in each.
  func map<Other: Sendable>(_ transform: (Entry) -> Other) -> CatalogSection<Other> {
    var other = CatalogSection<Other>()
    other.all = all.map { CatalogSection<Other>.Slot(sequence: $0.sequence, entry: transform($0.entry)) }
    other.byName = byName.mapValues { CatalogSection<Other>.Slot(sequence: $0.sequence, entry: transform($0.entry)) }
    other.lastSequence = lastSequence
    return other
  }

  /// - Returns: whether there was one.
  mutating func remove(_ name: String) -> Bool {
    guard let slot = byName.removeValue(forKey: name) else { return false }
    all.remove(at: index(after: slot.sequence - 1))
    return true
  }

  /// Where the entries begin whose sequence is greater than `sequence`.
  func index(after sequence: UInt64) -> Int {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].sequence > sequence { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
