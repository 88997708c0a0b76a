# shellcheck shell=sh
# Sourced by scripts/build.sh and ./verify, in the repository's root.
#
# take_lock   waits until no other start builds in this checkout, then holds the lock until this process ends. Sets
#             lock_waited to the process id it has waited for, if any.
#
# The lock is a link that names its owner's process id: made, and read, in one step.

lock=.build.lock

take_lock() {
    lock_waited=''
    until ln -s "$$" "$lock" 2>/dev/null; do
        lock_owner=$(readlink "$lock") || continue
        if kill -0 "$lock_owner" 2>/dev/null; then
            if [ "$lock_waited" != "$lock_owner" ]; then
                lock_waited=$lock_owner
                echo "Parley is being built by process $lock_owner; waiting for that (its lock: $PWD/$lock) …" >&2
            fi
            sleep 0.3
        else
            # Its owner is gone. Only who makes this second link may take the first away, and looks again before.
            if ln -s "$$" "$lock.stale" 2>/dev/null; then
                [ "$(readlink "$lock")" != "$lock_owner" ] || rm -f "$lock"
                rm -f "$lock.stale"
            fi
            sleep 0.1
        fi
    done
    trap 'rm -f "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}
