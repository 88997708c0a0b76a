#!/bin/sh
# Builds what ./parley runs, without tests, and tells in short lines what it does. ./parley calls it when it must.
set -u

root=$(CDPATH='' cd -P -- "${0%/*}/.." && pwd) || exit 1
cd "$root" || exit 1
log=target/build.log

# shellcheck source=cli/src/main/dist/bin/find-jdk.sh
. cli/src/main/dist/bin/find-jdk.sh
# shellcheck source=scripts/find-node.sh
. scripts/find-node.sh
find_jdk javac || exit 1
find_node || exit 1

# shellcheck source=scripts/lock.sh
. scripts/lock.sh
take_lock
# Whom we waited for has done our work, unless it failed.
[ -n "$lock_waited" ] && [ "$(cat target/build.status 2>/dev/null)" = 0 ] && exit 0

say() { printf '%s\n' "$*" >&2; }

# Tells Maven's story in a line per module; on a terminal the present line shows how much has been fetched.
tell() {
    module='' files=0
    [ -t 2 ] && live=yes || live=no
    while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        case $line in
            '[INFO] Building Parley '*)
                module=${line#'[INFO] Building Parley '}
                module=${module%% *}
                [ "$module" = 0.1.0 ] && continue
                if [ "$live" = yes ]; then
                    printf '\r\033[K  %s …' "$module" >&2
                else
                    say "  $module …"
                fi
                ;;
            *'Downloaded from '*)
                files=$((files + 1))
                if [ "$live" = yes ]; then
                    printf '\r\033[K  %s … (%s files fetched)' "${module:-Maven}" "$files" >&2
                elif [ $((files % 100)) = 0 ]; then
                    say "  … $files files fetched"
                fi
                ;;
        esac
    done
    [ "$live" = yes ] && printf '\r\033[K' >&2
    [ "$files" = 0 ] || say "  Fetched $files files; they are kept for next time."
}

mkdir -p target && rm -f target/build.status && : >target/build.started || exit 1
if [ -f target/built ]; then
    say "The sources have changed: building Parley with Java $JDK_VERSION …"
else
    say "Building Parley with Java $JDK_VERSION. The first time this takes a minute or two; it is kept for next time."
fi
{
    JAVA_HOME=$JDK ./mvnw -B -Pdist -pl cli -am package </dev/null 2>&1
    echo $? >target/build.maven
} | tell 3>"$log"
if [ "$(cat target/build.maven)" != 0 ]; then
    say "The build failed. What Maven says of it ($root/$log has all):"
    grep -E '^\[ERROR\]|^Error|^curl|^wget|^mvnw' "$log" | grep -vE 'Help 1|re-run Maven|Re-run Maven|For more information|^\[ERROR\] *$|After correcting|mvn <args>' |
        head -n 15 | sed 's/^/  /' >&2
    exit 1
fi
rm -rf cli/target/parley/aot
cli/target/parley/bin/parley --rehearse
mv -f target/build.started target/built
echo 0 >target/build.status
