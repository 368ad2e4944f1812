#!/bin/sh
# The lab's first process, in a PID namespace of its own: when it ends, the kernel ends everything in the lab.
# Arguments: the lab's directory, `attached` or `detached`, then the nodes' names.
set -eu
scripts=${0%/*}
directory=$1
mode=$2
shift 2
# Nothing that is mounted here is ever seen outside.
mount --make-rprivate /
for node in "$@"; do
  unshare --net --uts --ipc --mount --pid --fork --kill-child \
    sh "$scripts/node-init.sh" "$directory" "$node" </dev/null &
done
# An ignored SIGCHLD outlives exec and lets the kernel reap what is orphaned here.
trap '' CHLD
if [ "$mode" = attached ]; then
  # Standard input is a pipe from the owner: it ends when the owner does, however that dies.
  exec cat >/dev/null
fi
exec tail -f /dev/null
