# --- commands that take no longer than they may

has() {
  command -v "$1" >/dev/null 2>&1
}

find_timeout() {
  timeouts=no
  if timeout -k 1 5 true </dev/null >/dev/null 2>&1; then timeouts=yes; fi
}

# bounded SECONDS COMMAND…: never longer than that (and what a slow host needs beyond it), never reading this program's standard input.
bounded() {
  limit=$(($1 + ${slack:-0}))
  shift
  if [ "$timeouts" = yes ]; then
    timeout -k 1 "$limit" "$@" </dev/null
    return
  fi
  "$@" </dev/null &
  bounded_pid=$!
  (
    trap 'kill "$limit_sleeper"; exit' TERM
    sleep "$limit" &
    limit_sleeper=$!
    wait "$limit_sleeper"
    kill -9 "$bounded_pid"
  ) </dev/null >/dev/null 2>&1 &
  watchdog_pid=$!
  wait "$bounded_pid"
  bounded_status=$?
  kill "$watchdog_pid" 2>/dev/null
  return "$bounded_status"
}
