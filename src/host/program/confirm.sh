# --- what became of a change: the verbs status, confirm and undo

seconds_left() {
  left=$(noted_text deadline)
  is_number "$left" || left=0
  left=$((left - $(uptime_seconds)))
  if [ "$left" -lt 0 ]; then left=0; fi
  echo "$left"
}

report_status() {
  state_of_change
  case $state in
    undone)
      # Whoever undid it can have ended before.
      release_host
      result undone "$(noted_text undone || echo 'nothing of it is there any more')"
      ;;
    undoing)
      # shellcheck disable=SC2015
      result undoing "$(noted_text stuck || echo 'the undo has begun')"
      ;;
    applied) result applied "armed=$armed" "seconds=$(seconds_left)" ;;
    confirmed)
      # So can whoever confirmed it: it lasts once no start of the host undoes it.
      if disarm_boot; then result confirmed; else result undoing 'the undo at the next start of the host could not be removed'; fi
      ;;
    *) result "$state" ;;
  esac
}

# look_at_change: what became of it; what is left of an undo whose host went down as it was armed is taken away. Whoever arms a change
# of this id meanwhile has the lock.
look_at_change() {
  state_of_change
  if [ "$state" = none ] && is_unlinked "$(boot_unit)" && lock 5; then
    state_of_change
    if [ "$state" = none ]; then disarm_boot; fi
  fi
}

status() {
  begin_change "$@"
  frame clock "$(date +%s)"
  steps=
  look_at_change
  # Somebody has ended the undo of a change that nobody confirmed.
  if [ "$state/$armed" = applied/no ] && lock 5; then
    state_of_change
    if [ "$state/$armed" = applied/no ]; then arm "$(seconds_left)"; fi
  fi
  report_status
}

# Nobody may end the undo and then find that the change is not as it was verified: what is not wholly there is undone.
confirm() {
  begin_change "$@"
  steps=
  lock 10 || :
  look_at_change
  if [ "$state" = applied ]; then keep_change; fi
  if [ "$state" = undoing ]; then await_undo 10; fi
  report_status
}

keep_change() {
  if [ "$armed" = no ]; then
    undo_instead 'the undo that had been armed was gone, so that nobody knew what had become of the change'
  elif ! noted applied; then
    undo_instead 'the change was not finished'
  elif ! note confirmed yes; then
    undo_instead "that it was confirmed cannot be noted in $base"
  elif disarm; then
    if everything_is_there && disarm_boot; then
      release_host
      result confirmed
      exit 0
    fi
    undo_instead 'not all of it was there any more'
  else
    # The undo came first, and can have been ended meanwhile.
    rm -f "$record/confirmed" 2>/dev/null
    await_undo 10
    noted undone || undo_instead 'its undo had begun before it was confirmed'
  fi
}

# undo_instead WHY
undo_instead() {
  rm -f "$record/confirmed" 2>/dev/null
  if undo_all; then
    disarm || await_undo 20
    note undone "$1"
    release_host
  else
    leave_to_undo "$1"
  fi
}

undo() {
  undo_id=$1
  shift
  begin_change "$undo_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  parse_steps "$@"
  # The undo goes first: whoever still makes the change is ended, and then the lock is free.
  end_process "$(noted_text applier)"
  locked=yes
  lock 10 || locked=no
  planned=$steps
  steps='' rules_in_doubt=''
  load_steps
  if [ -z "$steps" ]; then leave_what_may_be_others; fi
  look_at_change
  if [ "$state" = undone ]; then
    noted undone || show_what_is_left
    report_status
  elif [ "$state" = none ] && [ -z "$steps" ]; then
    if [ -z "$doubt" ] && [ -n "$rules_in_doubt" ]; then
      doubt="nothing here tells whether this change made it: ${rules_in_doubt%%"$NEWLINE"*}"
    fi
    if [ -n "$doubt" ]; then
      result failed "$doubt"
    else
      result none
    fi
  else
    undo_now 'Roundtrip was asked to'
  fi
}

# Nothing is noted of the change any more (a reboot clears /run). Routes show by their protocol whose they are; a rule is
# ours where it leads to one of them.
leave_what_may_be_others() {
  doubt=
  if approvals_are_verified && ! was_approved "$undo_id" "$planned"; then
    doubt='nothing here tells that these steps were approved and made under this id'
    return
  fi
  set -f
  IFS=$NEWLINE
  for line in $planned; do
    unset IFS
    # shellcheck disable=SC2086
    if is_ours_by_its_table $line; then steps=$steps$line$NEWLINE; fi
  done
  unset IFS
}

is_ours_by_its_table() {
  # Every host has that rule when it starts: without a record it is nobody's to take away.
  [ "$1" != main-rule ] || return 1
  [ "$1" != sysctl ] || may_be_our_setting "$@" || return 1
  [ "$1" = rule ] || return 0
  # These very steps were approved then.
  if approvals_are_verified; then return 0; fi
  ours_in="$2 $5"
  IFS=$NEWLINE
  for other in $planned; do
    unset IFS
    case $other in "route $ours_in "*) ;; *) continue ;; esac
    # shellcheck disable=SC2086
    if look_for $other && [ "$kernel_tells" = no ]; then return 0; fi
  done
  unset IFS
  # Its routes can have gone with their interface.
  look_for "$@"
  [ "$?" = 1 ] || rules_in_doubt="$rules_in_doubt$*$NEWLINE"
  return 1
}

# A setting does not show who made it. Where approvals are verified, nobody makes one by calling it an undo.
may_be_our_setting() {
  approvals_are_verified || return 0
  if look_for "$@"; then doubt="nothing here tells whether this change made it: $2 is $4"; fi
  return 1
}

# undo_now WHY
undo_now() {
  # Meanwhile nobody else may make what would look as if it were of this change.
  if ! hold_host && [ -n "$holder" ]; then
    result failed "another change of this host is under way (${holder%%:*}): ask again once it has ended"
    return
  fi
  frame command "roundtrip undo $id"
  tries=0
  until undo_all || [ "$tries" -ge 3 ]; do
    tries=$((tries + 1))
    sleep "$tries"
  done
  if [ -z "$remaining" ]; then echo undone; else printf 'still there: %s\n' "$remaining"; fi
  frame exit 0
  if [ -z "$remaining" ] && [ "$locked" = yes ]; then
    disarm || await_undo 20
    note undone "$1"
    release_host
    show_what_is_left
    result undone "$1"
    return
  fi
  make_base && mkdir "$record" 2>/dev/null
  leave_to_undo "$1"
  result failed "not everything could be undone yet ($remaining): it is tried again"
}

# show_what_is_left: what stands where the change was made and is not its own: somebody else's, which an undo does not touch.
show_what_is_left() {
  list_links
  set -f
  IFS=$NEWLINE
  for line in $steps; do
    unset IFS
    # shellcheck disable=SC2046,SC2086
    set -- $(step_now $line)
    case ${1-} in
      route | rule)
        stands_instead "$@" | head -n 3 | while IFS= read -r line; do
          if [ -n "$line" ]; then frame left "$line"; fi
        done
        ;;
      sysctl)
        value=$(sysctl_value "$2")
        case $value in '' | "$3") ;; *) frame left "$2 = $value" ;; esac
        ;;
    esac
  done
  IFS=$NEWLINE
  for line in $rules_in_doubt; do
    unset IFS
    # shellcheck disable=SC2086
    show_rule_in_doubt $line
  done
  unset IFS
}

# show_rule_in_doubt rule FAMILY PREFERENCE ADDRESS/LENGTH TABLE
show_rule_in_doubt() {
  rules_at "$2" "$3" | while IFS= read -r line; do
    if leads_alike "$line" "${4%/*}" "$5"; then frame left "${line% }: whether it is ours cannot be told"; fi
  done
}
