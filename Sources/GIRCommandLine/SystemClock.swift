import CProcess

/// The clock of this machine.
public enum SystemClock {
    /// Whether something keeps it right.
    public static var isSynchronised: Bool { girctl_clock_is_synchronised() != 0 }
}
