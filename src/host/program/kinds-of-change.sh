# --- the kinds of change: how each is written, looked for and undone. The undo that stands armed begins with this text.
#
# Looking has three outcomes: 0 it is there exactly as we make it, 1 it is not, 2 that could not be seen.

# Routes of ours carry this protocol number (rtm_protocol), so that nobody else's are taken for them.
ROUTE_PROTOCOL=176
# Which of them count as ours where one is looked for.
OUR_PROTOCOLS=$ROUTE_PROTOCOL
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

# routes_to FAMILY TABLE DESTINATION: the routes that the table has to exactly that destination; fails where they cannot be seen.
routes_to() {
  if [ "$1" = 6 ] && ! shows_protocols; then
    listed_routes_to "$2" "$3"
    return
  fi
  if shown=$(bounded 5 ip "-$1" route show table "$2" exact "$3" 2>&1); then
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

# iproute2 shows the protocol of every route but of those that somebody added by hand ("boot"); BusyBox shows none.
shows_protocols() {
  [ "${protocols_shown-}" != yes ] || return 0
  bounded 5 ip -V >/dev/null 2>&1 && protocols_shown=yes
}

# is_our_protocol SHOWN: "ip" shows a protocol by its name where a file names it.
is_our_protocol() {
  case " $OUR_PROTOCOLS " in *" $1 "*) return 0 ;; esac
  is_named rt_protos "$1" "$ROUTE_PROTOCOL"
}

# is_our_route "LINE" DEV GATEWAY SCOPE SOURCE SHOWN: whether "ip route show" prints our route so. SHOWN: whether it prints protocols.
is_our_route() {
  our_dev=$2 our_gateway=$3 our_scope=$4 our_source=$5 our_protocol=$6
  # shellcheck disable=SC2086
  set -- $1
  shift
  while [ "$#" -gt 0 ]; do
    case $1 in
      dev)
        [ "$2" = "$our_dev" ] || return 1
        our_dev=-
        ;;
      via)
        same_address "$2" "$our_gateway" || return 1
        our_gateway=-
        ;;
      src)
        same_address "$2" "$our_source" || return 1
        our_source=-
        ;;
      scope) case $our_scope/$2 in "$2/$2" | -/link | -/global) ;; *) return 1 ;; esac ;;
      proto)
        is_our_protocol "$2" || return 1
        our_protocol=-
        ;;
      # What IPv6 has by itself; any other means another route.
      metric) [ "$2" = 1024 ] || return 1 ;;
      pref) [ "$2" = medium ] || return 1 ;;
      table) ;;
      linkdown | dead | onlink | pervasive | offload | trap | rt_offload | rt_trap | notify)
        shift
        continue
        ;;
      *) return 1 ;;
    esac
    shift
    if [ "$#" -gt 0 ]; then shift; fi
  done
  [ "$our_dev/$our_gateway/$our_source/$our_protocol" = -/-/-/- ]
}

# look_for_route FAMILY TABLE DESTINATION DEV GATEWAY SCOPE SOURCE
look_for_route() {
  shown=-
  if shows_protocols; then shown=yes; fi
  found=$(routes_to "$1" "$2" "$3") || return 2
  printf '%s\n' "$found" | (
    while IFS= read -r line; do
      if [ -n "$line" ] && is_our_route "$line" "$4" "$5" "$6" "$7" "$shown"; then exit 0; fi
    done
    exit 1
  )
}

# rules_at FAMILY PREFERENCE: the rules that stand there; fails where they cannot be seen.
rules_at() {
  all_rules=$(bounded 5 ip "-$1" rule show 2>/dev/null) || return 2
  printf '%s\n' "$all_rules" | while IFS= read -r line; do
    case $line in "$2:"*) printf '%s\n' "$line" ;; esac
  done
}

# is_named FILE SHOWN NUMBER: whether what "ip" shows is that number, or its name in a file of /etc/iproute2.
is_named() {
  [ "$2" = "$3" ] && return
  (
    set +f
    cat "/etc/iproute2/$1" "/usr/share/iproute2/$1" "/etc/iproute2/$1.d"/*.conf "/usr/share/iproute2/$1.d"/*.conf 2>/dev/null
  ) | (
    while read -r number name rest; do
      if [ "$number/$name" = "$3/$2" ]; then exit 0; fi
    done
    exit 1
  )
}

# is_kept_by_a_file: or was since the host's start. The file's owner makes rules of its own then, as it makes all of them.
is_kept_by_a_file() {
  case $OUR_PROTOCOLS/${id-} in *static*/* | */*K) return 0 ;; esac
  [ -d "${record-/nonexistent}K" ]
}

# is_our_rule "LINE" ADDRESS/LENGTH TABLE
is_our_rule() {
  our_address=${2%/*} our_table=$3
  # shellcheck disable=SC2086
  set -- $1
  [ "$2/$4" = from/lookup ] && same_address "${3%/*}" "$our_address" && is_named rt_tables "$5" "$our_table" || return 1
  case $#/${6-} in
    5/) ;;
    7/proto | 7/protocol)
      case $7 in
        # What "ip rule add" gives by itself.
        boot | unspec | 3 | 0) ;;
        static | 4) is_kept_by_a_file || return 1 ;;
        *) return 1 ;;
      esac
      ;;
    *) return 1 ;;
  esac
}

# look_for_rule FAMILY PREFERENCE ADDRESS/LENGTH TABLE
look_for_rule() {
  found=$(rules_at "$1" "$2") || return 2
  printf '%s\n' "$found" | (
    while IFS= read -r line; do
      if [ -n "$line" ] && is_our_rule "$line" "$3" "$4"; then exit 0; fi
    done
    exit 1
  )
}

# rule_before FAMILY PREFERENCE ADDRESS/LENGTH TABLE: the kernel takes away the first rule there that has what is named, whatever that
# has besides. Prints the one of somebody else's that stands before ours; fails where that cannot be seen.
rule_before() {
  found=$(rules_at "$1" "$2") || return 2
  printf '%s\n' "$found" | while IFS= read -r line; do
    if is_our_rule "$line" "$3" "$4"; then break; fi
    if leads_alike "$line" "${3%/*}" "$4"; then
      printf '%s\n' "$line"
      break
    fi
  done
}

# leads_alike "LINE" ADDRESS TABLE: whether the rule is for that address and looks up that table, whatever it asks for besides.
leads_alike() {
  sought=$2 sought_table=$3 alike=
  # shellcheck disable=SC2086
  set -- $1
  while [ "$#" -ge 2 ]; do
    case $1 in
      from) if same_address "${2%/*}" "$sought"; then alike=$alike+; fi ;;
      lookup) if is_named rt_tables "$2" "$sought_table"; then alike=$alike+; fi ;;
    esac
    shift
  done
  [ "$alike" = ++ ]
}

# look_for_main_rule FAMILY: "from all lookup main", where every host has it when it starts.
look_for_main_rule() {
  found=$(rules_at "$1" "$MAIN_RULE") || return 2
  printf '%s\n' "$found" | (
    while read -r _ from all lookup table rest; do
      case $from/$all/$lookup/$rest in from/all/lookup/ | from/all/lookup/proto*) ;; *) continue ;; esac
      case $table in main | 254) exit 0 ;; esac
    done
    exit 1
  )
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
