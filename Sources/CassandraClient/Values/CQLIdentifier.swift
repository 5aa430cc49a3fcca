/// The names of keyspaces, tables and roles in CQL.
public enum CQLIdentifier {
    /// A name as a statement has it: in quotes where CQL would read it in lower case, or not at all.
    public static func written(_ name: some StringProtocol) -> String {
        let isPlain = name.utf8.enumerated().allSatisfy { place, byte in
            switch byte {
            case 0x61...0x7A: true
            case 0x30...0x39, 0x5F: place > 0
            default: false
            }
        }
        return isPlain && !name.isEmpty ? String(name) : "\"\(String(name).replacing("\"", with: "\"\""))\""
    }
}
