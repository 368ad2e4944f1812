# --- telling our routes and rules from others'. The undo that stands armed has this text as well.
#
# What is said of one: 0 it is as we make it, 1 it shows itself that it is somebody else's, 2 that cannot be told. Of a route also 3:
# its protocol is not shown, and the kernel alone knows whether it is ours.

# Routes of ours carry this protocol number (rtm_protocol), so that nobody else's are taken for them.
ROUTE_PROTOCOL=176
STATIC_PROTOCOL=4
# Which of them count as ours where one is looked for.
OUR_PROTOCOLS=$ROUTE_PROTOCOL
# What every iproute2 names, whatever its files say (lib/rt_names.c).
NAMED_BY_IPROUTE2=' rt_tables/local=255 rt_tables/main=254 rt_tables/default=253 rt_protos/unspec=0 rt_protos/redirect=1 rt_protos/kernel=2
rt_protos/boot=3 rt_protos/static=4 rt_protos/gated=8 rt_protos/ra=9 rt_protos/mrt=10 rt_protos/zebra=11 rt_protos/bird=12
rt_protos/dnrouted=13 rt_protos/xorp=14 rt_protos/ntk=15 rt_protos/dhcp=16 rt_protos/keepalived=18 rt_protos/babel=42
rt_protos/openr=99 rt_protos/bgp=186 rt_protos/isis=187 rt_protos/ospf=188 rt_protos/rip=189 rt_protos/eigrp=192 '

# find_numbers: iproute2 shows tables, protocols and scopes by their numbers since 4.20. Only that it does is kept: asking can fail.
find_numbers() {
  [ -z "${numbers-}" ] || return 0
  bounded 5 ip -N -V >/dev/null 2>&1 || return 1
  numbers=-N
}

# iproute2 shows the protocol of every route but of those that somebody added by hand ("boot"); BusyBox shows none.
shows_protocols() {
  [ "${protocols_shown-}" != yes ] || return 0
  { find_numbers || bounded 5 ip -V >/dev/null 2>&1; } && protocols_shown=yes
}

# number_of rt_tables|rt_protos SHOWN: the number of what "ip" shows, by its files where it shows a name; fails where none has it.
number_of() {
  case $2 in
    '') return 1 ;;
    *[!0-9]*) ;;
    *)
      echo "$2"
      return
      ;;
  esac
  number_in_files "$1" "$2" && return
  spaced=$(printf '%s' "$NAMED_BY_IPROUTE2" | tr '\n' ' ')
  case $spaced in *" $1/$2="*) ;; *) return 1 ;; esac
  spaced=${spaced#*" $1/$2="}
  echo "${spaced%% *}"
}

# The last line of a file can lack its end; numbers can be hexadecimal.
number_in_files() {
  (
    set +f
    for names in "/etc/iproute2/$1" "/usr/share/iproute2/$1" "/etc/iproute2/$1.d"/*.conf "/usr/share/iproute2/$1.d"/*.conf; do
      [ -f "$names" ] || continue
      while read -r number name rest || [ -n "$number" ]; do
        [ "$name" = "$2" ] || continue
        case $number in
          0x | 0x*[!0-9A-Fa-f]*) continue ;;
          0x*) ;;
          0?* | *[!0-9]*) continue ;;
        esac
        echo "$((number))"
        exit 0
      done <"$names"
    done
    exit 1
  )
}

# same_scope OURS SHOWN: 2 where it has a name that is not known.
same_scope() {
  case $1/$2 in
    -/global | -/0 | global/global | global/0 | -/link | -/253 | link/link | link/253) return 0 ;;
    */global | */link | */host | */site | */nowhere | */[0-9]*) return 1 ;;
    *) return 2 ;;
  esac
}

# whose_route "LINE" DEV GATEWAY SCOPE SOURCE MERGED: the kernel shows routes that it has merged (IPv6) with the protocol of the first.
whose_route() {
  our_dev=$2 our_gateway=$3 our_scope=$4 our_source=$5 merged=$6
  whose_protocol=1 unclear=
  if ! shows_protocols || [ "$merged" = yes ]; then whose_protocol=3; fi
  # shellcheck disable=SC2086
  set -- $1
  case ${1-} in unreachable | blackhole | prohibit | throw | local | broadcast | anycast | multicast | nat) return 1 ;; esac
  shift
  while [ "$#" -gt 0 ]; do
    case $1 in
      linkdown | dead | onlink | pervasive | offload | trap | rt_offload | rt_trap | notify)
        shift
        continue
        ;;
      dev)
        [ "${2-}" = "$our_dev" ] || return 1
        our_dev=-
        ;;
      via)
        same_address "${2-}" "$our_gateway" || return 1
        our_gateway=-
        ;;
      src)
        same_address "${2-}" "$our_source" || return 1
        our_source=-
        ;;
      scope)
        same_scope "$our_scope" "${2-}"
        case $? in 1) return 1 ;; 2) unclear=yes ;; esac
        ;;
      proto)
        if [ "$merged" != yes ]; then
          is_our_protocol "${2-}"
          whose_protocol=$?
          [ "$whose_protocol" != 1 ] || return 1
        fi
        ;;
      nhid) return 1 ;;
      # What IPv6 has by itself.
      metric) [ "${2-}" = 1024 ] || unclear=yes ;;
      pref) [ "${2-}" = medium ] || unclear=yes ;;
      weight) [ "$merged" = yes ] || unclear=yes ;;
      table) ;;
      *)
        unclear=yes
        shift
        continue
        ;;
    esac
    shift
    if [ "$#" -gt 0 ]; then shift; fi
  done
  # BusyBox shows nothing of the ways of a merged route.
  if [ "$our_dev" != - ] && [ "$whose_protocol" = 3 ]; then return 3; fi
  [ "$our_dev/$our_gateway/$our_source" = -/-/- ] || return 1
  [ "$whose_protocol" != 1 ] || return 1
  [ -z "$unclear" ] || return 2
  return "$whose_protocol"
}

is_our_protocol() {
  protocol=$(number_of rt_protos "$1") || return 3
  case " $OUR_PROTOCOLS " in *" $protocol "*) return 0 ;; *) return 1 ;; esac
}

# whose_of_all FUNCTION WORD…: what it says, called with each line of standard input and these words, of the one that is most ours.
whose_of_all() {
  (
    of_all=1
    while IFS= read -r line; do
      [ -n "$line" ] || continue
      "$1" "$line" "$2" "$3" "${4-}" "${5-}"
      of_this=$?
      if [ "$of_this" = 0 ]; then exit 0; fi
      if [ "$of_this" -gt "$of_all" ]; then of_all=$of_this; fi
    done
    exit "$of_all"
  )
}

# whose_line_of_routes "LINE" DEV GATEWAY SCOPE SOURCE: as "ip -o" prints it, with all its next hops in the one line.
whose_line_of_routes() {
  case $1 in *\\*nexthop*) ;; *)
    whose_route "$1" "$2" "$3" "$4" "$5" no
    return
    ;;
  esac
  # IPv4 merges none: all that stands there was made as one.
  case $family in 6) one_by_one=yes ;; *) one_by_one=no ;; esac
  head=${1%%\\*} next_hops=${1#*\\}\\ of_next_hops=1
  shift
  while [ -n "$next_hops" ]; do
    next_hop=${next_hops%%\\*}
    next_hops=${next_hops#*\\}
    whose_route "$head ${next_hop#*nexthop}" "$@" "$one_by_one"
    of_one=$?
    if [ "$of_one" -gt "$of_next_hops" ]; then of_next_hops=$of_one; fi
  done
  return "$of_next_hops"
}

# look_for_route FAMILY TABLE DESTINATION DEV GATEWAY SCOPE SOURCE; $kernel_tells: whether only the kernel knows whether it is ours, and
# tells by taking it away or not.
look_for_route() {
  kernel_tells=no
  family=$1
  shows_protocols
  found=$(shown_as="-o ${numbers-}" && routes_to "$1" "$2" "$3") || return 2
  printf '%s\n' "$found" | whose_of_all whose_line_of_routes "$4" "$5" "$6" "$7"
  case $? in
    0) ;;
    3) kernel_tells=yes ;;
    2) return 2 ;;
    *) return 1 ;;
  esac
}

# is_kept_by_a_file: or was since the host's start. The file's owner makes rules of its own then, as it makes all of them.
is_kept_by_a_file() {
  case " $OUR_PROTOCOLS /${id-}" in *" $STATIC_PROTOCOL "* | */*K) return 0 ;; esac
  [ -d "${record-/nonexistent}K" ]
}

# same_host SHOWN ADDRESS: whether it is that address alone.
same_host() {
  case $1 in *:*/128) ;; *:*/*) return 1 ;; */32) ;; */*) return 1 ;; esac
  same_address "${1%/*}" "$2"
}

# whose_rule "LINE" ADDRESS/LENGTH TABLE
whose_rule() {
  our_address=${2%/*} our_table=$3
  # shellcheck disable=SC2086
  set -- $1
  [ "${2-}/${4-}" = from/lookup ] && same_host "$3" "$our_address" || return 1
  looked_up=$(number_of rt_tables "${5-}") || return 2
  [ "$looked_up" = "$our_table" ] || return 1
  shift 5
  case $#/${1-} in
    0/) ;;
    2/proto | 2/protocol)
      case $(number_of rt_protos "$2") in
        # What "ip rule add" gives by itself.
        0 | 3) ;;
        "$STATIC_PROTOCOL") is_kept_by_a_file || return 1 ;;
        '') return 2 ;;
        *) return 1 ;;
      esac
      ;;
    */proto | */protocol | */suppress_* | */realms | */map-to | */masquerade) return 1 ;;
    *) return 2 ;;
  esac
}

# look_for_rule FAMILY PREFERENCE ADDRESS/LENGTH TABLE
look_for_rule() {
  find_numbers
  found=$(rules_by_number "$1" "$2") || return 2
  printf '%s\n' "$found" | whose_of_all whose_rule "$3" "$4"
}

rules_by_number() {
  shown_as=${numbers-}
  rules_at "$@"
}

# rule_before FAMILY PREFERENCE ADDRESS/LENGTH TABLE: the kernel takes away the first rule there that has what is named, whatever that
# has besides. Prints the one of somebody else's that stands before ours; fails where that cannot be seen.
rule_before() {
  find_numbers
  found=$(rules_by_number "$1" "$2") || return 2
  printf '%s\n' "$found" | while IFS= read -r line; do
    if whose_rule "$line" "$3" "$4"; then break; fi
    if leads_alike "$line" "${3%/*}" "$4"; then
      printf '%s\n' "$line"
      break
    fi
  done
}

# leads_alike "LINE" ADDRESS TABLE: whether the rule can be for that address and look up that table, whatever it asks for besides.
leads_alike() {
  sought=$2 sought_table=$3 alike=
  # shellcheck disable=SC2086
  set -- $1
  while [ "$#" -ge 2 ]; do
    case $1 in
      from) if same_host "$2" "$sought"; then alike=$alike+; fi ;;
      lookup)
        looked_up=$(number_of rt_tables "$2") || looked_up=$sought_table
        if [ "$looked_up" = "$sought_table" ]; then alike=$alike+; fi
        ;;
    esac
    shift
  done
  [ "$alike" = ++ ]
}

# whose_main_rule "LINE"
whose_main_rule() {
  # shellcheck disable=SC2086
  set -- $1
  case ${2-}/${3-}/${4-}/${6-} in from/all/lookup/ | from/all/lookup/proto*) ;; *) return 1 ;; esac
  looked_up=$(number_of rt_tables "$5") || return 2
  [ "$looked_up" = 254 ]
}

# look_for_main_rule FAMILY: "from all lookup main", where every host has it when it starts.
look_for_main_rule() {
  find_numbers
  found=$(rules_by_number "$1" "$MAIN_RULE") || return 2
  printf '%s\n' "$found" | whose_of_all whose_main_rule - -
}
