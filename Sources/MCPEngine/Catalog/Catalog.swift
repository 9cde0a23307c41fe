internal import MCPModel

/// What a server offers at one moment. It never changes: a change makes another one.
final class Catalog: Sendable {
  let tools: CatalogSection<ToolEntry>
  let prompts: CatalogSection<PromptRegistration>
  let resources: CatalogSection<ResourceRegistration>
  let templates: CatalogSection<TemplateRegistration>
  let providers: [any ResourceProvider]
  /// The templates that were added one by one, and then those of the providers.
  let allTemplates: CatalogSection<ResourceTemplate>
  /// Whether some tools are not for everybody.
  let hidesTools: Bool
  /// Whether anything can be completed.
  let hasCompletions: Bool
  /// Whether there is a tool whose calls may be tasks, or has been.
  let offersTasks: Bool
  /// Whether there are resources, or have been.
  let hasResources: Bool

  init(_ sections: CatalogSections) {
    tools = sections.tools
    prompts = sections.prompts
    resources = sections.resources
    templates = sections.templates
    providers = sections.providers
    offersTasks = sections.offersTasks
    hidesTools = tools.all.contains { $0.entry.registration.isVisible != nil }
    hasCompletions =
      prompts.all.contains { !$0.entry.completions.isEmpty } || templates.all.contains { !$0.entry.completions.isEmpty }
    hasResources = resources.isOffered || templates.isOffered || !providers.isEmpty
    var all = templates.map(\.template)
    for template in providers.flatMap(\.templates) { all.insertIfNew(template, named: template.uriTemplate) }
    allTemplates = all
  }
}

/// The parts of a catalog.
struct CatalogSections: Sendable {
  var tools = CatalogSection<ToolEntry>()
  var prompts = CatalogSection<PromptRegistration>()
  var resources = CatalogSection<ResourceRegistration>()
  var templates = CatalogSection<TemplateRegistration>()
  var providers: [any ResourceProvider] = []
  /// Once true, this stays true: there may be tasks.
  var offersTasks = false
}
