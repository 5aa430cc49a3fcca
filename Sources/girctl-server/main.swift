import FoundationEssentials
import GIRCassandraStore
import GIRCommandLine
import GIRConfigKit
import GIRServer
import GIRStore
import Glibc

// `girctl serve` becomes this program; what it hands over is in ServerInvocation. What ProbeInvocation and
// StoreInvocation do is asked for by other commands.
ProcessHardening.apply()
do {
    if ProbeInvocation.isMeant(CommandLine.arguments) {
        try await ProbeInvocation.run()
        exit(ExitStatus.success.rawValue)
    }
    if StoreInvocation.isMeant(CommandLine.arguments) {
        try await StoreInvocation.run()
        exit(ExitStatus.success.rawValue)
    }
    let invocation = try ServerInvocation(CommandLine.arguments)
    let environment = invocation.environment
    do {
        var configuration = try ProcessHardening.withoutTraces { try invocation.start(environment).configuration() }
        let reload = invocation.reload(environment)
        let variables = ProcessInfo.processInfo.environment
        try configuration.use(try InheritedSockets(environment: variables))
        func run(_ store: any Store) throws -> ServerRun {
            try ServerRun(
                configuration,
                environment: environment,
                store: store,
                notifier: ServiceNotifier(environment: variables),
                reload: reload
            )
        }
        let isFileThere = SQLiteStore.exists(in: invocation.data)
        if invocation.isCheck {
            try run(SQLiteStore.inMemory()).checkAddresses()
            var remark = ""
            if let cluster = configuration.cluster {
                if invocation.asksCluster { try await cluster.logIn(environment) }
                remark = invocation.asksCluster ? ", and to work in the cluster" : "; --connect asks the cluster, too"
            } else {
                try SQLiteStore.inspect(folder: invocation.data)
                remark = invocation.asksCluster ? "; its store is a file, and no cluster was asked" : ""
            }
            let url = configuration.url(port: configuration.port)
            try Terminal.print("'\(invocation.config)' is fit to serve \(url)\(remark)")
        } else if let cluster = configuration.cluster {
            let store = try await cluster.open(environment, sessionLife: configuration.sessionLife)
            cluster.remark(fileIn: isFileThere ? invocation.data : nil, to: environment.logger)
            try await ServerRun.serve {
                try run(store)
            } closing: {
                await store.close()
            }
        } else {
            let store = try SQLiteStore.open(folder: invocation.data)
            try await ServerRun.serve {
                try run(store)
            } closing: {
                try store.close()
            }
        }
    } catch {
        // The lines that led here come before the words that end it.
        await StandardError.flush()
        throw invocation.failure(error)
    }
    await StandardError.flush()
} catch let failure as CommandFailure {
    Terminal.say(failure.description)
    exit(failure.status.rawValue)
} catch {
    Terminal.say(CommandFailure(.software, "the server ended: \(type(of: error))").description)
    exit(ExitStatus.software.rawValue)
}
