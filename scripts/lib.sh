# shellcheck shell=bash disable=SC2034
# What the scripts share. It changes to the top folder of the checkout.

set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

# What a build needs: a Debian package, and a command that succeeds where it is there in whatever way.
build_packages=(
    "pkg-config:command -v pkg-config"
    "libssl-dev:pkg-config --exists openssl"
    "libyaml-dev:pkg-config --exists yaml-0.1"
    "g++:command -v g++"
    "zlib1g-dev:test -e /usr/include/zlib.h"
    "libsqlite3-dev:test -e /usr/include/sqlite3.h"
    "git:command -v git"
)
# What the demonstration asks the server with.
demo_packages=(
    "curl:command -v curl"
)
# What the tests compare girctl with.
test_packages=(
    "default-jdk-headless:command -v keytool && command -v javac"
    "libjetty9-java:test -e /usr/share/java/jetty9-server.jar"
    "openssl:command -v openssl"
    "curl:command -v curl"
    "python3:command -v python3"
    "python3-cryptography:python3 -c 'import cryptography'"
    "nghttp2-client:command -v h2load"
    "nginx:test -x /usr/sbin/nginx"
    "slapd:test -x /usr/sbin/slapd"
    "apache2-bin:test -x /usr/sbin/apache2"
    "shellcheck:command -v shellcheck"
    "chromium:command -v chromium"
    "slowhttptest:command -v slowhttptest"
    "faketime:command -v faketime"
    "systemd:command -v systemd-analyze"
    "prometheus:command -v promtool"
)
# What the Swift tools themselves may lack on a bare machine.
swift_packages=(libcurl4-openssl-dev libedit-dev libncurses-dev libsqlite3-dev libxml2-dev tzdata)

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    for hint in "$@"; do printf '  hint: %s\n' "$hint" >&2; done
    exit 1
}

# Runs a command as root: directly, or through sudo where that can work; 1 where there is no way.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        return 1
    fi
}

# install_packages NAME…: through apt, with new package lists only where the old ones do not do.
install_packages() {
    local line="apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null || fail "missing: $*" "install what these Debian packages hold, by your system's means"
    say "installing $*"
    as_root true || fail "missing: $*" "as root, run: $line" "this user is not root and cannot use sudo here"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    local log
    log=$(mktemp)
    as_root "${apt[@]}" install -y --no-install-recommends "$@" >"$log" 2>&1 || {
        as_root "${apt[@]}" update >"$log" 2>&1 &&
            as_root "${apt[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1
    } || {
        tail -n 15 "$log" >&2
        rm -f "$log"
        fail "could not install: $*" "as root, run: apt-get update && $line"
    }
    rm -f "$log"
}

# require_packages PACKAGE:PROBE…: installs those whose probe fails; silent where nothing is missing.
require_packages() {
    local entry missing=()
    for entry in "$@"; do
        bash -c "${entry#*:}" >/dev/null 2>&1 || missing+=("${entry%%:*}")
    done
    if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi
}

# Finds Swift 6.2 or later, and sees to it that its tools start.
require_swift() {
    local folder version
    for folder in "${HOME:-}/.local/share/swiftly/bin" /opt/swift/usr/bin /usr/libexec/swift/bin; do
        if ! command -v swift >/dev/null && [ -x "$folder/swift" ]; then PATH=$PATH:$folder; fi
    done
    command -v swift >/dev/null ||
        fail "there is no 'swift' on the PATH" "install Swift 6.2 or later from https://www.swift.org/install/linux/"
    swift build --version >/dev/null 2>&1 || install_packages "${swift_packages[@]}"
    swift build --version >/dev/null || fail "'swift build' does not start; its message is above"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
    [0-5].* | 6.0 | 6.1 | "")
        fail "this is Swift ${version:-of an unknown version}, and girctl needs 6.2 or later" \
            "install a newer one from https://www.swift.org/install/linux/ and put it first on the PATH"
        ;;
    esac
}

# Builds both programs as they are delivered.
build_release() {
    local product libraries=.build/static-libraries
    # Start-up is what the dynamic linker has to do. The C++ library is used by Swift's alone, so that what is needed of it
    # is linked in; relocations in the packed form are a megabyte less to read, for a C library that knows them (2.36).
    mkdir -p "$libraries"
    ln -sf "$(g++ -print-file-name=libstdc++.a)" "$libraries/libstdc++.a"
    local options=(--static-swift-stdlib -Xswiftc -use-ld=lld -Xswiftc "-L$libraries")
    # What is called at every start lies side by side: a quarter less memory. scripts/order-functions says how.
    options+=(-Xswiftc -Xfrontend -Xswiftc -function-sections)
    options+=(-Xlinker --symbol-ordering-file=scripts/functions.order -Xlinker --no-warn-symbol-ordering)
    if ldd --version | awk 'NR == 1 { split($NF, v, "."); exit !(v[1] > 2 || v[1] == 2 && v[2] >= 36) }'; then
        options+=(-Xlinker -z -Xlinker pack-relative-relocs)
    fi
    for product in girctl girctl-server; do
        # The default linker warns about a function of Foundation's that no program here calls.
        swift build -c release --no-color-diagnostics "${options[@]}" --product "$product"
    done
}

# port_taken PORT: whether something on this machine answers there.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port that nothing answers on.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)) && port_taken "$port"; do :; done
    echo "$port"
}
