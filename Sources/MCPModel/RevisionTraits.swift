/// What may differ between revisions, as data. A field that a revision does not know is not sent to it.
///
/// Each flag is named for what a revision has, and says which page of the specification brought it.
package struct RevisionTraits: Sendable {
  /// Requests carry `_meta` with version and capabilities; there is no session (2026-07-28, Versioning).
  package var isStateless = false
  /// JSON-RPC batches are received (2025-03-26, Basic, Batching).
  package var hasBatches = false
  /// Tools have `annotations` (2025-03-26, Tools).
  package var hasToolAnnotations = false
  /// Progress notifications may carry `message` (2025-03-26, Progress).
  package var hasProgressMessage = false
  /// Content may be audio (2025-03-26, Tools, Audio Content).
  package var hasAudio = false
  /// Servers declare that they complete arguments (2025-03-26, Completion, Capabilities).
  package var hasCompletionsCapability = false
  /// Things have a `title` beside their `name` (2025-06-18, Schema, `BaseMetadata`).
  package var hasTitles = false
  /// Tools have `outputSchema`, results `structuredContent` (2025-06-18, Tools, Structured Content).
  package var hasStructuredContent = false
  /// Content may be a link to a resource (2025-06-18, Tools, Resource Links).
  package var hasResourceLinks = false
  /// Tools, prompts, resources, content and roots have a `_meta` of their own, not only requests, notifications and
  /// results (2025-06-18, Basic, `_meta`).
  package var hasEntryMeta = false
  /// Annotations say when something was modified last (2025-06-18, Resources, Annotations).
  package var hasLastModified = false
  /// Servers may ask the user for input (2025-06-18, Elicitation).
  package var hasElicitation = false
  /// Things have `icons` (2025-11-25, Basic, `icons`).
  package var hasIcons = false
  /// Programs tell what they are for and where they live (2025-11-25, Lifecycle, `Implementation`).
  package var hasImplementationDetails = false
  /// Arguments that fail a tool's schema are a result with `isError` rather than -32602 (2025-11-25, Tools, Error
  /// Handling).
  package var badArgumentsAreToolErrors = false
  /// Elicitation says its `mode`, which may be `url` (2025-11-25, Elicitation).
  package var hasElicitationModes = false
  /// Elicitation by URL has an id, by which its completion is told (2025-11-25, Elicitation, Completion
  /// Notifications).
  package var hasElicitationIDs = false
  /// Elicited fields of every kind have defaults, enums standard titles, and several choices may be taken (2025-11-25,
  /// Elicitation, Requested Schema).
  package var hasRichElicitation = false
  /// Sampling may use tools, and its messages have several blocks and `_meta` (2025-11-25, Sampling, Sampling with
  /// Tools).
  package var hasSamplingTools = false
  /// A stream of events begins with one that has an id and no data, so that clients can come back to it (2025-11-25,
  /// Transports, Streamable HTTP).
  package var hasPrimingEvents = false
  /// Requests become tasks where the client asks for it, and tools say whether they may (2025-11-25, Tasks).
  package var hasRequestedTasks = false
  /// Requests become tasks where the server wants it (the extension `io.modelcontextprotocol/tasks`).
  package var hasTasksExtension = false
  /// `structuredContent` may be any JSON value rather than an object, and `outputSchema` describe one (2026-07-28,
  /// Tools, Structured Content).
  package var hasAnyStructuredContent = false
  /// Every result says its `resultType`; cacheable ones `ttlMs` and `cacheScope`; `_meta` names the server
  /// (2026-07-28, Basic, Responses; Caching).
  package var hasResultType = false

  /// A row for each revision, oldest first: what it changes in the row before.
  static let table: [RevisionTraits] = {
    var row = RevisionTraits()
    // 2024-11-05
    var rows = [row]
    // 2025-03-26
    row.hasBatches = true
    row.hasToolAnnotations = true
    row.hasProgressMessage = true
    row.hasAudio = true
    row.hasCompletionsCapability = true
    rows.append(row)
    // 2025-06-18
    row.hasBatches = false
    row.hasTitles = true
    row.hasStructuredContent = true
    row.hasResourceLinks = true
    row.hasEntryMeta = true
    row.hasLastModified = true
    row.hasElicitation = true
    rows.append(row)
    // 2025-11-25
    row.hasIcons = true
    row.hasImplementationDetails = true
    row.badArgumentsAreToolErrors = true
    row.hasElicitationModes = true
    row.hasElicitationIDs = true
    row.hasRichElicitation = true
    row.hasSamplingTools = true
    row.hasRequestedTasks = true
    row.hasPrimingEvents = true
    rows.append(row)
    // 2026-07-28
    row.isStateless = true
    row.hasElicitationIDs = false
    row.hasRequestedTasks = false
    row.hasPrimingEvents = false
    row.hasTasksExtension = true
    row.hasAnyStructuredContent = true
    row.hasResultType = true
    rows.append(row)
    return rows
  }()
}
