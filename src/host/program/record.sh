# --- the record of a change, and who holds the host

# Where records can stand. What was begun is looked for in all of them: a place can become unwritable afterwards. Never below
# /var/lib/roundtrip, which is the bot's own where it runs as a service on the host that it changes.
RECORD_PLACES='/run/roundtrip /var/lib/roundtrip-host/changes'

# find_record ID: $distrusted is what stands on the way to it and may be somebody else's word.
find_record() {
  is_id "$1" || fail usage 'an id is letters and digits'
  # What stands beside the records.
  case $1 in holder | lock) fail usage 'an id is not called so' ;; esac
  id=$1
  find_shells
  base='' distrusted=''
  for place in $RECORD_PLACES; do
    # Where others can make directories, what is there is nobody's word.
    is_roots_directory "${place%%/roundtrip*}" || continue
    others=
    for part in "${place%/*}" "$place" "$place/$id"; do
      [ -e "$part" ] || [ -L "$part" ] || continue
      is_roots_directory "$part" || others=${others:-$part}
    done
    if [ -e "$place/$id" ] || [ -L "$place/$id" ]; then
      base=$place distrusted=$others
      break
    fi
    if [ -z "$base" ] && [ -w "${place%%/roundtrip*}" ]; then base=$place distrusted=$others; fi
  done
  if [ -z "$base" ]; then
    base=/run/roundtrip
    is_roots_directory /run || distrusted=/run
  fi
  record=$base/$id
  # What was armed was armed in this boot: what its files keep stood here, and stands again once they are gone.
  change_stood=no
  if noted armed; then change_stood=yes; fi
  interfaces=$(noted_interfaces)
}

# noted_interfaces: those of the change as it was made, INDEX/NAME of each.
noted_interfaces() {
  for interface in $(noted_text interfaces); do
    if is_number "${interface%%/*}" && is_interface "${interface#*/}"; then printf '%s ' "$interface"; fi
  done
}

# make_base: the directory of all records.
make_base() {
  make_roots_directory "${base%/*}" && make_roots_directory "$base"
}

# distrust WHY: nothing is done by the word of what others than root can have written, or of what is damaged.
distrust() {
  if [ "$verb" = apply ]; then result refused "$1"; else result failed "$1"; fi
  exit 0
}

not_roots() {
  distrust "$1 is not root's alone"
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
  [ -z "$distrusted" ] || not_roots "$distrusted"
}

# lock SECONDS: one verb at a time; fails where another takes longer. The kernel ends it with its holder and the command that
# this had under way. Where there is no flock, who holds the host is all that keeps changes apart.
lock() {
  has flock || return 0
  if [ ! -e "$base/lock" ] && [ ! -L "$base/lock" ] && make_base; then { true >"$base/lock"; } 2>/dev/null; fi
  [ -e "$base/lock" ] || [ -L "$base/lock" ] || return 0
  is_roots_file "$base/lock" || not_roots "$base/lock"
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

# The steps as they were noted, or as the undo that waits has them in its command line, where none were given. Either can name no more
# than a caller could.
load_steps() {
  [ -z "${steps-}" ] || return
  if [ -e "$record/steps" ] || [ -L "$record/steps" ]; then
    is_roots_file "$record/steps" || not_roots "$record/steps"
    steps=$(cat "$record/steps" 2>/dev/null)
    [ -z "$steps" ] || are_steps "$steps" || distrust "$record/steps is damaged: it names what no change may"
  fi
  [ -z "$steps" ] || return
  for pid in $(armers); do
    steps=$(tr '\n\0' '\001\n' <"/proc/$pid/cmdline" 2>/dev/null | tail -n1 | tr '\001' '\n')
    if [ -n "$steps" ] && are_steps "$steps"; then return; fi
    steps=
  done
}

# are_steps TEXT: whether each line is a step by the grammar. The digests of files were checked before they were noted, and no other tool
# is needed here: one that fails meanwhile says nothing against the record.
are_steps() {
  (
    digests_were_checked=yes
    set -f
    unset IFS
    # shellcheck disable=SC2086
    parse_steps $1
    [ "${steps%"$NEWLINE"}" = "$1" ]
  ) >/dev/null 2>&1
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
  is_id "$id" || distrust "$base/holder is damaged: it names no change"
  if [ -e "$record" ] || [ -L "$record" ]; then is_roots_directory "$record" || not_roots "$record"; fi
  kept=$steps
  kept_interfaces=$interfaces
  steps=
  interfaces=$(noted_interfaces)
  state_of_change
  id=$mine
  record=$base/$id
  steps=$kept
  interfaces=$kept_interfaces
  case $state in applied | undoing) return 1 ;; esac
  rm -f "$base/holder" 2>/dev/null
  ln -s "$mine:$(date +%s)" "$base/holder" 2>/dev/null
}
