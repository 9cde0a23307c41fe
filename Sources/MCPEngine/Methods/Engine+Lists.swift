internal import JSON
internal import MCPModel

extension Engine {
  /// One page of a section, prepared.
  ///
  /// - Parameters:
  ///   - list: the member of the result that holds the entries.
  ///   - isVisible: nil where everybody sees everything.
  func page<Entry>(
    _ request: JSONRPCRequest, _ context: RequestContext, _ catalog: Catalog, _ section: CatalogSection<Entry>,
    list: StaticString, isVisible: ((Entry) -> Bool)? = nil,
    write: (Entry, inout JSONBuilder) -> Void
  ) throws(MCPError) -> JSONRPCResult {
    let after = try cursors.sequence(of: request.method, in: request.params) ?? 0
    let hidden = isVisible.map { isVisible in section.all.filter { !isVisible($0.entry) }.map(\.sequence) } ?? []
    let key = PreparedAnswers.Key(
      list: request.method, revision: context.revision, form: context.form, after: after, hidden: hidden)
    return try prepared.answer(key, catalog) { () throws(MCPError) in
      let visible = hidden.isEmpty ? section.all : section.all.filter { !hidden.contains($0.sequence) }
      let start = visible.firstIndex { $0.sequence > after } ?? visible.endIndex
      let page = visible[start...].prefix(limits.pageSize)
      let last = page.endIndex < visible.endIndex ? page.last : nil
      let next = try last.map { (last) throws(MCPError) in
        try cursors.encode(String(last.sequence), of: request.method)
      }
      return result(context, cacheable: isVisible == nil ? .shared : .personal) { builder in
        builder.key(list)
        builder.beginArray()
        for slot in page { write(slot.entry, &builder) }
        builder.endArray()
        builder.member("nextCursor", next)
      }
    }
  }
}
