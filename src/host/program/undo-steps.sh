# --- undoing: compared, then taken away, and looked at again

# step_now KIND WORDS…: the step by the name that its interface has now; nothing where the interface is gone, and took it along; fails
# where that cannot be seen. $interfaces are those of the change as it was made (INDEX/NAME …), $links what the kernel lists now.
step_now() {
  case $1 in
    route) named=$5 ;;
    sysctl)
      of=${2#net.ipv4.conf.}
      named=$(printf '%s\n' "${of%.*}" | tr / .)
      ;;
    *) named= ;;
  esac
  index=
  for interface in ${interfaces-}; do
    if [ "${interface#*/}" = "$named" ]; then index=${interface%%/*}; fi
  done
  if [ -z "$named" ] || [ -z "$index" ]; then
    echo "$*"
    return
  fi
  if [ -n "$links" ]; then
    now=$(printf '%s\n' "$links" | sed -n "s/^$index: \([^:@ ]*\).*/\1/p" | head -n 1)
    if [ -z "$now" ]; then
      # Gone where nobody has its name any more, or another has.
      [ -e "/proc/sys/net/ipv4/conf/$named" ] || return 0
      printf '%s\n' "$links" | grep -q "^[0-9]*: ${named}[:@ ]" && return 0
      return 2
    fi
  elif [ -e "/proc/sys/net/ipv4/conf/$named" ]; then
    now=$named
  else
    return 2
  fi
  case $1 in
    route) echo "$1 $2 $3 $4 $now $6 $7 $8" ;;
    sysctl) echo "$1 net.ipv4.conf.$(printf '%s\n' "$now" | tr . /).${2##*.} $3 $4" ;;
  esac
}

# list_links: for step_now; nothing where the kernel's list is not seen, which begins with the loopback interface.
list_links() {
  links=
  if [ -n "${interfaces-}" ]; then links=$(bounded 5 ip link show 2>/dev/null) || links=; fi
  case $links in '1: lo'[:@\ ]*) ;; *) links= ;; esac
}

# undo_step KIND WORDS…: 0 where it is not there, whoever took it away; what is not exactly ours is left.
undo_step() {
  look_for "$@"
  case $? in
    0) ;;
    1)
      [ "$1" != keep ] || finish_taking_away "$@"
      return
      ;;
    *) return 1 ;;
  esac
  if [ "$1" = rule ]; then
    shift
    in_the_way=$(rule_before "$@") || return 1
    [ -z "$in_the_way" ] || return 1
    set -- rule "$@"
  fi
  # A setting that was the same before stays.
  if [ "$1" = sysctl ] && [ "$3" = "$4" ]; then return 0; fi
  # Whether it worked is seen, not believed: a command can do its work and report failure, or the other way round.
  if [ "$1/$kernel_tells" = route/yes ]; then
    taking=$(take_away "$@" 2>&1)
    # The kernel says by this that the one that stands there carries another protocol: it is not ours.
    case $taking in *'No such process'*) return 0 ;; esac
  else
    take_away "$@" >/dev/null 2>&1
  fi
  taken=$?
  look_for "$@"
  [ "$?" = 1 ] || return 1
  # A file is gone at once; what its owner made of it, only when it has read its files again.
  [ "$1" != keep ] || [ "$taken" = 0 ]
}

# Text lists one thing a line here.
NEWLINE='
'

# undo_all: undoes $steps, the last step first; all of them, whichever fails. $remaining is the first that is still there, and what is
# in its way.
undo_all() {
  remaining=
  if [ -z "$steps" ]; then
    remaining='its steps are not known'
    return 1
  fi
  reversed=
  list_links
  set -f
  IFS=$NEWLINE
  for line in $steps; do reversed=$line$NEWLINE$reversed; done
  for line in $reversed; do
    unset IFS
    # shellcheck disable=SC2086
    if words=$(step_now $line); then
      in_the_way=
      # shellcheck disable=SC2086
      [ -z "$words" ] || undo_step $words || remaining=$words${in_the_way:+", in its way: $in_the_way"}
    else
      remaining="$line, whose interface cannot be seen"
    fi
  done
  unset IFS
  [ -z "$remaining" ]
}
