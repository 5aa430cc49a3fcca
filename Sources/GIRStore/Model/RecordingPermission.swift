/// What an agent or a supervisor may do with recordings; options of section `[recording]` in the annex.
///
/// Admins need none of them.
public enum RecordingPermission: String, CaseIterable, Codable, Sendable {
    case addLabelDefinition = "RECORDING_PERMISSION_ADD_LABEL_DEFINITION"
    case deleteLabelDefinition = "RECORDING_PERMISSION_DELETE_LABEL_DEFINITION"
    case addLabel = "RECORDING_PERMISSION_ADD_LABEL"
    case deleteLabel = "RECORDING_PERMISSION_DELETE_LABEL"
    case applyNonDeletion = "RECORDING_PERMISSION_APPLY_NON_DELETE"
    case unapplyNonDeletion = "RECORDING_PERMISSION_UNAPPLY_NON_DELETE"
}
