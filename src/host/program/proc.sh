# --- what /proc tells of time and of processes. The undo that stands armed has this text as well.

uptime_seconds() {
  uptime=
  { read -r uptime rest </proc/uptime; } 2>/dev/null
  echo "${uptime%%.*}"
}

# identity_of PID: the pid, and when it was started in the kernel's ticks: no later process has both. Fails where it has ended.
identity_of() {
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  identified=$1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  case $1 in Z | X | x) return 1 ;; esac
  echo "$identified:${20}"
}

# still_runs PID:START
still_runs() {
  [ -n "$1" ] && [ "$(identity_of "${1%%:*}")" = "$1" ]
}

# end_process PID:START: by force where it does not end within three seconds.
end_process() {
  tries=0
  while still_runs "$1" && [ "$tries" -lt 6 ]; do
    if [ "$tries" = 3 ]; then kill -KILL "${1%%:*}" 2>/dev/null; else kill -TERM "${1%%:*}" 2>/dev/null; fi
    tries=$((tries + 1))
    sleep 1
  done
}
