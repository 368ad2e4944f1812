# --- what became of a change: the verbs status, confirm and undo

report_status() {
  if [ ! -f "$record/armed" ]; then
    if [ -f "$record/undone" ]; then result undone "$(cat "$record/undone")"; else result none; fi
    return
  fi
  if [ -f "$record/undone" ]; then
    result undone "$(cat "$record/undone")"
    return
  fi
  case $(cat "$record/decision" 2>/dev/null) in
    confirmed)
      result confirmed
      return
      ;;
  esac
  left=0
  if [ -f "$record/deadline" ]; then
    read -r deadline <"$record/deadline"
    left=$((deadline - $(uptime_seconds)))
    if [ "$left" -lt 0 ]; then left=0; fi
  fi
  if undo_waits; then result applied armed=yes "seconds=$left"; else result applied armed=no "seconds=$left"; fi
}

status() {
  begin_change "$@"
  report_status
}

confirm() {
  begin_change "$@"
  lock
  if [ -f "$record/applied" ] && [ ! -f "$record/undone" ]; then
    echo confirmed >"$record/claim.$$"
    ln "$record/claim.$$" "$record/decision" 2>/dev/null
    rm -f "$record/claim.$$"
    case $(cat "$record/decision" 2>/dev/null) in
      confirmed) disarm ;;
      *)
        # The undo was faster: its end is what counts.
        tries=0
        while [ ! -f "$record/undone" ] && [ "$tries" -lt 8 ]; do
          sleep 1
          tries=$((tries + 1))
        done
        ;;
    esac
  fi
  report_status
}

undo() {
  undo_id=$1
  shift
  begin_change "$undo_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  parse_steps "$@"
  lock
  if [ -f "$record/undone" ]; then
    report_status
    return
  fi
  if [ ! -f "$record/undo.sh" ]; then
    if [ "$step_count" = 0 ]; then
      result none
      return
    fi
    # The record is gone (a reboot clears /run): what the plan would have made is removed where it is there.
    mkdir -p "$record"
    number=0
    while [ "$number" -lt "$step_count" ]; do
      number=$((number + 1))
      : >"$record/step.$number"
    done
    write_undo
  fi
  section_as 20 "sh $record/undo.sh now" sh "$record/undo.sh" now 'a person asked for it'
  if [ -f "$record/undone" ]; then
    disarm
    result undone "$(cat "$record/undone")"
  else
    result failed 'not everything could be undone'
  fi
}
