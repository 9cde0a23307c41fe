/// What may differ between revisions, as data. A field that a revision does not know is not sent to it.
///
/// Each is named for what a revision has, and says which page of the specification brought it.
package struct RevisionTraits: OptionSet, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The standard library's own would be called through tables from other rooms.
  package func contains(_ traits: RevisionTraits) -> Bool { rawValue & traits.rawValue == traits.rawValue }

  /// Requests carry `_meta` with version and capabilities; there is no session (2026-07-28, Versioning).
  package static let stateless = RevisionTraits(rawValue: 1 << 0)
  /// JSON-RPC batches are received (2025-03-26, Basic, Batching).
  package static let batches = RevisionTraits(rawValue: 1 << 1)
  /// Tools have `annotations` (2025-03-26, Tools).
  package static let toolAnnotations = RevisionTraits(rawValue: 1 << 2)
  /// Progress notifications may carry `message` (2025-03-26, Progress).
  package static let progressMessage = RevisionTraits(rawValue: 1 << 3)
  /// Content may be audio (2025-03-26, Tools, Audio Content).
  package static let audio = RevisionTraits(rawValue: 1 << 4)
  /// Servers declare that they complete arguments (2025-03-26, Completion, Capabilities).
  package static let completionsCapability = RevisionTraits(rawValue: 1 << 5)
  /// Things have a `title` beside their `name` (2025-06-18, Schema, `BaseMetadata`).
  package static let titles = RevisionTraits(rawValue: 1 << 6)
  /// Tools have `outputSchema`, results `structuredContent` (2025-06-18, Tools, Structured Content).
  package static let structuredContent = RevisionTraits(rawValue: 1 << 7)
  /// Content may be a link to a resource (2025-06-18, Tools, Resource Links).
  package static let resourceLinks = RevisionTraits(rawValue: 1 << 8)
  /// Tools, prompts, resources, content and roots have a `_meta` of their own, not only requests, notifications and
  /// results (2025-06-18, Basic, `_meta`).
  package static let entryMeta = RevisionTraits(rawValue: 1 << 9)
  /// Annotations say when something was modified last (2025-06-18, Resources, Annotations).
  package static let lastModified = RevisionTraits(rawValue: 1 << 10)
  /// Servers may ask the user for input (2025-06-18, Elicitation).
  package static let elicitation = RevisionTraits(rawValue: 1 << 11)
  /// Things have `icons` (2025-11-25, Basic, `icons`).
  package static let icons = RevisionTraits(rawValue: 1 << 12)
  /// Programs tell what they are for and where they live (2025-11-25, Lifecycle, `Implementation`).
  package static let implementationDetails = RevisionTraits(rawValue: 1 << 13)
  /// Arguments that fail a tool's schema are a result with `isError` rather than -32602 (2025-11-25, Tools, Error
  /// Handling).
  package static let badArgumentsAreToolErrors = RevisionTraits(rawValue: 1 << 14)
  /// Elicitation says its `mode`, which may be `url` (2025-11-25, Elicitation).
  package static let elicitationModes = RevisionTraits(rawValue: 1 << 15)
  /// Elicitation by URL has an id, by which its completion is told (2025-11-25, Elicitation, Completion
  /// Notifications).
  package static let elicitationIDs = RevisionTraits(rawValue: 1 << 16)
  /// Elicited fields of every kind have defaults, enums standard titles, and several choices may be taken (2025-11-25,
  /// Elicitation, Requested Schema).
  package static let richElicitation = RevisionTraits(rawValue: 1 << 17)
  /// Sampling may use tools, and its messages have several blocks and `_meta` (2025-11-25, Sampling, Sampling with
  /// Tools).
  package static let samplingTools = RevisionTraits(rawValue: 1 << 18)
  /// A stream of events begins with one that has an id and no data, so that clients can come back to it (2025-11-25,
  /// Transports, Streamable HTTP).
  package static let primingEvents = RevisionTraits(rawValue: 1 << 19)
  /// Requests become tasks where the client asks for it, and tools say whether they may (2025-11-25, Tasks).
  package static let requestedTasks = RevisionTraits(rawValue: 1 << 20)
  /// Requests become tasks where the server wants it (the extension `io.modelcontextprotocol/tasks`).
  package static let tasksExtension = RevisionTraits(rawValue: 1 << 21)
  /// `structuredContent` may be any JSON value rather than an object, and `outputSchema` describe one (2026-07-28,
  /// Tools, Structured Content).
  package static let anyStructuredContent = RevisionTraits(rawValue: 1 << 22)
  /// Every result says its `resultType`; cacheable ones `ttlMs` and `cacheScope`; `_meta` names the server
  /// (2026-07-28, Basic, Responses; Caching).
  package static let resultType = RevisionTraits(rawValue: 1 << 23)

  // A row for each revision, oldest first: what it changes in the row before.
  static let v2024_11_05: RevisionTraits = []
  static let v2025_03_26 = v2024_11_05.union([
    .batches, .toolAnnotations, .progressMessage, .audio, .completionsCapability,
  ])
  static let v2025_06_18 = v2025_03_26.subtracting(.batches).union([
    .titles, .structuredContent, .resourceLinks, .entryMeta, .lastModified, .elicitation,
  ])
  static let v2025_11_25 = v2025_06_18.union([
    .icons, .implementationDetails, .badArgumentsAreToolErrors, .elicitationModes, .elicitationIDs, .richElicitation,
    .samplingTools, .requestedTasks, .primingEvents,
  ])
  static let v2026_07_28 = v2025_11_25.subtracting([.elicitationIDs, .requestedTasks, .primingEvents]).union([
    .stateless, .tasksExtension, .anyStructuredContent, .resultType,
  ])
}
