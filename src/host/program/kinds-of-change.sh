# --- the kinds of change: how each is written, looked for and undone. The undo that stands armed begins with this text.
#
# Looking has three outcomes: 0 it is there exactly as we make it, 1 it is not, 2 that could not be seen, or whose it is cannot be told.

# The preference of the rule that looks up main.
MAIN_RULE=32766

# route_words FAMILY TABLE DESTINATION DEV GATEWAY SCOPE SOURCE: as "ip route" takes them.
route_words() {
  case $3 in 0.0.0.0/0 | ::/0) words=default ;; *) words=$3 ;; esac
  if [ "$5" != - ]; then words="$words via $5"; fi
  words="$words dev $4"
  if [ "$6" != - ]; then words="$words scope $6"; fi
  if [ "$7" != - ]; then words="$words src $7"; fi
  printf '%s\n' "$words table $2 proto $ROUTE_PROTOCOL"
}

# routes_to FAMILY TABLE DESTINATION: the routes that the table has to exactly that destination; fails where they cannot be seen. $shown_as:
# how "ip" is to show them, where that is not as a person reads them.
routes_to() {
  if [ "$1" = 6 ] && ! shows_protocols; then
    listed_routes_to "$2" "$3"
    return
  fi
  # shellcheck disable=SC2086
  if shown=$(bounded 5 ip ${shown_as-} "-$1" route show table "$2" exact "$3" 2>&1); then
    printf '%s\n' "$shown"
    return
  fi
  # The kernel's words for a table without routes.
  case $shown in *'table does not exist'*) ;; *) return 2 ;; esac
}

# BusyBox shows no IPv6 table but the main one by its number; all of them together it does.
listed_routes_to() {
  shown=$(bounded 5 ip -6 route show table all 2>/dev/null) || return 2
  printf '%s\n' "$shown" | while read -r to rest; do
    case $to in default) to=::/0 ;; */*) ;; *) to=$to/128 ;; esac
    case " $rest " in *" table $1 "*) ;; *) continue ;; esac
    if [ "${to#*/}" = "${2#*/}" ] && same_address "${to%/*}" "${2%/*}"; then printf '%s\n' "$to $rest"; fi
  done
}

# groups_of IPV6: its eight groups, in lower case and without leading zeros; so can two of its forms be compared.
groups_of() {
  spelled=$(printf '%s\n' "$1" | tr A-F a-f)
  case $spelled in *::*) ;; *) spelled=$spelled:: ;; esac
  behind=$(count_groups "${spelled#*::}")
  missing=$((8 - behind - $(count_groups "${spelled%%::*}")))
  zeros=
  while [ "$missing" -gt 0 ]; do
    zeros=$zeros:0
    missing=$((missing - 1))
  done
  printf '%s\n' ":${spelled%%::*}$zeros:${spelled#*::}" | sed -e 's/::*/:/g' -e 's/:00*\([0-9a-f]\)/:\1/g' -e 's/:$//'
}

count_groups() {
  (
    IFS=:
    # shellcheck disable=SC2086
    set -- $1
    echo "$#"
  )
}

same_address() {
  [ "$1" = "$2" ] && return
  case $1/$2 in *:*/*:*) [ "$(groups_of "$1")" = "$(groups_of "$2")" ] ;; *) return 1 ;; esac
}

# rules_at FAMILY PREFERENCE: the rules that stand there; fails where they cannot be seen. $shown_as: as above.
rules_at() {
  # shellcheck disable=SC2086
  all_rules=$(bounded 5 ip ${shown_as-} "-$1" rule show 2>/dev/null) || return 2
  printf '%s\n' "$all_rules" | while IFS= read -r line; do
    case $line in "$2:"*) printf '%s\n' "$line" ;; esac
  done
}

# sysctl_path net.ipv4.conf.IFACE.NAME: a dot inside the interface's name is written "/".
sysctl_path() {
  setting=${1#net.ipv4.conf.}
  of=$(printf '%s\n' "${setting%.*}" | tr / .)
  printf '%s\n' "/proc/sys/net/ipv4/conf/$of/${setting##*.}"
}

# Not with "read": a second read of such a file, a byte further, finds its end.
sysctl_value() {
  cat "$(sysctl_path "$1")" 2>/dev/null
}

# look_for_sysctl KEY BEFORE AFTER: an interface that is gone has taken its settings along.
look_for_sysctl() {
  [ -e "$(sysctl_path "$1")" ] || return 1
  found=$(sysctl_value "$1") || return 2
  [ "$found" = "$3" ]
}

# look_for KIND WORDS…
look_for() {
  kind=$1
  shift
  case $kind in
    route) look_for_route "$@" ;;
    rule) look_for_rule "$@" ;;
    main-rule) look_for_main_rule "$@" ;;
    sysctl) look_for_sysctl "$@" ;;
    keep) look_for_keep "$@" ;;
  esac
}

# take_away KIND WORDS…: what stands there exactly as we made it.
take_away() {
  kind=$1
  shift
  # shellcheck disable=SC2046
  case $kind in
    route) bounded 5 ip "-$1" route del $(route_words "$@") ;;
    rule) bounded 5 ip "-$1" rule del pref "$2" from "$3" lookup "$4" ;;
    main-rule) bounded 5 ip "-$1" rule del pref "$MAIN_RULE" from all lookup main ;;
    sysctl) printf '%s\n' "$2" >"$(sysctl_path "$1")" ;;
    keep) take_away_keep "$@" ;;
  esac
}
