# --- the undo that stands armed on a host
#
#   sh -c TEXT roundtrip-undo:ID: wait|due DEADLINE APPLIER RECORD INTERFACES STEPS
#
# All that it needs is in its own memory; it reads no file of ours and has to write none. It waits until DEADLINE (seconds
# of /proc/uptime), or "due" has come already. While it waits, SIGUSR2 ends it and SIGUSR1 makes it due; as soon as it
# undoes it ignores both, which /proc shows: so that either the undo or its end comes first, and everybody can see which.
# APPLIER is the process that makes the change (PID:START), RECORD where it is noted what became of it.

mode=$1
deadline=$2
change_stood=yes
applier=$3
record=$4
interfaces=$5
steps=$6
id=${0#*:}
id=${id%:}
why='nobody confirmed the change in time'

# So long after the change's program has ended, a step that it began can still take effect (seconds).
STEP_LINGERS=8
GIVEN_UP_AFTER=86400
STUCK=75

# A session that ends takes its processes along: this one leaves it.
leave_session() {
  case $(cat /proc/self/cgroup 2>/dev/null) in *.scope*) ;; *) return ;; esac
  for processes in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/systemd/cgroup.procs; do
    if [ -w "$processes" ]; then echo "$$" >"$processes"; fi
  done
}

sleep_until_due() {
  while [ "$mode" = wait ]; do
    uptime=$(uptime_seconds)
    if [ -z "$uptime" ] || [ "$uptime" -ge "$deadline" ]; then break; fi
    sleep 1
  done
}

# Where it is not known that the change's program had finished, its last step can come after the undo.
is_past_every_step() {
  if [ -L "$record/applied" ] || [ -z "$ended_at" ]; then return 0; fi
  [ "$(uptime_seconds)" -ge "$((ended_at + STEP_LINGERS))" ]
}

undo_until_done() {
  trap '' USR1 USR2
  end_process "$applier"
  ended_at=$(uptime_seconds)
  pause=1
  while :; do
    if undo_all; then
      is_past_every_step && return
      pause=1
    fi
    uptime=$(uptime_seconds)
    if [ -n "$uptime" ] && [ "$uptime" -ge "$((${ended_at:-0} + GIVEN_UP_AFTER))" ]; then return 1; fi
    sleep "$pause"
    if [ "$pause" -lt 60 ]; then pause=$((pause * 2)); fi
  done
}

work() {
  trap 'mode=due' USR1
  sleep_until_due
  if undo_until_done; then
    note undone "$(noted_text asked || echo "$why")"
    release_host
  else
    note stuck "$remaining"
    exit "$STUCK"
  fi
}

# Where systemd does not: starts the work again when it was killed.
guard() {
  trap 'mode=due' USR1
  while :; do
    work &
    worker=$!
    while :; do
      wait "$worker"
      status=$?
      kill -0 "$worker" 2>/dev/null || break
    done
    if [ "$status" -lt 128 ] || [ "$(kill -l "$status")" = USR2 ]; then exit "$status"; fi
    sleep 1
  done
}

use_known_environment
find_timeout
set -f
trap '' HUP INT QUIT PIPE TERM
{ echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
leave_session 2>/dev/null
if [ "$mode" = due ]; then work; else guard; fi
