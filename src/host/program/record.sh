# --- the record of a change, and the undo that stands armed beside it

find_record() {
  is_id "$1" || fail usage 'an id is letters and digits'
  id=$1
  base=
  for place in /run /var/run /var/lib; do
    if [ -d "$place" ] && [ -w "$place" ]; then
      base=$place/roundtrip
      break
    fi
  done
  [ -n "$base" ] || fail host-workplace 'neither /run nor /var/lib can be written'
  record=$base/$id
}

result() {
  frame result "$@"
  frame end
}

begin_change() {
  if [ "${2-}" = nonce ]; then
    is_id "${3-}" || fail usage 'nonce: letters and digits'
    nonce=$3
  fi
  exec 3<&0 </dev/null
  frame host "$(uname -n)" version 1
  if [ "$root" = no ]; then
    result refused 'changing routes, rules and sysctls needs root, and this user may not use sudo without a password'
    exit 0
  fi
  find_record "$1"
}

# One change at a time; a lock whose owner is gone is taken over.
lock() {
  mkdir -p "$base" && chmod 700 "$base"
  tries=0
  while :; do
    if mkdir "$base/lock" 2>/dev/null; then
      echo "$$" >"$base/lock/pid"
      trap 'rm -rf "$base/lock"' EXIT
      trap 'exit 129' HUP
      trap 'exit 143' TERM
      trap '' PIPE
      return
    fi
    tries=$((tries + 1))
    owner=
    if [ -f "$base/lock/pid" ]; then read -r owner <"$base/lock/pid"; fi
    if [ "$tries" -gt 1 ] && { [ -z "$owner" ] || [ ! -d "/proc/$owner" ]; }; then rm -rf "$base/lock"; fi
    if [ "$tries" -gt 5 ]; then
      result refused 'another change is being made on this host'
      exit 0
    fi
    sleep 1
  done
}

# The undo's own text is the same for every change; undo_text prints it.
write_undo() {
  printf '%s' "$steps" >"$record/steps" && undo_text >"$record/undo.sh"
}

detached_undo_waits() {
  waiting=
  if [ -f "$record/pid" ]; then read -r waiting <"$record/pid"; fi
  is_number "$waiting" && grep -q "$record/undo.sh" "/proc/$waiting/cmdline" 2>/dev/null
}

timer_undo_waits() {
  systemctl is-active --quiet "roundtrip-undo-$id.timer" 2>/dev/null
}

undo_waits() {
  detached_undo_waits || { [ -d /run/systemd/system ] && timer_undo_waits; }
}

# arm SECONDS: says by which method in $method; fails where neither works.
arm() {
  echo "$(($(uptime_seconds) + $1))" >"$record/deadline"
  if [ -d /run/systemd/system ] && has systemd-run; then
    bounded 5 systemctl stop "roundtrip-undo-$id.timer" >/dev/null 2>&1
    bounded 5 systemd-run --quiet --unit="roundtrip-undo-$id" --on-active="${1}s" \
      --timer-property=AccuracySec=100ms /bin/sh "$record/undo.sh" timer >/dev/null 2>&1
    if timer_undo_waits; then
      method=systemd-run
      return
    fi
  fi
  method=detached-process
  if has setsid; then
    setsid sh "$record/undo.sh" wait </dev/null >/dev/null 2>&1 3<&- &
  else
    (
      trap '' HUP
      exec sh "$record/undo.sh" wait
    ) </dev/null >/dev/null 2>&1 3<&- &
  fi
  tries=0
  until detached_undo_waits; do
    tries=$((tries + 1))
    [ "$tries" -le 40 ] || return 1
    sleep 0.05 2>/dev/null || sleep 1
  done
}

disarm() {
  if detached_undo_waits; then kill "$waiting" 2>/dev/null; fi
  if [ -d /run/systemd/system ]; then bounded 5 systemctl stop "roundtrip-undo-$id.timer" >/dev/null 2>&1; fi
}

# refuse_change WHY: nothing was changed, or it is undone now.
refuse_change() {
  sh "$record/undo.sh" now "$1" </dev/null >/dev/null 2>&1
  if [ -f "$record/undone" ]; then
    disarm
    result refused "$1"
  else
    result failed "$1; and undoing what had been done did not succeed: the armed undo tries again"
  fi
  exit 0
}
