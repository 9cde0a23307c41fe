import JSON
import MCPModel

/// The JSON value that `body` writes.
func written(_ body: (inout JSONBuilder) throws -> Void) rethrows -> JSONValue {
  var builder = JSONBuilder()
  try body(&builder)
  return builder.finish()
}

/// The object whose members `body` writes.
func object(_ body: (inout JSONBuilder) throws -> Void) rethrows -> JSONValue {
  try written { builder in
    builder.beginObject()
    try body(&builder)
    builder.endObject()
  }
}
