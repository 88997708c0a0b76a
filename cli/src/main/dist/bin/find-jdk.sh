# shellcheck shell=sh
# Sourced by ./parley, ./verify, the scripts in bench/ and the packaged bin/parley. Finds Java without starting one: every
# JDK has a file `release` that says what it is. Plain POSIX sh, and no process is started unless `java` on the PATH must be
# followed.
#
# find_jdk PROGRAM   PROGRAM is what its bin folder must have: java to run, javac to build. Sets
#                      JDK          its folder
#                      JDK_VERSION  such as 25.0.3
#                      JDK_BUILD    names the exact build, fit for a file name
#                    or prints what was looked at and what to install, and answers 1.
#
# Who wins: JAVA_HOME when it is new enough; then `java` (or `javac`) on the PATH; then, of what lies in the usual
# folders, the lowest feature version that will do, which is the one we test with, in its newest update.

JDK_WANTED=25

find_jdk() {
    JDK='' jdk_seen='' jdk_program=$1
    if [ -n "${JAVA_HOME:-}" ]; then
        jdk_consider "$JAVA_HOME" "JAVA_HOME "
        [ -z "$JDK" ] || return 0
    fi
    for jdk_name in java javac; do
        jdk_path=$(command -v "$jdk_name" 2>/dev/null) || continue
        while [ -L "$jdk_path" ]; do
            jdk_link=$(readlink "$jdk_path")
            case $jdk_link in
                /*) jdk_path=$jdk_link ;;
                *) jdk_path=${jdk_path%/*}/$jdk_link ;;
            esac
        done
        jdk_consider "${jdk_path%/bin/*}" "$jdk_name on the PATH "
        [ -z "$JDK" ] || return 0
    done
    for jdk_home in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*/jdk* \
        "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
        jdk_consider "$jdk_home" ''
    done
    [ -n "$JDK" ] && return 0
    jdk_advice
    return 1
}

# Takes folder $1 if it is new enough and better than what we have; else remembers that it was seen, as $2 and its path.
jdk_consider() {
    jdk_version='' jdk_runtime='' jdk_vendor=''
    [ -f "$1/release" ] && [ -x "$1/bin/java" ] || return 0
    while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
        jdk_value=${jdk_line#*=\"}
        jdk_value=${jdk_value%%\"*}
        case $jdk_line in
            JAVA_VERSION=*) jdk_version=$jdk_value ;;
            JAVA_RUNTIME_VERSION=*) jdk_runtime=$jdk_value ;;
            IMPLEMENTOR=*) jdk_vendor=$jdk_value ;;
        esac
    done <"$1/release"
    jdk_feature=${jdk_version#1.}
    jdk_feature=${jdk_feature%%[!0-9]*}
    if [ "${jdk_feature:-0}" -lt "$JDK_WANTED" ]; then
        jdk_seen="$jdk_seen${jdk_seen:+, }$2$1 (${jdk_version:-unknown version})"
    elif [ ! -x "$1/bin/$jdk_program" ]; then
        jdk_seen="$jdk_seen${jdk_seen:+, }$2$1 ($jdk_version, but without $jdk_program)"
    elif [ -z "$JDK" ] || jdk_better "$jdk_version" "$JDK_VERSION"; then
        JDK=$1 JDK_VERSION=$jdk_version
        jdk_name_build "${jdk_runtime:-$jdk_version}-${jdk_vendor:-unknown}"
    fi
}

# Whether version $1 goes before version $2: lower feature, or the same one and newer behind it.
jdk_better() {
    jdk_a=$1 jdk_b=$2 jdk_lower=yes
    while [ -n "$jdk_a$jdk_b" ]; do
        jdk_x=${jdk_a%%[!0-9]*} jdk_y=${jdk_b%%[!0-9]*}
        if [ "${jdk_x:-0}" -ne "${jdk_y:-0}" ]; then
            if [ "$jdk_lower" = yes ]; then
                [ "${jdk_x:-0}" -lt "${jdk_y:-0}" ]
            else
                [ "${jdk_x:-0}" -gt "${jdk_y:-0}" ]
            fi
            return
        fi
        jdk_lower=no
        case $jdk_a in *.*) jdk_a=${jdk_a#*.} ;; *) jdk_a='' ;; esac
        case $jdk_b in *.*) jdk_b=${jdk_b#*.} ;; *) jdk_b='' ;; esac
    done
    return 1
}

jdk_name_build() {
    JDK_BUILD='' jdk_rest=$1
    while [ -n "$jdk_rest" ]; do
        jdk_char=${jdk_rest%"${jdk_rest#?}"}
        jdk_rest=${jdk_rest#?}
        case $jdk_char in
            [A-Za-z0-9.+-]) JDK_BUILD=$JDK_BUILD$jdk_char ;;
            *) JDK_BUILD=${JDK_BUILD}_ ;;
        esac
    done
}

jdk_advice() {
    if [ -n "$jdk_seen" ]; then
        jdk_seen="only this was found: $jdk_seen"
    else
        jdk_seen="none was found by JAVA_HOME, on the PATH or in the usual folders (/usr/lib/jvm, /usr/java, /opt, SDKMAN, Homebrew …)"
    fi
    {
        echo "Parley needs a JDK $JDK_WANTED or newer, and $jdk_seen."
        echo "Install one, or let JAVA_HOME name it:"
        echo "  Debian, Ubuntu   sudo apt install openjdk-$JDK_WANTED-jdk-headless   (where it is missing: https://adoptium.net/installation/linux)"
        echo "  Fedora, RHEL     sudo dnf install java-$JDK_WANTED-openjdk-devel"
        echo "  macOS            brew install openjdk@$JDK_WANTED"
        echo "  Windows          winget install EclipseAdoptium.Temurin.$JDK_WANTED.JDK"
    } >&2
}
