import Testing

@testable import MCPEngine

@Suite struct CatalogSectionTests {
  private static func section(_ names: [String]) throws -> CatalogSection<String> {
    var section = CatalogSection<String>()
    for name in names { try section.insert(name, named: name, of: "thing") }
    return section
  }

  @Test func keepsTheOrderOfRegistration() throws {
    let section = try Self.section(["b", "a", "c"])
    #expect(section.all.map(\.entry) == ["b", "a", "c"])
    #expect(section["a"] == "a" && section["x"] == nil)
  }

  @Test func refusesANameThatIsTaken() throws {
    var section = try Self.section(["a"])
    let error = #expect(throws: RegistrationError.self) { try section.insert("other", named: "a", of: "thing") }
    #expect(error?.code == .duplicate && error?.description.contains("thing named a") == true)
    #expect(section["a"] == "a" && section.all.count == 1)
  }

  @Test func staysOfferedOnceItHadAnything() throws {
    var section = CatalogSection<String>()
    #expect(!section.isOffered)
    try section.insert("a", named: "a", of: "thing")
    let removed = (section.remove("a"), section.remove("a"))
    #expect(removed == (true, false))
    #expect(section.isOffered && section.all.isEmpty)
  }

  @Test func aPlaceStaysAPlaceWhateverIsRemoved() throws {
    var section = try Self.section(["a", "b", "c", "d"])
    let places = section.all.map(\.sequence)
    for (removed, rest) in [("b", ["c", "d"]), ("a", ["c", "d"]), ("c", ["d"])] {
      let wasThere = section.remove(removed)
      #expect(wasThere && section.all[section.index(after: places[1])...].map(\.entry) == rest)
    }
    try section.insert("b", named: "b", of: "thing")
    #expect(section.all.map(\.entry) == ["d", "b"], "what comes again comes last")
    #expect(section.all[section.index(after: places[3])...].map(\.entry) == ["b"])
    #expect(section.index(after: 0) == 0 && section.index(after: .max) == 2)
  }

  @Test func keepsItsPlacesWhenItsEntriesBecomeOthers() throws {
    var section = try Self.section(["a", "b", "c"])
    _ = section.remove("b")
    var other = section.map(\.count)
    #expect(other.all.map(\.sequence) == section.all.map(\.sequence) && other["c"] == 1)
    let inserted = (other.insertIfNew(9, named: "d"), other.insertIfNew(9, named: "a"))
    #expect(inserted == (true, false))
    #expect(other.all.map(\.sequence) == [1, 3, 4])
  }
}
