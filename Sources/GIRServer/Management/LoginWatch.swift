import GIRStore
import Logging
import ServiceLifecycle

/// Looks every few seconds whether the users of contact centers whose passwords Configuration Server checks can log in:
/// that needs a process of the authentication helper.
struct LoginWatch: Service, HealthCheck {
    let name = "login"
    /// Sessions and users of other contact centers go on without it, on this server as on any other.
    let isRequired = false

    private let logins: Logins
    private let store: any ContactCenterStore
    private let environment: ServerEnvironment
    private let standing = StandingHealth(DependencyHealth("login", isRequired: false, .unknown))
    var interval: Duration = .seconds(5)

    init(_ logins: Logins, store: any ContactCenterStore, environment: ServerEnvironment) {
        self.logins = logins
        self.store = store
        self.environment = environment
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await look() } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    func look() async {
        // Where the store does not say, that is the store's fault and not the logins'.
        guard let centers = try? await store.contactCenters() else { return }
        var health = DependencyHealth(name, isRequired: isRequired, .unknown)
        if centers.contains(where: \.usesConfigurationServer) {
            health = DependencyHealth(name, isRequired: isRequired, .down)
            switch await logins.isHelperThere() {
            case true?: health.status = .up
            case false?: health.fault = .init(code: "no-process", message: "no authentication helper is running")
            case nil: health.fault = .init(code: "no-helper", message: "no authentication helper is configured")
            }
            environment.metrics.set(.backendUp, name, to: health.status == .up ? 1 : 0)
        } else {
            environment.metrics.remove(.backendUp, name)
        }
        guard standing.set(health), let fault = health.fault else { return }
        environment.logger.error(
            "users of Configuration Server cannot log in",
            metadata: ["code": "\(fault.code)", "reason": "\(fault.message)"]
        )
    }

    func health() async -> DependencyHealth { standing.value }
}
