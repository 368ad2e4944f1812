# --- arming the undo, and ending it

unit_of() {
  echo "roundtrip-undo-$id"
}

runs_systemd() {
  [ -d /run/systemd/system ] && has systemctl
}

# armers: the processes of the undo of $id, by their command line; "unknown" where that cannot be seen. The brackets keep
# grep from finding itself.
armers() {
  set +f
  listed=$(bounded 10 grep -l "roundtrip-undo[:]$id:" /proc/[0-9]*/cmdline 2>/dev/null)
  if [ "$?" -ge 124 ]; then
    echo unknown
    return
  fi
  printf '%s\n' "$listed" | while IFS= read -r file; do
    process=${file%/cmdline}
    if [ -n "$process" ] && is_run_by_root "${process#/proc/}" 2>/dev/null; then echo "${process#/proc/}"; fi
  done
}

# SIGUSR2 is signal 12; the undo ignores it from the moment on at which it undoes.
is_undoing() {
  ignored=$(sed -n 's/^SigIgn:[[:space:]]*[0-9a-f]*\([0-9a-f]\{4\}\)$/\1/p' "/proc/$1/status" 2>/dev/null)
  [ -n "$ignored" ] && [ "$((0x$ignored & 0x0800))" != 0 ]
}

# armer_state: waiting, undoing or gone.
armer_state() {
  found_state=gone
  for pid in $(armers); do
    found_state=waiting
    if is_undoing "$pid"; then
      echo undoing
      return
    fi
  done
  if [ "$found_state" = gone ] && runs_systemd &&
    bounded 5 systemctl is-active --quiet "$(unit_of).timer" 2>/dev/null; then
    found_state=waiting
  fi
  echo "$found_state"
}

undo_still_waits() {
  case $(armer_state) in
    waiting) return 0 ;;
    undoing) reason='it took too long: its undo was due before the change was made' ;;
    *) reason='the undo that had been armed is gone: somebody ended it' ;;
  esac
  return 1
}

# arm SECONDS: says by which method in $method; fails where neither works.
arm() {
  deadline=$(($(uptime_seconds) + $1))
  note deadline "$deadline"
  applier=$(noted_text applier)
  if runs_systemd && has systemd-run && arm_timer "$1"; then
    method=systemd-run
  else
    method=detached-process
    arm_process
  fi
}

# systemd puts variables into the words of a command; "$$" is a dollar sign to it.
arm_timer() {
  bounded 5 systemctl stop "$(unit_of).timer" >/dev/null 2>&1
  bounded 5 systemctl reset-failed "$(unit_of).timer" "$(unit_of).service" >/dev/null 2>&1
  # shellcheck disable=SC2016
  bounded 5 systemd-run --quiet --unit="$(unit_of)" --on-active="${1}s" --timer-property=AccuracySec=100ms \
    --property=Restart=on-failure --property=RestartSec=3s --property='RestartPreventExitStatus=75 SIGUSR2' \
    /bin/sh -c "$(printf '%s\n' "$UNDO_PROGRAM" | sed 's/\$/$$/g')" \
    "roundtrip-undo:$id:" due "$deadline" "$applier" "$record" "${interfaces-}" "$steps" >/dev/null 2>&1
  bounded 5 systemctl is-active --quiet "$(unit_of).timer" 2>/dev/null
}

arm_process() {
  set -- sh -c "$UNDO_PROGRAM" "roundtrip-undo:$id:" wait "$deadline" "$applier" "$record" "${interfaces-}" "$steps"
  if has setsid; then set -- setsid "$@"; fi
  "$@" </dev/null >/dev/null 2>&1 3<&- 8<&- 9<&- &
  tries=0
  # Ready when it ignores the end of a session, and its worker stands beside it.
  until [ "$(armers | wc -l)" -ge 2 ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || return 1
    sleep 0.05 2>/dev/null || sleep 1
  done
}

# disarm: ends the undo that waits; fails where it undoes already, or is not seen to be gone.
disarm() {
  if runs_systemd; then bounded 5 systemctl stop "$(unit_of).timer" >/dev/null 2>&1; fi
  tries=0
  while :; do
    case $(armer_state) in
      gone) return 0 ;;
      undoing) return 1 ;;
    esac
    for pid in $(armers); do kill -USR2 "$pid" 2>/dev/null; done
    tries=$((tries + 1))
    [ "$tries" -le 30 ] || return 1
    sleep 0.1 2>/dev/null || sleep 1
  done
}

# leave_to_undo WHY: what could not be undone here is tried again and again by the undo that is armed, or else by a new one. No other
# change is made on the host until it is over.
leave_to_undo() {
  note asked "$1"
  if [ "$(armer_state)" = gone ]; then
    arm 0
    return
  fi
  for pid in $(armers); do kill -USR1 "$pid" 2>/dev/null; done
  if runs_systemd; then bounded 5 systemctl start --no-block "$(unit_of).service" >/dev/null 2>&1; fi
}

# await_undo SECONDS: until the undo that has begun is over.
await_undo() {
  tries=0
  while [ "$(armer_state)" = undoing ] && [ "$tries" -lt "$1" ]; do
    sleep 1
    tries=$((tries + 1))
  done
}
