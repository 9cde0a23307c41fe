package import Bytes

/// The media type of a file, guessed from its name as web servers do.
package enum MIMEType {
  /// What is said of files nothing is known of.
  package static let unknown = "application/octet-stream"

  /// The type for a file of this name; the case of the extension does not matter.
  package static func of(fileName: String) -> String {
    let slash = fileName.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { fileName[fileName.utf8.index(after: $0)...] } ?? fileName[...]
    // A dot at the beginning hides a file; it does not begin an extension.
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return plainNames.contains(name.lowercased()) ? "text/plain" : unknown
    }
    return byExtension[name[name.utf8.index(after: dot)...].lowercased()] ?? unknown
  }

  /// Whether the contents can travel as text: all of them are valid UTF-8.
  package static func isText(_ bytes: SharedBytes) -> Bool {
    bytes.withUnsafeBytes { bytes in
      let units = bytes.bindMemory(to: UInt8.self)
      do {
        _ = try UTF8Span(validating: units.span)
        return true
      } catch {
        return false
      }
    }
  }

  /// Names without an extension that are text by custom.
  private static let plainNames: Set = [
    "authors", "changelog", "contributing", "copying", "dockerfile", "license", "makefile", "notice", "readme",
    ".dockerignore", ".editorconfig", ".env", ".gitattributes", ".gitignore", ".gitmodules",
  ]

  private static let byExtension: [String: String] = [
    "txt": "text/plain", "text": "text/plain", "log": "text/plain", "conf": "text/plain", "cfg": "text/plain",
    "ini": "text/plain", "env": "text/plain", "diff": "text/x-diff", "patch": "text/x-diff",
    "md": "text/markdown", "markdown": "text/markdown", "rst": "text/x-rst", "tex": "text/x-tex",
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "css": "text/css",
    "csv": "text/csv", "tsv": "text/tab-separated-values", "ics": "text/calendar", "vcf": "text/vcard",
    "json": "application/json", "jsonl": "application/jsonl", "ndjson": "application/x-ndjson",
    "map": "application/json", "ipynb": "application/x-ipynb+json", "xml": "application/xml",
    "yaml": "application/yaml", "yml": "application/yaml", "toml": "application/toml", "sql": "application/sql",
    "rtf": "application/rtf", "wasm": "application/wasm",

    "js": "text/javascript", "mjs": "text/javascript", "cjs": "text/javascript", "jsx": "text/jsx",
    "ts": "text/x-typescript", "mts": "text/x-typescript", "cts": "text/x-typescript", "tsx": "text/tsx",
    "swift": "text/x-swift", "c": "text/x-c", "h": "text/x-c", "cc": "text/x-c++", "cpp": "text/x-c++",
    "cxx": "text/x-c++", "hpp": "text/x-c++", "hh": "text/x-c++", "m": "text/x-objective-c", "cs": "text/x-csharp",
    "py": "text/x-python", "rb": "text/x-ruby", "go": "text/x-go", "rs": "text/x-rust", "java": "text/x-java",
    "kt": "text/x-kotlin", "kts": "text/x-kotlin", "scala": "text/x-scala", "php": "text/x-php",
    "pl": "text/x-perl", "lua": "text/x-lua", "r": "text/x-r", "jl": "text/x-julia", "hs": "text/x-haskell",
    "ex": "text/x-elixir", "exs": "text/x-elixir", "erl": "text/x-erlang", "clj": "text/x-clojure",
    "dart": "text/x-dart", "zig": "text/x-zig", "vue": "text/x-vue", "proto": "text/x-protobuf",
    "graphql": "application/graphql", "sh": "application/x-sh", "bash": "application/x-sh",
    "zsh": "application/x-sh", "ps1": "text/x-powershell", "bat": "text/x-bat", "cmake": "text/x-cmake",
    "gradle": "text/x-gradle", "mk": "text/x-makefile",

    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "bmp": "image/bmp", "ico": "image/vnd.microsoft.icon", "tif": "image/tiff",
    "tiff": "image/tiff", "avif": "image/avif", "heic": "image/heic",
    "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/opus",
    "flac": "audio/flac", "m4a": "audio/mp4", "aac": "audio/aac", "mid": "audio/midi",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mov": "video/quicktime",
    "mkv": "video/matroska", "avi": "video/x-msvideo", "mpeg": "video/mpeg", "mpg": "video/mpeg",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",

    "pdf": "application/pdf", "epub": "application/epub+zip", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip", "bz2": "application/x-bzip2",
    "xz": "application/x-xz", "zst": "application/zstd", "tar": "application/x-tar",
    "7z": "application/x-7z-compressed", "jar": "application/java-archive", "sqlite": "application/vnd.sqlite3",
  ]
}
