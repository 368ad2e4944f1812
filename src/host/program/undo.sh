# Roundtrip: what undoes a change. It stands beside the change's record, and can be run again and again.
#
#   sh RECORD/undo.sh wait | timer | now [WHY]
#
# "wait" sleeps until the deadline first; "now" holds for a confirmed change too. The steps stand in RECORD/steps, one
# a line; RECORD/step.N is there for those that were begun.

record=${0%/*}
mode=$1
why=${2-nobody confirmed the change in time}

decision() {
  cat "$record/decision" 2>/dev/null
}

# undo_step NUMBER KIND WORDS…: nothing where the step was never begun.
undo_step() {
  [ -e "$record/step.$1" ] || return 0
  kind=$2
  shift 2
  case $kind in
    route) undo_route "$@" ;;
    rule) undo_rule "$@" ;;
    sysctl) undo_sysctl "$@" ;;
  esac
}

# The last step first; all of them, whichever fails.
undo_all() {
  reversed=
  number=0
  while IFS= read -r line; do
    number=$((number + 1))
    reversed="$number $line
$reversed"
  done <"$record/steps" || return 1
  undone=0
  IFS='
'
  for line in $reversed; do
    unset IFS
    # shellcheck disable=SC2086
    undo_step $line || undone=1
  done
  unset IFS
  return "$undone"
}

use_known_environment
# A program that is still making the change begins no further step; the one that it is at is undone as well, even where the
# program is killed meanwhile.
undo_what_came_after() {
  [ -f "$record/applying" ] || return 0
  read -r applier <"$record/applying"
  waited=0
  while [ -d "/proc/$applier" ] && [ "$waited" -lt 10 ]; do
    sleep 1
    waited=$((waited + 1))
  done
  sleep 1
  undo_all
}

set -f
if [ "$mode" = wait ]; then
  trap '' HUP
  printf '%s\n' "$$" >"$record/pid.new" && mv "$record/pid.new" "$record/pid"
  read -r deadline <"$record/deadline"
  while :; do
    if [ ! -d "$record" ] || [ -e "$record/decision" ]; then break; fi
    read -r uptime rest </proc/uptime
    if [ "${uptime%%.*}" -ge "$deadline" ]; then break; fi
    sleep 1
  done
  if [ ! -d "$record" ]; then exit 0; fi
fi

# Confirming and undoing both make this link, and only one of them can.
printf 'undoing: %s\n' "$why" >"$record/claim.$$"
if [ "$mode" = now ]; then
  mv "$record/claim.$$" "$record/decision"
else
  ln "$record/claim.$$" "$record/decision" 2>/dev/null
  rm -f "$record/claim.$$"
  case $(decision) in undoing*) ;; *) exit 0 ;; esac
fi

attempt=0
while [ "$attempt" -lt 3 ]; do
  attempt=$((attempt + 1))
  if undo_all && { [ "$mode" = now ] || undo_what_came_after; }; then
    printf '%s\n' "$why" >"$record/undone.new" && mv "$record/undone.new" "$record/undone"
    exit 0
  fi
  sleep 1
done
exit 1
