# shellcheck shell=sh
# Sourced by scripts/build.sh and ./verify.
#
# find_node   answers 0 when Node.js and npm are there and new enough; else says what to install, and answers 1.

NODE_WANTED=20

find_node() {
    if command -v node >/dev/null && node_version=$(node --version 2>/dev/null); then
        node_major=${node_version#v}
        node_major=${node_major%%.*}
        if [ "${node_major:-0}" -lt "$NODE_WANTED" ]; then
            node_found="found is $node_version ($(command -v node))"
        elif ! command -v npm >/dev/null; then
            node_found="npm is missing beside $node_version"
        else
            return 0
        fi
    else
        node_found="there is no node on the PATH"
    fi
    {
        echo "Parley's pages are built with Node.js $NODE_WANTED or newer and its npm, and $node_found. Install them:"
        echo "  Debian, Ubuntu   sudo apt install nodejs npm   (where that is older: https://nodejs.org/en/download)"
        echo "  Fedora, RHEL     sudo dnf install nodejs npm"
        echo "  macOS            brew install node"
        echo "  Windows          winget install OpenJS.NodeJS.LTS"
    } >&2
    return 1
}
