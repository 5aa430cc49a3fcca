/// Rules about what the server believes of its clients: the end of GIR2xx.
enum ClientRules {
    static let rules = [boundlessProxies, plaintextLogins]

    static let boundlessProxies = Rule(
        id: "GIR227",
        name: "boundless-proxies",
        summary: "Every client is believed about its address and its TLS.",
        severity: .warning,
        rationale: """
            `girctl serve` takes the address of a client from `X-Forwarded-For`, and whether TLS was spoken from \
            `X-Forwarded-Proto`, where the other end of the connection is a trusted proxy. When everybody is one, each \
            client chooses the address that failed logins are counted for and that the logs have, and sends passwords \
            without TLS by saying otherwise.
            """,
        flagged: [
            "jetty:\n  trustedProxies: ⟦0.0.0.0/0⟧\n", "jetty:\n  trustedProxies: ⟦10.0.0.1, ::/0⟧\n",
            "jetty:\n  trustedProxies:\n    ⟦- 0.0.0.0/1\n    - 128.0.0.0/1⟧\n",
        ],
        accepted: ["jetty:\n  trustedProxies: 10.0.0.0/8, 2001:db8::/32\n", "jetty:\n  trustedProxies: ${PROXIES}\n"],
        references: ["https://www.rfc-editor.org/rfc/rfc7239#section-8.1"],
        check: { context, report in
            guard let setting = context["jetty.trustedProxies"] else { return }
            // A network of half of all addresses is nobody's.
            let boundless = setting.list?.first { entry in
                entry.lastIndex(of: "/").flatMap { Int(entry[entry.index(after: $0)...]) }.map { $0 <= 1 } ?? false
            }
            guard let boundless else { return }
            report(
                setting.atValue,
                "'\(boundless)' makes a proxy that is believed of every client",
                help: ["name the addresses of the proxies in front of the server"]
            )
        }
    )

    static let plaintextLogins = Rule(
        id: "GIR228",
        name: "plaintext-logins",
        summary: "Passwords are taken from other machines without TLS.",
        severity: .warning,
        rationale: """
            Whoever is on the way reads the name and the password, and afterwards is that user. Clients should reach the \
            server by TLS, or by a proxy that speaks it and is named in `jetty.trustedProxies`.
            """,
        flagged: ["girctl:\n  allowPlaintextLogins: ⟦true⟧\n"],
        accepted: ["girctl:\n  allowPlaintextLogins: false\n", "girctl:\n  allowPlaintextLogins: ${PLAIN}\n"],
        references: ["https://www.rfc-editor.org/rfc/rfc7617#section-4"],
        check: { context, report in
            guard let setting = context["girctl.allowPlaintextLogins"], setting.flag == true else { return }
            report(
                setting.atValue,
                "names and passwords are taken without TLS",
                help: ["switch TLS on by 'jetty.enableSsl', and take the option out"]
            )
        }
    )
}
