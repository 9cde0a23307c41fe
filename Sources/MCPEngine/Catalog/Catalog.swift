/// What a server offers at one moment. It never changes: a change makes another one.
final class Catalog: Sendable {
  let sections: CatalogSections

  init(_ sections: CatalogSections) { self.sections = sections }

  var tools: CatalogSection<ToolEntry> { sections.tools }
  var prompts: CatalogSection<PromptRegistration> { sections.prompts }
  var resources: CatalogSection<ResourceRegistration> { sections.resources }
  var templates: CatalogSection<TemplateRegistration> { sections.templates }
  var providers: [any ResourceProvider] { sections.providers }

  /// Whether anything can be completed.
  var hasCompletions: Bool {
    prompts.all.contains { !$0.entry.completions.isEmpty } || templates.all.contains { !$0.entry.completions.isEmpty }
  }

  /// Whether there are resources, or have been.
  var hasResources: Bool { resources.isOffered || templates.isOffered || !providers.isEmpty }
}

/// The parts of a catalog.
struct CatalogSections: Sendable {
  var tools = CatalogSection<ToolEntry>()
  var prompts = CatalogSection<PromptRegistration>()
  var resources = CatalogSection<ResourceRegistration>()
  var templates = CatalogSection<TemplateRegistration>()
  var providers: [any ResourceProvider] = []
}
