extension JSONTape {
  /// Removes every member whose name occurs again later in the object at `object`, which is the last value on the
  /// tape. The others keep their order.
  mutating func keepLastMembers(of object: Int, base: UnsafeRawPointer) {
    let nodes = nodes
    let end = Int(nodes[object].next)
    var table = KeyTable(capacity: KeyUniqueness.memberCount(nodes, object))
    var index = object + 1
    while index < end {
      if let superseded = table.insert(index, nodes, base) {
        // Only here is a name's `next` anything but the index of its value.
        nodes[superseded].next = .max
      }
      index = Int(nodes[index + 1].next)
    }

    var kept = object + 1
    var count = 0
    index = object + 1
    while index < end {
      let after = Int(nodes[index + 1].next)
      if nodes[index].next != .max {
        let delta = kept - index
        for source in index..<after { nodes[source + delta] = nodes[source].moved(nodes: delta, bytes: 0) }
        kept += after - index
        count += 1
      }
      index = after
    }
    let node = nodes[object]
    nodes[object] = JSONNode(
      .object, detail: count, next: UInt32(truncatingIfNeeded: kept), payload: node.payload)
    truncate(to: kept)
  }
}
