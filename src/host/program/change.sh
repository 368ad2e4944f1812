# --- the verb that changes

# obstacle KIND WORDS…: why the step cannot be made; nothing where it can.
obstacle() {
  kind=$1
  shift
  case $kind in
    route)
      found=$(routes_to "$1" "$2" "$3")
      [ -z "$found" ] || echo "table $2 already has a route to $3: $found"
      ;;
    rule)
      found=$(rules_at "$1" "$2")
      [ -z "$found" ] || echo "preference $2 is taken: $found"
      ;;
    sysctl)
      found=$(sysctl_value "$1")
      [ "$found" = "$2" ] || echo "$1 is ${found:-missing}, not $2"
      ;;
  esac
}

# The word that IPv6 needs and IPv4 does not.
six() {
  if [ "$1" = 6 ]; then echo -6; fi
}

make_change() {
  kind=$1
  shift
  # shellcheck disable=SC2046
  case $kind in
    route) section 5 ip $(six "$1") route add $(route_words "$@") ;;
    rule) section 5 ip $(six "$1") rule add pref "$2" from "$3" lookup "$4" ;;
    sysctl)
      frame command "sysctl -w $1=$3"
      printf '%s\n' "$3" >"$(sysctl_path "$1")"
      section_status=$?
      frame exit "$section_status"
      return "$section_status"
      ;;
  esac
}

change_is_there() {
  kind=$1
  shift
  case $kind in
    route) route_is_there "$@" ;;
    rule) rule_is_there "$@" ;;
    sysctl) [ "$(sysctl_value "$1")" = "$3" ] ;;
  esac
}

# each_step FUNCTION: calls it with the step's number and words; stops where it fails.
each_step() {
  number=0
  while [ "$number" -lt "$step_count" ]; do
    number=$((number + 1))
    # shellcheck disable=SC2046
    "$1" "$number" $(printf '%s' "$steps" | sed -n "${number}p") || return 1
  done
}

check_step_is_free() {
  shift
  reason=$(obstacle "$@")
  [ -z "$reason" ]
}

# Whether the undo has not begun: its deadline may be reached while the change is still being made.
undo_still_waits() {
  [ -e "$record/decision" ] || return 0
  reason='it took too long: its undo was due before the change was made'
  return 1
}

make_step() {
  made=$1
  shift
  undo_still_waits || return 1
  : >"$record/step.$made"
  if make_change "$@"; then return 0; fi
  # The kernel refused it, so it is not there by our hand.
  rm -f "$record/step.$made"
  reason="step $made was refused: $*"
  return 1
}

# Shows the change as the plan's own check does, and makes sure of it.
check_step_is_there() {
  shift
  # shellcheck disable=SC2046
  case $1 in
    route) section 5 ip $(six "$2") route show table "$3" ;;
    rule) section 5 ip $(six "$2") rule show ;;
    sysctl) section_as 5 "sysctl -n $2" cat "$(sysctl_path "$2")" ;;
  esac
  if change_is_there "$@"; then return 0; fi
  reason="after it was made it is not there: $*"
  return 1
}

apply() {
  apply_id=$1
  apply_delay=$2
  shift 2
  begin_change "$apply_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  is_between "$apply_delay" 1 86400 || fail usage 'the undo is armed for 1 to 86400 seconds'
  [ "$#" -gt 0 ] || fail usage 'apply: no steps'
  parse_steps "$@"
  has ip || fail host-ip-missing 'ip is not installed'
  lock
  forget_old_records
  if [ -d "$record" ]; then
    if [ -f "$record/armed" ] && [ ! -f "$record/undone" ]; then
      result refused 'a change is already applied under this id'
      exit 0
    fi
    disarm
    rm -rf "$record"
  fi
  reason=
  if each_step check_step_is_free; then :; else
    result refused "$reason"
    exit 0
  fi
  mkdir "$record" || fail host-workplace "$record cannot be made"
  if write_undo; then :; else
    rm -rf "$record"
    result refused 'the undo could not be written'
    exit 0
  fi
  if arm "$apply_delay"; then :; else
    rm -rf "$record"
    result refused 'the undo could not be armed'
    exit 0
  fi
  echo "$method" >"$record/armed"
  live armed "$method" "$apply_delay"
  echo "$$" >"$record/applying"
  each_step make_step || refuse_change "$reason"
  undo_still_waits || refuse_change "$reason"
  each_step check_step_is_there || refuse_change "$reason"
  rm -f "$record/applying"
  echo applied >"$record/applied.new" && mv "$record/applied.new" "$record/applied"
  result applied "method=$method" "seconds=$apply_delay"
}

# What was undone over a day ago is of no use any more; a confirmed change keeps its record, for its undo.
forget_old_records() {
  for old in "$base"/T*; do
    if [ -f "$old/undone" ] && [ -n "$(find "$old/undone" -mtime +0 2>/dev/null)" ]; then rm -rf "$old"; fi
  done
}
