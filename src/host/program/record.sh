# --- the record of a change, and who holds the host

# Where records can stand. What was begun is looked for in all of them: a place can become unwritable afterwards.
RECORD_PLACES='/run /var/run /var/lib'

find_record() {
  is_id "$1" || fail usage 'an id is letters and digits'
  id=$1
  base=
  for place in $RECORD_PLACES; do
    if [ -d "$place/roundtrip/$id" ]; then
      base=$place/roundtrip
      break
    fi
    if [ -z "$base" ] && [ -d "$place" ] && [ -w "$place" ]; then base=$place/roundtrip; fi
  done
  [ -n "$base" ] || base=/run/roundtrip
  record=$base/$id
  # What was armed was armed in this boot: what its files keep stood here, and stands again once they are gone.
  change_stood=no
  if noted armed; then change_stood=yes; fi
  interfaces=$(noted_text interfaces)
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
  # How long a step can take at the most is what the undo counts on.
  slack=0
  # A caller that is gone must not end what was begun.
  trap '' PIPE
  frame host "$(uname -n)" version 1
  if [ "$root" = no ]; then
    result refused 'changing routes, rules and sysctls needs root, and this user may not use sudo without a password'
    exit 0
  fi
  find_record "$1"
}

# lock SECONDS: one verb at a time; fails where another takes longer. The kernel ends it with its holder and the command that
# this had under way. Where there is no flock, who holds the host is all that keeps changes apart.
lock() {
  has flock || return 0
  if [ ! -e "$base/lock" ]; then
    mkdir -p "$base" 2>/dev/null && chmod 700 "$base"
    { true >"$base/lock"; } 2>/dev/null
  fi
  [ -r "$base/lock" ] || return 0
  exec 9<"$base/lock"
  tries=0
  until flock -n 9 2>/dev/null; do
    [ "$tries" -lt "$1" ] || return 1
    tries=$((tries + 1))
    sleep 1
  done
}

# state_of_change: none, applied (armed or not), undoing, undone, confirmed; from who waits to undo it, from what is noted, and,
# where these do not tell, from what is there. Says in $armed whether an undo waits.
state_of_change() {
  armed=no
  if noted undone; then
    state=undone
    return
  fi
  load_steps
  case $(armer_state) in
    undoing) state=undoing ;;
    waiting)
      armed=yes
      state=applied
      ;;
    gone) state_without_undo ;;
  esac
}

state_without_undo() {
  if [ ! -d "$record" ] || ! noted armed; then
    state=none
  elif [ -n "$steps" ] && nothing_is_there; then
    state=undone
  elif noted confirmed; then
    state=confirmed
  elif noted stuck; then
    state=undoing
  else
    state=applied
  fi
}

# The steps as they were noted, or as the undo that waits has them in its command line, where none were given.
load_steps() {
  [ -z "${steps-}" ] || return
  steps=$(cat "$record/steps" 2>/dev/null)
  [ -z "$steps" ] || return
  for pid in $(armers); do
    steps=$(tr '\n\0' '\001\n' <"/proc/$pid/cmdline" 2>/dev/null | tail -n1 | tr '\001' '\n')
    if [ -n "$steps" ]; then return; fi
  done
}

# look_for_now KIND WORDS…: by the name that its interface has now; one that is gone took it along.
look_for_now() {
  words=$(step_now "$@") || return 2
  [ -n "$words" ] || return 1
  # shellcheck disable=SC2086
  look_for $words
}

# each_is STATUS: whether looking for any of $steps has that outcome, for all of them.
each_is() {
  wanted_outcome=$1
  [ -n "$steps" ] || return 1
  list_links
  set -f
  IFS=$NEWLINE
  for line in $steps; do
    unset IFS
    # shellcheck disable=SC2086
    look_for_now $line
    [ "$?" = "$wanted_outcome" ] || return 1
  done
  unset IFS
}

nothing_is_there() { each_is 1; }
everything_is_there() { each_is 0; }

# hold_host: this change alone, until it is confirmed or undone. Fails where another holds it; $holder says which.
hold_host() {
  mine=$id
  if ln -s "$mine:$(date +%s)" "$base/holder" 2>/dev/null; then return; fi
  holder=$(readlink "$base/holder" 2>/dev/null)
  [ -n "$holder" ] || return 1
  if [ "${holder%%:*}" = "$mine" ]; then return 0; fi
  id=${holder%%:*}
  record=$base/$id
  kept=$steps
  kept_interfaces=$interfaces
  steps=
  interfaces=$(noted_text interfaces)
  state_of_change
  id=$mine
  record=$base/$id
  steps=$kept
  interfaces=$kept_interfaces
  case $state in applied | undoing) return 1 ;; esac
  rm -f "$base/holder" 2>/dev/null
  ln -s "$mine:$(date +%s)" "$base/holder" 2>/dev/null
}
