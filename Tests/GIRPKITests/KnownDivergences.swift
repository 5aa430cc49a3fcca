import FoundationEssentials

/// The cases of the vectors that are not read, each with its reason: `known-divergences.json` beside this file.
enum KnownDivergences {
    private static let file: [String: [String: String]] = {
        let path = #filePath.replacing("KnownDivergences.swift", with: "known-divergences.json")
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        return (try? JSONDecoder().decode([String: [String: String]].self, from: data)) ?? [:]
    }()

    /// Private keys, by their id.
    static var keys: [String: String] { file["keys"] ?? [:] }
    /// Keystores, by their id.
    static var keystores: [String: String] { file["keystores"] ?? [:] }
}
