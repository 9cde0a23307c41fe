internal import JSON

/// Things of one kind by name, in the order of registration, which is the order in which they are listed.
struct CatalogSection<Entry: Sendable>: Sendable {
  struct Slot: Sendable {
    /// Grows from entry to entry and is never given twice, so that a cursor that names a removed entry still names a
    /// place in the list.
    let sequence: UInt64
    let name: String
    let entry: Entry
  }

  private(set) var all: [Slot] = []
  private var index = NameIndex()
  private var lastSequence: UInt64 = 0

  /// Whether there is an entry or has been one: what is offered once stays offered, if only as an empty list.
  var isOffered: Bool { lastSequence > 0 }

  subscript(name: String) -> Entry? { index[name].map { all[$0].entry } }

  subscript(name: JSONView) -> Entry? { index[name].map { all[$0].entry } }

  /// - Parameter kind: for the error, what is registered.
  mutating func insert(_ entry: Entry, named name: String, of kind: StaticString) throws(RegistrationError) {
    guard insertIfNew(entry, named: name) else {
      throw RegistrationError(.duplicate, "There is a \(kind) named \(name) already")
    }
  }

  /// - Returns: whether it is the first of its name.
  @discardableResult
  mutating func insertIfNew(_ entry: Entry, named name: String) -> Bool {
    guard index[name] == nil else { return false }
    lastSequence += 1
    all.append(Slot(sequence: lastSequence, name: name, entry: entry))
    index.append(name)
    return true
  }

  /// The same places, with something else in each.
  func map<Other: Sendable>(_ transform: (Entry) -> Other) -> CatalogSection<Other> {
    var other = CatalogSection<Other>()
    other.all = all.map {
      CatalogSection<Other>.Slot(sequence: $0.sequence, name: $0.name, entry: transform($0.entry))
    }
    other.index = index
    other.lastSequence = lastSequence
    return other
  }

  /// - Returns: whether there was one.
  mutating func remove(_ name: String) -> Bool {
    guard let position = index[name] else { return false }
    all.remove(at: position)
    index = NameIndex(all.lazy.map(\.name))
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
