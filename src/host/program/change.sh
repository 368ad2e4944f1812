# --- the verb that changes

# obstacle KIND WORDS…: why the step cannot be made; nothing where it can.
obstacle() {
  kind=$1
  shift
  case $kind in
    route)
      if found=$(routes_to "$1" "$2" "$3"); then
        [ -z "$found" ] || echo "table $2 already has a route to $3: $found"
      else
        echo "table $2 could not be looked at"
      fi
      ;;
    rule | main-rule)
      place=${2:-$MAIN_RULE}
      if found=$(rules_at "$1" "$place"); then
        [ -z "$found" ] || echo "preference $place is taken: $found"
      else
        echo 'the rules could not be looked at'
      fi
      ;;
    sysctl)
      found=$(sysctl_value "$1")
      [ "$found" = "$2" ] || echo "$1 is ${found:-missing}, not $2"
      ;;
    keep) obstacle_to_keep "$@" ;;
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
    main-rule) section 5 ip $(six "$1") rule add pref "$MAIN_RULE" from all lookup main ;;
    sysctl)
      frame command "sysctl -w $1=$3"
      printf '%s\n' "$3" >"$(sysctl_path "$1")"
      section_status=$?
      frame exit "$section_status"
      return "$section_status"
      ;;
    keep) make_keep "$@" ;;
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

# The host is looked at again before each step, and so is the undo.
make_step() {
  made=$1
  shift
  undo_still_waits || return 1
  reason=$(obstacle "$@")
  [ -z "$reason" ] || return 1
  if make_change "$@"; then return 0; fi
  reason="step $made was refused: $*"
  return 1
}

# Shows the change as the plan's own check does, and makes sure of it.
check_step_is_there() {
  shift
  # shellcheck disable=SC2046
  case $1 in
    route) section 5 ip $(six "$2") route show table "$3" ;;
    rule | main-rule) section 5 ip $(six "$2") rule show ;;
    sysctl) section_as 5 "sysctl -n $2" cat "$(sysctl_path "$2")" ;;
    keep) section 5 cat "$(kept_file "$2" "$3" "$4")" ;;
  esac
  if look_for "$@" && is_effective "$@"; then return 0; fi
  reason="after it was made it is not there: $*"
  return 1
}

is_effective() {
  [ "$1" = keep ] || return 0
  shift
  keep_is_effective "$@"
}

# announce_addresses: where it was changed who answers ARP, others still send to the hardware address that they know. They learn the
# new one from an announcement, or from the question for the gateway, which carries it.
announce_addresses() {
  case $steps in *.arp_ignore*) ;; *) return 0 ;; esac
  set -f
  IFS=$NEWLINE
  for line in $steps; do
    unset IFS
    # shellcheck disable=SC2086
    set -- $line
    if [ "$1/$2" = rule/4 ]; then announce_address "${4%/*}" "$5"; fi
  done
  unset IFS
  set +f
}

# announce_address ADDRESS TABLE
announce_address() {
  announced=$1
  # shellcheck disable=SC2046
  set -- $(printf '%s\n' "$steps" | grep "^route 4 $2 " | tail -n 1)
  [ "$#" = 8 ] || return 0
  if has arping; then bounded 3 arping -U -c 1 -w 1 -I "$5" "$announced" >/dev/null 2>&1; fi
  if [ "$6" != - ] && has ping; then
    bounded 2 ip neigh del "$6" dev "$5" >/dev/null 2>&1
    bounded 3 ping -c 1 -W 1 -I "$announced" "$6" >/dev/null 2>&1
  fi
  return 0
}

# refuse_change WHY: nothing was changed, or it is undone now.
refuse_change() {
  if undo_all; then
    disarm || await_undo 20
    note undone "$1"
    release_host
    [ "$made" -le 1 ] || frame taken-back
    result refused "$1"
  else
    leave_to_undo "$1"
    result failed "$1; and undoing what had been done did not succeed yet ($remaining): the armed undo tries again"
  fi
  exit 0
}

# refuse_untouched WHY: before anything was armed.
refuse_untouched() {
  if approvals_are_verified; then journal "apply $apply_id refused: $1"; fi
  disarm
  rm -rf "$record" 2>/dev/null
  release_host
  result refused "$1"
  exit 0
}

apply() {
  apply_id=$1
  apply_delay=$2
  shift 2
  begin_change "$apply_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  read_approval "$@"
  shift "$approval_words"
  is_between "$apply_delay" 1 86400 || fail usage 'the undo is armed for 1 to 86400 seconds'
  [ "$#" -gt 0 ] || fail usage 'apply: no steps'
  parse_steps "$@"
  has ip || fail host-ip-missing 'ip is not installed'
  if check_approval; then :; else
    journal "apply $apply_id refused: $reason"
    result refused "$reason"
    exit 0
  fi
  make_base
  if lock 6; then :; else
    result held "$(readlink "$base/holder" 2>/dev/null)"
    exit 0
  fi
  forget_old_records
  planned=$steps
  steps=
  state_of_change
  steps=$planned
  case $state in
    applied | undoing | confirmed)
      result refused 'a change is already applied under this id'
      exit 0
      ;;
  esac
  rm -rf "$record"
  if hold_host; then :; else
    if [ -n "$holder" ]; then result held "$holder"; else result refused "nothing can be noted in $base"; fi
    exit 0
  fi
  trap 'exit 129' HUP
  # Kept, since a trap runs within the redirections of the command that it interrupts.
  exec 8>&2
  trap '{ live error undo-was-due "the change took longer than its undo waits, which has begun"; } 2>&8; exit 143' TERM
  reason=
  each_step check_step_is_free || refuse_untouched "$reason"
  spend_approval || refuse_untouched "$reason"
  { mkdir "$record" && printf '%s' "$steps" >"$record/steps"; } 2>/dev/null || refuse_untouched "nothing can be noted in $base"
  [ "$(cat "$record/steps")" = "${steps%"$NEWLINE"}" ] || refuse_untouched "nothing can be noted in $base"
  note applier "$(identity_of "$$")"
  note_interfaces
  arm "$apply_delay" || refuse_untouched 'the undo could not be armed'
  arm_boot || refuse_untouched 'the undo for the next start of the host could not be armed'
  note armed "$method" || refuse_untouched "nothing can be noted in $base"
  live armed "$method" "$apply_delay"
  if [ -n "$approved_by" ]; then journal "apply $apply_id: plan $approved_plan, approved by$approved_by"; fi
  change_stood=yes
  made=0
  each_step make_step || refuse_change "$reason"
  made=$((step_count + 1))
  each_step check_step_is_there || refuse_change "$reason"
  undo_still_waits || refuse_change "$reason"
  announce_addresses
  note applied yes || refuse_change "what was done cannot be noted in $base"
  if [ -n "$approved_by" ] && bot_verifies; then
    result applied "method=$method" "seconds=$apply_delay" verifier=bot
  else
    result applied "method=$method" "seconds=$apply_delay"
  fi
}

# note_interfaces: which they are by number, since each can get another name; $interfaces has them as INDEX/NAME.
note_interfaces() {
  links=$(bounded 5 ip link show 2>/dev/null)
  interfaces=$(
    printf '%s\n' "$steps" | while read -r kind first _ _ fourth _; do
      case $kind in
        route) printf '%s\n' "$fourth" ;;
        sysctl)
          of=${first#net.ipv4.conf.}
          printf '%s\n' "${of%.*}" | tr / .
          ;;
      esac
    done | sort -u | while IFS= read -r interface; do
      named=$(printf '%s\n' "$interface" | sed 's/[.]/[.]/g')
      printf '%s\n' "$links" | sed -n "s/^\([0-9]*\): \($named\)[:@ ].*/\1\/\2/p"
    done | tr '\n' ' '
  )
  [ -z "$interfaces" ] || note interfaces "$interfaces"
}

# What was undone over a day ago is of no use any more; a confirmed change keeps its record, for its undo.
forget_old_records() {
  for old in "$base"/*; do
    if [ -L "$old/undone" ] && [ -n "$(find "$old/undone" -mtime +0 2>/dev/null)" ]; then rm -rf "$old"; fi
  done
}
