internal import JSON
internal import MCPModel

/// What clients are told of the file tools.
enum WorkspaceToolDescriptions {
  private static let path: JSONValue = [
    "type": "string", "minLength": 1, "description": "Relative to the workspace, separated by /.",
  ]
  private static let encoding: JSONValue = [
    "type": "string", "enum": ["utf8", "binary"], "default": "utf8",
    "description": "How the content is written: as text, or as base64 of the bytes.",
  ]

  static let readFile = Tool(
    name: "read_file",
    title: "Read a file",
    description: "Returns the content of a file.",
    inputSchema: object(["path": path, "encoding": encoding], required: ["path"]),
    outputSchema: object(
      [
        "path": ["type": "string"], "encoding": encoding, "content": ["type": "string"],
        "size": ["type": "integer", "description": "In bytes."],
      ], required: ["path", "encoding", "content", "size"]),
    annotations: Tool.Annotations(readOnlyHint: true, openWorldHint: false))

  static let writeFile = Tool(
    name: "write_file",
    title: "Write a file",
    description: "Creates a file, or replaces the whole content of one. Readers see the old content or the new one.",
    inputSchema: object(
      ["path": path, "content": ["type": "string"], "encoding": encoding], required: ["path", "content"]),
    outputSchema: object(
      ["path": ["type": "string"], "size": ["type": "integer", "description": "In bytes."]],
      required: ["path", "size"]),
    annotations: Tool.Annotations(
      readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false))

  static let listDirectory = Tool(
    name: "list_directory",
    title: "List a directory",
    description: "Returns the names in a directory, in the order of their bytes, a thousand at a time.",
    inputSchema: object(
      [
        "path": path,
        "after": ["type": "string", "description": "Continue after this name, from the last answer's \"next\"."],
      ], required: []),
    outputSchema: object(
      [
        "entries": [
          "type": "array",
          "items": object(
            [
              "name": ["type": "string"],
              "kind": ["type": "string", "enum": ["file", "directory", "symlink", "other"]],
              "size": ["type": "integer", "description": "Of a file, in bytes."],
            ], required: ["name", "kind"]),
        ],
        "next": ["type": "string"],
      ], required: ["entries"]),
    annotations: Tool.Annotations(readOnlyHint: true, openWorldHint: false))

  static let createDirectory = Tool(
    name: "create_directory",
    title: "Create a directory",
    description: "Creates a directory and those above it. One that exists is left as it is.",
    inputSchema: object(["path": path], required: ["path"]),
    outputSchema: object(["path": ["type": "string"]], required: ["path"]),
    annotations: Tool.Annotations(
      readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false))

  static let deleteFile = Tool(
    name: "delete_file",
    title: "Delete a file",
    description: "Deletes a file, or a symbolic link without what it points to.",
    inputSchema: object(["path": path], required: ["path"]),
    outputSchema: object(["path": ["type": "string"]], required: ["path"]),
    annotations: Tool.Annotations(
      readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false))

  private static func object(_ properties: JSONValue, required: JSONValue) -> JSONValue {
    ["type": "object", "properties": properties, "required": required, "additionalProperties": false]
  }
}
