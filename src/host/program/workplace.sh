# --- the place where a run keeps its files, and its end

prepare() {
  use_known_environment
  begun=$(uptime_seconds)
  find_timeout
  root=no
  if [ "$(id -u)" = 0 ]; then root=yes; fi
  # Two commands have run: what they took, others take as well.
  slack=$(($(uptime_seconds) - begun))
}

make_workplace() {
  tmp=
  for place in "${TMPDIR:-/tmp}" /tmp /run; do
    [ "$root" = no ] || keeps_what_root_makes "$place" || continue
    tmp=$(mktemp -d "$place/roundtrip.XXXXXXXXXX" 2>/dev/null) && break
  done
  [ -n "$tmp" ] || fail host-workplace 'no temporary directory can be made in /tmp or /run'
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
}

clean_up() {
  trap '' HUP INT PIPE TERM
  if [ -n "$listener" ]; then kill "$listener" 2>/dev/null; fi
  end_captures
  end_processes probe
  end_processes reach
  # Nobody else takes note of their ends where PID 1 does not, as in many containers.
  wait
  rm -rf "$tmp"
}
