extension ExitStatus {
    /// What helps with most failures that end with this status, for those of which nothing better is known.
    var remedy: String {
        switch self {
        case .cannotCreate: "choose another place"
        case .changeNeeded: "run the command again without --check or --dry-run"
        case .configuration: "see: girctl config lint --help"
        case .data: "check that it is the right file, whole and unchanged"
        case .findings: "mend what is found"
        case .incomplete: "mend what kept the checks from running"
        case .inputMissing: "check the path; it is looked for from the current folder"
        case .inputOutput: "check the disk or the network that the file lies on"
        case .permission: "run as the owner of the file, or change its mode"
        case .software, .success: "this is a fault of girctl itself: report it with the line above"
        case .tryAgain: "run the command again"
        case .unavailable: "check the address, and whether the peer runs"
        case .usage: "see the command's --help"
        }
    }
}
