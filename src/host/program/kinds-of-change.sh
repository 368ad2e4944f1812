# --- the kinds of change: how each is written, found and undone. The undo that stands on a host begins with this text.

# route_words FAMILY TABLE DESTINATION DEV GATEWAY SCOPE SOURCE: as "ip route" takes them.
route_words() {
  case $3 in 0.0.0.0/0 | ::/0) words=default ;; *) words=$3 ;; esac
  if [ "$5" != - ]; then words="$words via $5"; fi
  words="$words dev $4"
  if [ "$6" != - ]; then words="$words scope $6"; fi
  if [ "$7" != - ]; then words="$words src $7"; fi
  printf '%s\n' "$words table $2"
}

# routes_to FAMILY TABLE DESTINATION: the routes that the table has to exactly that destination.
routes_to() {
  ip "-$1" route show table "$2" exact "$3" 2>/dev/null
}

route_is_there() {
  routes_to "$1" "$2" "$3" | (
    while IFS= read -r line; do
      case " $line " in *" dev $4 "*) ;; *) continue ;; esac
      if [ "$5" != - ]; then case " $line " in *" via $5 "*) ;; *) continue ;; esac fi
      exit 0
    done
    exit 1
  )
}

# rules_at FAMILY PREFERENCE: the rules that stand there.
rules_at() {
  ip "-$1" rule show 2>/dev/null | while IFS= read -r line; do
    case $line in "$2:"*) printf '%s\n' "$line" ;; esac
  done
}

# rule_is_there FAMILY PREFERENCE ADDRESS/LENGTH
rule_is_there() {
  case $(rules_at "$1" "$2") in *"from ${3%/*} "* | *"from $3 "*) return 0 ;; *) return 1 ;; esac
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

undo_route() {
  if route_is_there "$@"; then
    # shellcheck disable=SC2046
    ip "-$1" route del $(route_words "$@")
  fi
  if route_is_there "$@"; then return 1; fi
}

undo_rule() {
  if rule_is_there "$@"; then ip "-$1" rule del pref "$2" from "$3" lookup "$4"; fi
  if rule_is_there "$@"; then return 1; fi
}

# Only where our own value still stands.
undo_sysctl() {
  [ -e "$(sysctl_path "$1")" ] || return 0
  if [ "$(sysctl_value "$1")" = "$3" ]; then printf '%s\n' "$2" >"$(sysctl_path "$1")"; fi
  [ "$(sysctl_value "$1")" != "$3" ] || [ "$2" = "$3" ]
}
