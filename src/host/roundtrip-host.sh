# Roundtrip: the one program that runs on a host. POSIX sh: dash, BusyBox ash, bash.
#
#   observe IFACE [FLOW]            what the host knows, and what arrives while it is watched; changes nothing
#   probe TO [FLOW]                 the sending side: the same, and a probe when the caller says "go"
#   capture IFACE [FLOW]            packets and counters alone
#   apply ID UNDO_SECONDS STEP…     arms the undo, then makes the changes: all of them or none
#   confirm ID | undo ID [STEP…] | status ID
#
#   FLOW    [to ADDR] [from ADDR] [proto icmp|tcp|udp] [port N] [seconds N] [packets N] [nonce HEX] [unattended] [ssh A P A P]
#   STEP    route 4|6 TABLE DESTINATION DEV GATEWAY|- SCOPE|- SOURCE|-
#           rule 4|6 PREFERENCE ADDRESS/LENGTH TABLE
#           sysctl net.ipv4.conf.IFACE.NAME BEFORE AFTER
#
# Every argument is checked against a closed grammar before anything is done. Standard output is a framed transcript:
# "MARK nonce command …", the output, "MARK nonce exit N"; standard error carries what must be known at once
# ("MARK nonce live …"). Standard input, after this text, takes "go", "from ADDR" and "stop", one a line;
# its end means that the caller is gone, and ends everything.

MARK='@@ROUNDTRIP'

# --- words -----------------------------------------------------------------------------------------------------

is_number() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
  [ "${#1}" -le 10 ]
}

is_between() {
  is_number "$1" && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

is_ipv4() {
  case $1 in '' | *[!0-9.]* | .* | *. | *..* | *.*.*.*.*) return 1 ;; *.*.*.*) ;; *) return 1 ;; esac
  rest_of_address=$1.
  while [ -n "$rest_of_address" ]; do
    is_between "${rest_of_address%%.*}" 0 255 || return 1
    rest_of_address=${rest_of_address#*.}
  done
}

is_ipv6() {
  case $1 in *[!0-9A-Fa-f:.]* | *:::*) return 1 ;; *:*:*) [ "${#1}" -le 45 ] ;; *) return 1 ;; esac
}

is_address() {
  is_ipv4 "$1" || is_ipv6 "$1"
}

# is_address_of FAMILY ADDRESS
is_address_of() {
  case $1 in 4) is_ipv4 "$2" ;; 6) is_ipv6 "$2" ;; *) return 1 ;; esac
}

# is_prefix FAMILY ADDRESS/LENGTH
is_prefix() {
  case $2 in */*/*) return 1 ;; */*) ;; *) return 1 ;; esac
  is_address_of "$1" "${2%/*}" || return 1
  if [ "$1" = 4 ]; then is_between "${2#*/}" 0 32; else is_between "${2#*/}" 0 128; fi
}

is_interface() {
  case $1 in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._@:-]*) return 1 ;; esac
  [ "${#1}" -le 15 ]
}

is_id() {
  case $1 in '' | *[!A-Za-z0-9]*) return 1 ;; esac
  [ "${#1}" -le 64 ]
}

family_of() {
  case $1 in *:*) echo 6 ;; *) echo 4 ;; esac
}

# --- what is said ----------------------------------------------------------------------------------------------

frame() {
  printf '%s %s %s\n' "$MARK" "$nonce" "$*"
}

live() {
  if [ "$attended" = yes ]; then printf '%s %s live %s\n' "$MARK" "$nonce" "$*" >&2; fi
}

# fail CODE MESSAGE: bad arguments, or something that is not there.
fail() {
  live error "$@"
  shift
  printf 'roundtrip-host: %s\n' "$*" >&2
  exit 2
}

# A part that cannot be heard, and why.
gap() {
  frame command "roundtrip gap $1"
  shift
  printf '%s\n' "$*"
  frame exit 0
  sections=$((sections + 1))
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# bounded SECONDS COMMAND…: never longer than that, never reading this program's standard input.
bounded() {
  limit=$1
  shift
  if [ "$timeouts" = yes ]; then
    timeout -k 1 "$limit" "$@" </dev/null
    return
  fi
  "$@" </dev/null &
  bounded_pid=$!
  (
    trap 'kill "$sleeper"; exit' TERM
    sleep "$limit" &
    sleeper=$!
    wait "$sleeper"
    kill -9 "$bounded_pid"
  ) </dev/null >/dev/null 2>&1 &
  watchdog_pid=$!
  wait "$bounded_pid"
  bounded_status=$?
  kill "$watchdog_pid" 2>/dev/null
  return "$bounded_status"
}

# section_as SECONDS TYPED COMMAND…
section_as() {
  section_limit=$1
  frame command "$2"
  shift 2
  bounded "$section_limit" "$@" 2>&1
  section_status=$?
  # What was cut off in the middle of a line.
  if [ "$section_status" -ge 124 ]; then echo; fi
  frame exit "$section_status"
  sections=$((sections + 1))
  return "$section_status"
}

section() {
  section_seconds=$1
  shift
  section_as "$section_seconds" "$*" "$@"
}

# --- preparation -----------------------------------------------------------------------------------------------

prepare() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:/run/current-system/sw/bin
  LC_ALL=C
  export PATH LC_ALL
  unset IFS LANGUAGE
  umask 077
  timeouts=no
  if timeout -k 1 5 true </dev/null >/dev/null 2>&1; then timeouts=yes; fi
  root=no
  if [ "$(id -u)" = 0 ]; then root=yes; fi
}

make_workplace() {
  tmp=$(mktemp -d "${TMPDIR:-/tmp}/roundtrip.XXXXXXXXXX" 2>/dev/null) ||
    tmp=$(mktemp -d /run/roundtrip.XXXXXXXXXX 2>/dev/null) ||
    fail host-workplace 'no temporary directory can be made in /tmp or /run'
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
}

clean_up() {
  trap '' HUP INT PIPE TERM
  if [ -n "$listener" ]; then kill "$listener" 2>/dev/null; fi
  end_captures
  end_processes probe
  end_processes reach
  # Nobody else takes note of their ends where PID 1 does not, as in many containers.
  wait
  rm -rf "$tmp"
}

# --- the flow --------------------------------------------------------------------------------------------------

parse_flow() {
  while [ "$#" -gt 0 ]; do
    word=$1
    value=${2-}
    case $word in
      to) is_address "$value" || fail usage 'to: not an address' && to=$value ;;
      from) is_address "$value" || fail usage 'from: not an address' && from=$value ;;
      proto) case $value in icmp | tcp | udp) proto=$value ;; *) fail usage 'proto: icmp, tcp or udp' ;; esac ;;
      port) is_between "$value" 1 65535 || fail usage 'port: not a port' && port=$value ;;
      seconds) is_between "$value" 1 3600 || fail usage 'seconds: 1 to 3600' && seconds=$value ;;
      packets) is_between "$value" 1 10000 || fail usage 'packets: 1 to 10000' && packets=$value ;;
      nonce) is_id "$value" || fail usage 'nonce: letters and digits' && nonce=$value ;;
      unattended)
        attended=no
        shift
        continue
        ;;
      ssh)
        shift
        ssh_connection=$*
        case $ssh_connection in *[!0-9A-Za-z.:%\ ]*) fail usage 'ssh: not a connection' ;; esac
        return
        ;;
      *) fail usage 'an argument that is not known' ;;
    esac
    shift 2
  done
  case $proto in
    icmp) [ -z "$port" ] || fail usage 'port: only with proto tcp or udp' ;;
    *) [ -n "$port" ] || fail usage 'port: needed with proto tcp and udp' ;;
  esac
}

# first_address FAMILY DEVICE [LABEL]: the first address listed; IPv6 must be global.
first_address() {
  bounded 2 ip "-$1" addr show dev "$2" 2>/dev/null | while read -r kind address rest; do
    case $kind in inet | inet6) ;; *) continue ;; esac
    case "$kind $rest " in inet6*' scope link '* | inet6*' scope host '*) continue ;; esac
    if [ -n "${3-}" ]; then case " $rest " in *" $3 "*) ;; *) continue ;; esac fi
    printf '%s\n' "${address%%/*}"
    break
  done
}

# word_after WORD TEXT…: the word that follows WORD.
word_after() {
  wanted=$1
  shift
  while [ "$#" -gt 1 ]; do
    if [ "$1" = "$wanted" ]; then
      printf '%s\n' "$2"
      return
    fi
    shift
  done
}

resolve_interface() {
  is_interface "$1" || fail usage 'that cannot be the name of an interface'
  device=${1%%@*}
  label=
  case $device in *:*) label=$device device=${device%%:*} ;; esac
  if [ -d "/sys/class/net/$device" ]; then return; fi
  if [ -d /sys/class/net ]; then known=$(cd /sys/class/net && echo *); else known='(not known)'; fi
  fail interface-unknown "there is no interface $device; there are: $known"
}

resolve_address() {
  if [ -z "$to" ] && has ip; then
    to=$(first_address 4 "$device" "$label")
    [ -n "$to" ] || to=$(first_address 6 "$device" "$label")
  fi
}

# --- captures --------------------------------------------------------------------------------------------------

# Headers of the flow and its answers, whoever sends (NAT changes the source), and the neighbour resolution beside it.
capture_filter() {
  if [ "$(family_of "$to")" = 6 ]; then
    case $proto in
      icmp) echo "icmp6 and (host $to or ip6[40] == 135 or ip6[40] == 136)" ;;
      tcp) echo "(tcp port $port and host $to and ip6[53] & 6 > 0) or (icmp6 and (host $to or ip6[40] == 135 or ip6[40] == 136))" ;;
      udp) echo "(udp port $port and host $to) or (icmp6 and (host $to or ip6[40] == 135 or ip6[40] == 136))" ;;
    esac
    return
  fi
  resolved="arp host $to"
  for neighbour in $gateways ${from:+"$from"}; do
    if is_ipv4 "$neighbour"; then resolved="$resolved or arp host $neighbour"; fi
  done
  case $proto in
    icmp) echo "(icmp and host $to) or $resolved" ;;
    # SYN and RST alone: conversations that go on, ours by SSH among them, say nothing of new ones.
    tcp) echo "(tcp port $port and host $to and tcp[13] & 6 > 0) or (icmp and host $to) or $resolved" ;;
    # The answer of an unbound socket can leave with another source address.
    udp) echo "(udp port $port and host $to) or (udp src port $port) or (icmp and host $to) or $resolved" ;;
  esac
}

# Gateways that routes name (at most 8), and the devices that an answer may take (at most 4).
look_for_gateways() {
  gateways=
  devices=$device
  answers=
  if [ -n "$from" ]; then answers=$(bounded 2 ip route get "$from" from "$to" 2>/dev/null); fi
  listing=$(bounded 2 ip "-$(family_of "$to")" route show 2>/dev/null | head -n 200)
  count=0
  previous=
  for word in $answers $listing; do
    if [ "$previous" = via ] && is_address "$word"; then
      case " $gateways " in *" $word "*) ;; *) [ "$count" -ge 8 ] || gateways="$gateways $word" count=$((count + 1)) ;; esac
    fi
    previous=$word
  done
  routes=$(bounded 2 ip "-$(family_of "$to")" route show default 2>/dev/null | head -n 8)
  previous=
  for word in $answers $routes; do
    if [ "$previous" = dev ] && is_interface "$word"; then
      case " $devices " in
        *" $word "*) ;;
        *) case $devices in *' '*' '*' '*) ;; *) devices="$devices $word" ;; esac ;;
      esac
    fi
    previous=$word
  done
}

# LINUX_SLL2 prints interface and direction for "any": a libpcap that has it, and a tcpdump that can print it.
prints_interfaces() {
  case $(bounded 5 tcpdump -i any -L 2>&1 | grep LINUX_SLL2) in
    *'not supported'* | '') return 1 ;;
  esac
}

start_captures() {
  captures=0
  if [ -z "$to" ]; then
    gap capture "$device has no address: nothing to listen for"
  elif [ "$root" = no ]; then
    gap capture 'tcpdump needs root, and this user may not use sudo without a password'
  elif has tcpdump; then
    look_for_gateways
    expression=$(capture_filter)
    if prints_interfaces; then
      start_capture any -p -nn -e -s 96 -l -c "$packets" -i any -y LINUX_SLL2 "$expression"
    else
      for captured in $devices; do
        start_capture "$captured" -p -nn -e -s 96 -l -c "$packets" -i "$captured" "$expression"
      done
    fi
  else
    gap capture 'tcpdump is not installed'
  fi
  live capturing "$captures"
}

# start_capture NAME TCPDUMP_ARGUMENTS…; the last argument is the filter.
start_capture() {
  captures=$((captures + 1))
  name=$1
  shift
  typed=tcpdump
  for word in "$@"; do
    case $word in *' '*) typed="$typed '$word'" ;; *) typed="$typed $word" ;; esac
  done
  printf '%s\n' "$typed" >"$tmp/typed.$captures"
  {
    if [ "$timeouts" = yes ]; then
      timeout -k 1 "$seconds" tcpdump "$@" 2>&1 &
    else
      tcpdump "$@" 2>&1 &
    fi
    echo "$!" >"$tmp/capture.$captures.pid"
    wait
  } </dev/null 3<&- | relay "$tmp/capture.$captures" "$name" 3<&- &
  relays="$relays $!"
}

# Passes a capture's lines on as they come, and keeps them for its section.
relay() {
  trap '' TERM
  while IFS= read -r line; do
    printf '%s\n' "$line" >&4
    case $line in
      *'listening on '*) live listening "$2" ;;
      *)
        live packet "$2" "$line"
        # Nobody says "stop" to an unattended run: an answer ends it.
        case $attended$line in no*'echo reply'* | no*'Flags [S.]'*) end_captures ;; esac
        ;;
    esac
  done 4>"$1"
  live captured "$2"
}

# end_processes NAME: ends what this program started under that name.
end_processes() {
  for file in "$tmp/$1".pid "$tmp/$1".*.pid; do
    [ -f "$file" ] || continue
    read -r started <"$file" || continue
    if is_number "$started"; then kill "$started" 2>/dev/null; fi
  done
}

end_captures() {
  end_processes capture
  end_processes hold
}

# The time that a run may take, where no capture bounds it.
start_hold() {
  (
    trap 'kill "$sleeper" 2>/dev/null; wait "$sleeper"; exit' TERM
    sleep "$seconds" &
    sleeper=$!
    wait "$sleeper"
    end_processes capture
  ) </dev/null >/dev/null 2>&1 3<&- &
  hold=$!
  echo "$hold" >"$tmp/hold.pid"
}

await_captures() {
  if [ "$captures" -gt 0 ]; then
    for process in $relays; do wait "$process"; done
    kill "$hold" 2>/dev/null
  elif [ "$attended" = yes ]; then
    wait "$hold"
  else
    kill "$hold" 2>/dev/null
  fi
}

show_captures() {
  number=0
  while [ "$number" -lt "$captures" ]; do
    number=$((number + 1))
    read -r typed <"$tmp/typed.$number"
    section_as 5 "$typed" cat "$tmp/capture.$number"
  done
}

# --- the caller's words ----------------------------------------------------------------------------------------

# Runs beside the rest; reads the caller's words until the caller is gone.
listen() {
  while IFS= read -r word; do
    case $word in
      stop)
        interrupt_probe
        end_captures
        ;;
      go) start_probe ;;
      'from '*) if is_address "${word#from }"; then printf '%s\n' "${word#from }" >>"$tmp/sources"; fi ;;
    esac
  done
  end_captures
  kill -TERM "$$"
}

start_listener() {
  if [ "$attended" = yes ]; then
    listen <&3 &
    listener=$!
  fi
}

# --- the probe -------------------------------------------------------------------------------------------------

# Three small packets, a fifth of a second apart: enough to tell loss from chance, few enough for any host.
start_probe() {
  if [ -f "$tmp/probe.typed" ]; then return; fi
  reach=
  case $proto in
    icmp)
      if has ping; then
        reach='ping -n -c 3 -i 0.2 -W 1'
        # Before iputils 2015 IPv6 has a program of its own.
        if [ "$(family_of "$to")" = 6 ]; then if ping -6 -c 1 -W 1 ::1 >/dev/null 2>&1; then reach="$reach -6"; elif has ping6; then reach="ping6 -n -c 3 -i 0.2 -W 1"; fi; fi
        reach="$reach $to"
      fi
      ;;
    tcp) if has nc; then reach="nc -n -v -z -w 2 $to $port"; fi ;;
    udp) if has nc; then reach="nc -n -v -u -w 1 $to $port"; fi ;;
  esac
  if [ -z "$reach" ] && [ "$proto" = tcp ] && has bash; then
    # The words are validated: an address and a number.
    printf '%s\n' "bash -c 'exec 5<>/dev/tcp/$to/$port'" >"$tmp/probe.typed"
    (
      bounded 3 bash -c "exec 5<>/dev/tcp/$to/$port && echo connected" >"$tmp/probe.said" 2>&1
      end_probe "$?"
    ) </dev/null 3<&- &
    echo "$!" >"$tmp/probe.pid"
    return
  fi
  if [ -z "$reach" ]; then
    echo missing >"$tmp/probe.typed"
    live probed 127
    return
  fi
  printf '%s\n' "$reach" >"$tmp/probe.typed"
  (
    if [ "$proto" = udp ]; then
      # shellcheck disable=SC2086
      printf 'roundtrip\n' | timeout -k 1 3 $reach >"$tmp/probe.said" 2>&1
    elif [ "$timeouts" = yes ]; then
      # shellcheck disable=SC2086
      timeout -k 1 6 $reach >"$tmp/probe.said" 2>&1 &
      echo "$!" >"$tmp/reach.pid"
      wait "$!"
    else
      # shellcheck disable=SC2086
      bounded 6 $reach >"$tmp/probe.said" 2>&1
    fi
    reach_status=$?
    if [ "$proto$reach_status" = icmp0 ]; then probe_large; fi
    end_probe "$reach_status"
  ) </dev/null 3<&- &
  echo "$!" >"$tmp/probe.pid"
}

# Where small packets are answered: two as large as our own link takes, which nobody may fragment. A narrower link on the
# way that says nothing swallows them.
probe_large() {
  case $reach in ping6*) return ;; esac
  # shellcheck disable=SC2046
  outgoing=$(word_after dev $(bounded 2 ip route get "$to" 2>/dev/null))
  is_interface "$outgoing" || return
  read -r mtu <"/sys/class/net/$outgoing/mtu" 2>/dev/null || return
  is_between "$mtu" 1000 65000 || return
  headers=28
  if [ "$(family_of "$to")" = 6 ]; then headers=48; fi
  large="ping -n -c 2 -i 0.2 -W 1 -M do -s $((mtu - headers)) $to"
  # shellcheck disable=SC2086
  bounded 4 $large >"$tmp/large.said" 2>&1
  # BusyBox has no -M.
  if grep -q transmitted "$tmp/large.said"; then printf '%s\n' "$large" >"$tmp/large.typed"; fi
}

# An interrupt lets ping say what it has counted.
interrupt_probe() {
  if [ -f "$tmp/reach.pid" ] && [ ! -f "$tmp/probe.status" ]; then
    read -r reaching <"$tmp/reach.pid"
    if is_number "$reaching"; then kill -INT "$reaching" 2>/dev/null; fi
  fi
}

end_probe() {
  echo "$1" >"$tmp/probe.status"
  live probed "$1"
}

show_probe() {
  if [ -f "$tmp/probe.typed" ]; then read -r typed <"$tmp/probe.typed"; else return; fi
  if [ "$typed" = missing ]; then
    if [ "$proto" = icmp ]; then gap probe 'ping is not installed'; else gap probe 'neither nc nor bash is installed'; fi
    return
  fi
  waited=0
  while [ ! -f "$tmp/probe.status" ] && [ "$waited" -lt 60 ]; do
    sleep 0.05 2>/dev/null || sleep 1
    waited=$((waited + 1))
  done
  probe_status=124
  if [ -f "$tmp/probe.status" ]; then read -r probe_status <"$tmp/probe.status"; fi
  frame command "$typed"
  cat "$tmp/probe.said"
  frame exit "$probe_status"
  sections=$((sections + 1))
  if [ -f "$tmp/large.typed" ]; then
    read -r typed <"$tmp/large.typed"
    section_as 2 "$typed" cat "$tmp/large.said"
  fi
}

# --- what the host knows ---------------------------------------------------------------------------------------

show_counters() {
  section 2 cat /proc/net/netstat
  section 2 cat /proc/net/snmp
  if [ -r /proc/net/snmp6 ]; then section 2 cat /proc/net/snmp6; fi
}

# More routes than this are not listed: only those that cover the addresses in question are.
ROUTES_LISTED=20000

# show_covering_routes ADDRESS: where not all routes of its family were listed.
show_covering_routes() {
  case $many_routes in
    *"$(family_of "$1")"*) section 10 ip ${json:+"$json"} "-$(family_of "$1")" route show table all match "$1" ;;
  esac
}

# show_routes FAMILY
show_routes() {
  counted=$(bounded 5 ip "-$1" route show table all 2>/dev/null | head -n "$((ROUTES_LISTED + 1))" | wc -l)
  if [ "$counted" -le "$ROUTES_LISTED" ]; then
    section 5 ip ${json:+"$json"} "-$1" route show table all
    return
  fi
  gap "routes$1" "more than $ROUTES_LISTED routes: only those that cover the addresses in question were listed"
  many_routes="$many_routes $1"
  section 5 ip ${json:+"$json"} "-$1" route show table local
  for address in "$to" ${from:+"$from"}; do show_covering_routes "$address"; done
}

show_sysctls() {
  section_as 5 'grep -sH . /proc/sys/net/ipv4/conf/*/* /proc/sys/net/ipv4/* /proc/sys/net/ipv6/…' grep -sH . \
    /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/accept_local \
    /proc/sys/net/ipv4/conf/*/src_valid_mark /proc/sys/net/ipv4/conf/*/log_martians \
    /proc/sys/net/ipv4/conf/*/route_localnet /proc/sys/net/ipv4/conf/*/arp_ignore \
    /proc/sys/net/ipv4/conf/*/arp_announce /proc/sys/net/ipv4/conf/*/arp_filter \
    /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/conf/*/accept_source_route \
    /proc/sys/net/ipv4/conf/*/ignore_routes_with_linkdown /proc/sys/net/ipv4/conf/*/proxy_arp \
    /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/icmp_echo_ignore_all \
    /proc/sys/net/ipv4/icmp_echo_ignore_broadcasts /proc/sys/net/ipv4/icmp_ratelimit \
    /proc/sys/net/ipv4/icmp_ratemask /proc/sys/net/ipv4/fwmark_reflect \
    /proc/sys/net/ipv6/conf/*/forwarding /proc/sys/net/ipv6/conf/*/disable_ipv6 \
    /proc/sys/net/ipv6/conf/*/ignore_routes_with_linkdown /proc/sys/net/ipv6/conf/*/accept_ra \
    /proc/sys/net/ipv6/icmp/echo_ignore_all /proc/sys/net/ipv6/icmp/echo_ignore_multicast \
    /proc/sys/net/ipv6/icmp/echo_ignore_anycast
  if [ -r /proc/sys/net/netfilter/nf_conntrack_count ]; then
    section 2 grep -sH . /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max
  fi
}

# kernel_has MODULE SYMBOL: true where the kernel has it already; listing a packet filter must not load one.
kernel_has() {
  # A kernel without loadable modules has no such file, and nothing can be loaded into it.
  if [ -d "/sys/module/$1" ] || [ ! -e /proc/modules ]; then return 0; fi
  if grep -q "^$1 " /proc/modules; then return 0; fi
  if grep -s "/$1\.ko" "/lib/modules/$(uname -r)/modules.builtin" >/dev/null; then return 0; fi
  # What is built in and has no entry there still has its symbols.
  [ ! -r "/lib/modules/$(uname -r)/modules.builtin" ] && grep -qsw "$2" /proc/kallsyms
}

show_filters() {
  if [ "$root" = no ]; then
    gap filters 'listing the packet filter needs root'
    return
  fi
  listed=no
  tables=no
  if kernel_has nf_tables nft_do_chain; then
    tables=yes
    if has nft; then
      section 5 nft -a list ruleset && listed=yes
      # What iptables-nft added and nft has no words for stands there as "xt": iptables-save tells it.
      if [ "$listed" = yes ] && bounded 5 nft list ruleset 2>/dev/null | grep -q '[[:space:]]xt '; then
        for family in ip ip6; do if has "${family}tables-save"; then section 5 "${family}tables-save" -c; fi; done
      fi
    fi
  fi
  show_legacy_filter ip_tables iptables
  show_legacy_filter ip6_tables ip6tables
  if [ "$listed" = no ]; then
    if [ "$tables" = yes ]; then
      gap filters 'nf_tables is there, but neither nft nor iptables-save could list it'
    else
      frame command 'roundtrip filters'
      echo 'none: no packet filter is loaded'
      frame exit 0
      sections=$((sections + 1))
    fi
  fi
}

# The listing once more after the watch, where there are rules: whose counters rose decided.
show_filters_again() {
  if [ "$root" = yes ] && kernel_has nf_tables nft_do_chain && has nft && [ -n "$(bounded 5 nft list ruleset 2>/dev/null)" ]; then
    section 5 nft -a list ruleset
  fi
  for family in ip ip6; do
    if [ "$root" = yes ] && [ -s "/proc/net/${family}_tables_names" ] && has "${family}tables-legacy-save"; then
      section_as 5 "${family}tables-save -c" "${family}tables-legacy-save" -c
    fi
  done
}

# show_legacy_filter MODULE PROGRAM
show_legacy_filter() {
  names=
  if [ -r "/proc/net/$1_names" ]; then names=$(cat "/proc/net/$1_names"); fi
  if [ -n "$names" ]; then
    tables=yes
    if has "$2-legacy-save"; then
      section_as 5 "$2-save -c" "$2-legacy-save" -c && listed=yes
      return
    fi
    case $(readlink -f "$(command -v "$2-save")" 2>/dev/null) in
      *nft*) gap filters "$2 uses nf_tables here, and the tables of $1 cannot be listed with it" ;;
      *) if has "$2-save"; then section 5 "$2-save" -c && listed=yes; else gap filters "$2-save is not installed"; fi ;;
    esac
  elif [ "$listed" = no ] && [ "$tables" = yes ] && has "$2-save"; then
    section 5 "$2-save" -c && listed=yes
  fi
}

# ss is told to read /proc, for asking over netlink can load the kernel's diag modules.
show_sockets() {
  if has ss; then
    frame command 'ss -tuan'
    PROC_ROOT=/proc bounded 5 ss -tuan 2>&1 | head -n 5000
    frame exit 0
    sections=$((sections + 1))
  else
    gap sockets 'ss is not installed'
  fi
}

SECRETS='pass(word|phrase)|psk|secret|private-?key|preshared|wep-?key'

show_owners() {
  if [ -d /run/systemd/netif ] && has networkctl; then section 3 networkctl --no-pager status "$device"; fi
  if [ -d /run/NetworkManager ] && has nmcli; then
    section 3 nmcli -g GENERAL.CONNECTION,IP4.GATEWAY,IP4.ROUTE device show "$device"
  fi
  files=0
  for file in /etc/netplan/*.yaml /run/systemd/network/* /etc/systemd/network/*.network \
    /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network-scripts/route-* \
    /etc/sysconfig/network-scripts/rule-* /etc/network/interfaces /etc/network/interfaces.d/* \
    /etc/NetworkManager/system-connections/*.nmconnection /run/systemd/netif/leases/* \
    /var/lib/dhcp/*.leases /var/lib/dhclient/*.lease* /var/lib/NetworkManager/*.lease; do
    case $file in *' '* | *'*'*) continue ;; esac
    if [ -f "$file" ] && [ -r "$file" ] && [ "$files" -lt 40 ]; then
      files=$((files + 1))
      frame command "cat $file"
      # A lease file grows for years; the newest entries stand last.
      tail -n 200 "$file" 2>&1 | grep -viE "$SECRETS"
      frame exit 0
      sections=$((sections + 1))
    fi
  done
}

show_identity() {
  if has hostname; then section 2 hostname; fi
  section 2 uname -r
}

show_state() {
  if has ip; then
    json=
    case $(bounded 2 ip -j rule show 2>/dev/null) in '['*) json=-j ;; esac
    # BusyBox has neither details nor statistics.
    section 5 ip ${json:+"$json"} -d -s link show || section 5 ip link show
    section 5 ip ${json:+"$json"} addr show
    section 5 ip ${json:+"$json"} rule show
    section 5 ip ${json:+"$json"} -6 rule show
    show_routes 4
    show_routes 6
    section 5 ip ${json:+"$json"} neigh show
    if [ -n "$from" ]; then ask_oracle "$from"; fi
  else
    gap links 'ip is not installed'
  fi
  show_sysctls
  for file in /etc/iproute2/rt_tables /usr/share/iproute2/rt_tables /etc/iproute2/rt_tables.d/*.conf; do
    if [ -f "$file" ]; then section 2 cat "$file"; fi
  done
  show_filters
  if [ "$verb" = observe ] && has ip; then ask_about_named_sources; fi
  live state "$sections"
}

# What may come after the first verdict.
show_surroundings() {
  show_sockets
  section 2 grep -sH . /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name \
    /sys/class/dmi/id/chassis_asset_tag /sys/class/dmi/id/bios_vendor
  show_owners
  frame command "dmesg | grep -iE 'martian|link is|nf_conntrack|neighbour table' | tail -n 30"
  bounded 2 dmesg 2>&1 | grep -iE 'martian|link is|nf_conntrack|neighbour table|not permitted' | tail -n 30
  frame exit 0
  if [ -n "$ssh_connection" ]; then
    frame command "echo \$SSH_CONNECTION"
    printf '%s\n' "$ssh_connection"
    frame exit 0
    sections=$((sections + 1))
  fi
}

# ask_oracle SOURCE: what the kernel itself says of the request and of its answer.
ask_oracle() {
  case " $asked " in *" $1 "*) return ;; esac
  asked="$asked $1"
  if [ -z "$to" ] || [ "$(family_of "$1")" != "$(family_of "$to")" ]; then return; fi
  if [ "$verb" = probe ]; then
    # On the sending side it is the answer that must be let in.
    section 2 ip route get "$1" from "$to" iif "$device"
    return
  fi
  inward=
  outward=
  # Where a rule asks for the protocol, a question without it is another question.
  case $(bounded 2 ip "-$(family_of "$to")" rule show 2>/dev/null) in
    *ipproto* | *sport* | *dport*)
      inward="ipproto $proto"
      if [ "$proto$(family_of "$to")" = icmp6 ]; then inward='ipproto ipv6-icmp'; fi
      outward=$inward
      if [ -n "$port" ]; then
        inward="$inward dport $port"
        outward="$outward sport $port"
      fi
      ;;
  esac
  # shellcheck disable=SC2086
  section 2 ip route get "$to" from "$1" iif "$device" $inward
  # shellcheck disable=SC2086
  section 2 ip route get "$1" from "$to" $outward
  if [ "$1" != "$from" ]; then show_covering_routes "$1"; fi
}

ask_about_named_sources() {
  if [ -f "$tmp/sources" ]; then while IFS= read -r source; do ask_oracle "$source"; done <"$tmp/sources"; fi
}

# Senders that the caller named, and those that the captures show, at most four.
ask_about_sources() {
  ask_about_named_sources
  for source in $(captured_sources); do
    case " $asked " in *' '*' '*' '*' '*' '*) return ;; esac
    ask_oracle "$source"
  done
}

captured_sources() {
  number=0
  while [ "$number" -lt "$captures" ]; do
    number=$((number + 1))
    while IFS= read -r line; do
      case $line in *" > $to: "* | *" > $to.$port: "*) ;; *) continue ;; esac
      before=${line%% > "$to"[.:]*}
      before=${before##* }
      if [ "$proto" != icmp ]; then before=${before%.*}; fi
      if is_address "$before"; then printf '%s\n' "$before"; fi
    done <"$tmp/capture.$number"
  done | sort -u | head -n 4
}

# --- verbs that look -------------------------------------------------------------------------------------------

begin() {
  set -f
  make_workplace
  exec 3<&0 </dev/null
  set +f
  frame host "$(uname -n)" version 1
}

observe() {
  resolve_interface "$1"
  shift
  parse_flow "$@"
  begin
  start_listener
  resolve_address
  live flow "${to:-none}"
  show_identity
  show_counters
  start_hold
  start_captures
  show_state
  show_surroundings
  finish_watching
}

# The sending side: its interface is the one that its route to the address takes.
probe() {
  is_address "$1" || fail usage 'probe: not an address'
  to=$1
  shift
  parse_flow "$@"
  begin
  start_listener
  has ip || fail host-ip-missing 'ip is not installed'
  way=$(bounded 2 ip route get "$to" 2>/dev/null)
  # shellcheck disable=SC2086
  device=$(word_after dev $way)
  # shellcheck disable=SC2086
  own=$(word_after src $way)
  is_interface "$device" || device=lo
  if is_address "$own"; then from=$own; fi
  live source "${own:-none}"
  show_identity
  show_counters
  start_hold
  start_captures
  section 2 ip route get "$to"
  show_state
  show_surroundings
  finish_watching
}

capture() {
  resolve_interface "$1"
  shift
  parse_flow "$@"
  begin
  start_listener
  resolve_address
  live flow "${to:-none}"
  show_counters
  start_hold
  start_captures
  live state "$sections"
  finish_watching
}

finish_watching() {
  await_captures
  show_probe
  show_captures
  if has ip; then
    if [ "$verb" != probe ]; then ask_about_sources; fi
    section 5 ip ${json:+"$json"} neigh show
  fi
  show_counters
  if [ "$verb" != probe ]; then show_filters_again; fi
  frame end
}

# --- verbs that change -----------------------------------------------------------------------------------------

# What a change is made of and undone with; the undo that stands on the host is this text and the steps.
change_library() {
  cat <<'LIBRARY'
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:/run/current-system/sw/bin
LC_ALL=C
export PATH LC_ALL
umask 077

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

# undo_step NUMBER KIND WORDS…: nothing where the step was never begun.
undo_step() {
  [ -e "$record/step.$1" ] || return 0
  kind=$2
  shift 2
  "undo_$kind" "$@"
}
LIBRARY
}

# The end of the undo's text: waits where it must, decides who wins, and undoes.
undo_ending() {
  cat <<'ENDING'

# undo.sh wait | timer | now WHY: "wait" sleeps until the deadline first; "now" holds for a confirmed change too.
mode=$1
why=${2-nobody confirmed the change in time}
decision() {
  cat "$record/decision" 2>/dev/null
}
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
  if undo_all; then
    printf '%s\n' "$why" >"$record/undone.new" && mv "$record/undone.new" "$record/undone"
    exit 0
  fi
  sleep 1
done
exit 1
ENDING
}

# --- the words of a step ---------------------------------------------------------------------------------------

is_changeable_table() {
  is_between "$1" 1 2147483647 || return 1
  case $1 in 253 | 254 | 255 | 0*) return 1 ;; esac
}

is_sysctl_key() {
  case $1 in net.ipv4.conf.*.*) ;; *) return 1 ;; esac
  setting=${1#net.ipv4.conf.}
  name=${setting##*.}
  of=${setting%.*}
  case $of in *.*) return 1 ;; esac
  is_interface "$(printf '%s\n' "$of" | tr / .)" || return 1
  case $name in
    src_valid_mark) [ "$of" != default ] ;;
    rp_filter | arp_ignore | arp_announce | arp_filter) case $of in all | default) return 1 ;; esac ;;
    *) return 1 ;;
  esac
}

check_route() {
  is_changeable_table "$2" || fail usage "route: table $2 is not one that may be changed"
  is_prefix "$1" "$3" || fail usage 'route: not a destination'
  is_interface "$4" || fail usage 'route: not an interface'
  [ "$5" = - ] || is_address_of "$1" "$5" || fail usage 'route: not a gateway'
  case $6 in - | link | global) ;; *) fail usage 'route: scope is link, global or -' ;; esac
  [ "$7" = - ] || is_address_of "$1" "$7" || fail usage 'route: not a source'
}

check_rule() {
  is_between "$2" 1 32765 || fail usage 'rule: preference must be 1 to 32765'
  is_prefix "$1" "$3" || fail usage 'rule: not an address'
  case $1/${3#*/} in 4/32 | 6/128) ;; *) fail usage 'rule: one address, of full length' ;; esac
  is_changeable_table "$4" || fail usage "rule: table $4 is not one that may be used"
}

check_sysctl() {
  is_sysctl_key "$1" || fail usage 'sysctl: not one that may be changed'
  is_between "$2" 0 8 && is_between "$3" 0 8 || fail usage 'sysctl: values are 0 to 8'
}

# parse_steps STEP…: checks all of them; one a line in $steps.
parse_steps() {
  steps=
  step_count=0
  while [ "$#" -gt 0 ]; do
    case $1 in
      route) length=8 ;;
      rule) length=5 ;;
      sysctl) length=4 ;;
      *) fail usage 'a step is a route, a rule or a sysctl' ;;
    esac
    [ "$#" -ge "$length" ] || fail usage "$1: too few words"
    case $1 in
      route) check_route "$2" "$3" "$4" "$5" "$6" "$7" "$8" && line="route $2 $3 $4 $5 $6 $7 $8" ;;
      rule) check_rule "$2" "$3" "$4" "$5" && line="rule $2 $3 $4 $5" ;;
      sysctl) check_sysctl "$2" "$3" "$4" && line="sysctl $2 $3 $4" ;;
    esac
    step_count=$((step_count + 1))
    [ "$step_count" -le 200 ] || fail usage 'more than 200 steps'
    steps="$steps$line
"
    shift "$length"
  done
}

# --- the record of a change ------------------------------------------------------------------------------------

find_record() {
  is_id "$1" || fail usage 'an id is letters and digits'
  id=$1
  base=
  for place in /run /var/run /var/lib; do
    if [ -d "$place" ] && [ -w "$place" ]; then
      base=$place/roundtrip
      break
    fi
  done
  [ -n "$base" ] || fail host-workplace 'neither /run nor /var/lib can be written'
  record=$base/$id
  eval "$(change_library)"
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
  frame host "$(uname -n)" version 1
  if [ "$root" = no ]; then
    result refused 'changing routes, rules and sysctls needs root, and this user may not use sudo without a password'
    exit 0
  fi
  find_record "$1"
}

# One change at a time; a lock whose owner is gone is taken over.
lock() {
  mkdir -p "$base" && chmod 700 "$base"
  tries=0
  while :; do
    if mkdir "$base/lock" 2>/dev/null; then
      echo "$$" >"$base/lock/pid"
      trap 'rm -rf "$base/lock"' EXIT
      trap 'exit 129' HUP
      trap 'exit 143' TERM
      trap '' PIPE
      return
    fi
    tries=$((tries + 1))
    owner=
    if [ -f "$base/lock/pid" ]; then read -r owner <"$base/lock/pid"; fi
    if [ "$tries" -gt 1 ] && { [ -z "$owner" ] || [ ! -d "/proc/$owner" ]; }; then rm -rf "$base/lock"; fi
    if [ "$tries" -gt 5 ]; then
      result refused 'another change is being made on this host'
      exit 0
    fi
    sleep 1
  done
}

uptime_seconds() {
  read -r uptime rest </proc/uptime
  echo "${uptime%%.*}"
}

write_undo() {
  {
    printf '# Roundtrip: undoes change %s. It can be run again and again.\n' "$id"
    printf "record='%s'\n" "$record"
    change_library
    printf 'undo_all() {\n  undone=0\n'
    number=$step_count
    while [ "$number" -gt 0 ]; do
      line=$(printf '%s' "$steps" | sed -n "${number}p")
      printf '  undo_step %s %s || undone=1\n' "$number" "$line"
      number=$((number - 1))
    done
    printf '  return "$undone"\n}\n'
    undo_ending
  } >"$record/undo.sh"
}

detached_undo_waits() {
  waiting=
  if [ -f "$record/pid" ]; then read -r waiting <"$record/pid"; fi
  is_number "$waiting" && grep -q "$record/undo.sh" "/proc/$waiting/cmdline" 2>/dev/null
}

timer_undo_waits() {
  systemctl is-active --quiet "roundtrip-undo-$id.timer" 2>/dev/null
}

undo_waits() {
  detached_undo_waits || { [ -d /run/systemd/system ] && timer_undo_waits; }
}

# arm SECONDS: says by which method in $method; fails where neither works.
arm() {
  echo "$(($(uptime_seconds) + $1))" >"$record/deadline"
  if [ -d /run/systemd/system ] && has systemd-run; then
    bounded 5 systemctl stop "roundtrip-undo-$id.timer" >/dev/null 2>&1
    bounded 5 systemd-run --quiet --unit="roundtrip-undo-$id" --on-active="${1}s" \
      --timer-property=AccuracySec=100ms /bin/sh "$record/undo.sh" timer >/dev/null 2>&1
    if timer_undo_waits; then
      method=systemd-run
      return
    fi
  fi
  method=detached-process
  if has setsid; then
    setsid sh "$record/undo.sh" wait </dev/null >/dev/null 2>&1 3<&- &
  else
    (
      trap '' HUP
      exec sh "$record/undo.sh" wait
    ) </dev/null >/dev/null 2>&1 3<&- &
  fi
  tries=0
  until detached_undo_waits; do
    tries=$((tries + 1))
    [ "$tries" -le 40 ] || return 1
    sleep 0.05 2>/dev/null || sleep 1
  done
}

disarm() {
  if detached_undo_waits; then kill "$waiting" 2>/dev/null; fi
  if [ -d /run/systemd/system ]; then bounded 5 systemctl stop "roundtrip-undo-$id.timer" >/dev/null 2>&1; fi
}

# refuse_change WHY: nothing was changed, or it is undone now.
refuse_change() {
  sh "$record/undo.sh" now "$1" </dev/null >/dev/null 2>&1
  if [ -f "$record/undone" ]; then
    disarm
    result refused "$1"
  else
    result failed "$1; and undoing what had been done did not succeed: the armed undo tries again"
  fi
  exit 0
}

# obstacle KIND WORDS…: why the step cannot be made; nothing where it can.
obstacle() {
  kind=$1
  shift
  case $kind in
    route)
      found=$(routes_to "$1" "$2" "$3")
      [ -z "$found" ] || echo "table $2 already has a route to $3: $found"
      ;;
    rule)
      found=$(rules_at "$1" "$2")
      [ -z "$found" ] || echo "preference $2 is taken: $found"
      ;;
    sysctl)
      found=$(sysctl_value "$1")
      [ "$found" = "$2" ] || echo "$1 is ${found:-missing}, not $2"
      ;;
  esac
}

# The word that IPv6 needs and IPv4 does not.
six() {
  if [ "$1" = 6 ]; then echo -6; fi
}

make_change() {
  kind=$1
  shift
  case $kind in
    # shellcheck disable=SC2046
    route) section 5 ip $(six "$1") route add $(route_words "$@") ;;
    # shellcheck disable=SC2046
    rule) section 5 ip $(six "$1") rule add pref "$2" from "$3" lookup "$4" ;;
    sysctl)
      frame command "sysctl -w $1=$3"
      printf '%s\n' "$3" >"$(sysctl_path "$1")"
      section_status=$?
      frame exit "$section_status"
      return "$section_status"
      ;;
  esac
}

change_is_there() {
  kind=$1
  shift
  case $kind in
    route) route_is_there "$@" ;;
    rule) rule_is_there "$@" ;;
    sysctl) [ "$(sysctl_value "$1")" = "$3" ] ;;
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

make_step() {
  made=$1
  shift
  : >"$record/step.$made"
  if make_change "$@"; then return 0; fi
  # The kernel refused it, so it is not there by our hand.
  rm -f "$record/step.$made"
  reason="step $made was refused: $*"
  return 1
}

# Shows the change as the plan's own check does, and makes sure of it.
check_step_is_there() {
  shift
  # shellcheck disable=SC2046
  case $1 in
    route) section 5 ip $(six "$2") route show table "$3" ;;
    rule) section 5 ip $(six "$2") rule show ;;
    sysctl) section_as 5 "sysctl -n $2" cat "$(sysctl_path "$2")" ;;
  esac
  if change_is_there "$@"; then return 0; fi
  reason="after it was made it is not there: $*"
  return 1
}

apply() {
  apply_id=$1
  apply_delay=$2
  shift 2
  begin_change "$apply_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  is_between "$apply_delay" 1 86400 || fail usage 'the undo is armed for 1 to 86400 seconds'
  [ "$#" -gt 0 ] || fail usage 'apply: no steps'
  parse_steps "$@"
  has ip || fail host-ip-missing 'ip is not installed'
  lock
  forget_old_records
  if [ -d "$record" ]; then
    if [ -f "$record/armed" ] && [ ! -f "$record/undone" ]; then
      result refused 'a change is already applied under this id'
      exit 0
    fi
    disarm
    rm -rf "$record"
  fi
  reason=
  if each_step check_step_is_free; then :; else
    result refused "$reason"
    exit 0
  fi
  mkdir "$record" || fail host-workplace "$record cannot be made"
  printf '%s' "$steps" >"$record/steps"
  write_undo
  if arm "$apply_delay"; then :; else
    rm -rf "$record"
    result refused 'the undo could not be armed'
    exit 0
  fi
  echo "$method" >"$record/armed"
  live armed "$method" "$apply_delay"
  each_step make_step || refuse_change "$reason"
  each_step check_step_is_there || refuse_change "$reason"
  echo applied >"$record/applied.new" && mv "$record/applied.new" "$record/applied"
  result applied "method=$method" "seconds=$apply_delay"
}

# What was undone over a day ago is of no use any more; a confirmed change keeps its record, for its undo.
forget_old_records() {
  for old in "$base"/T*; do
    if [ -f "$old/undone" ] && [ -n "$(find "$old/undone" -mtime +0 2>/dev/null)" ]; then rm -rf "$old"; fi
  done
}

report_status() {
  if [ ! -f "$record/armed" ]; then
    if [ -f "$record/undone" ]; then result undone "$(cat "$record/undone")"; else result none; fi
    return
  fi
  if [ -f "$record/undone" ]; then
    result undone "$(cat "$record/undone")"
    return
  fi
  case $(cat "$record/decision" 2>/dev/null) in
    confirmed)
      result confirmed
      return
      ;;
  esac
  left=0
  if [ -f "$record/deadline" ]; then
    read -r deadline <"$record/deadline"
    left=$((deadline - $(uptime_seconds)))
    if [ "$left" -lt 0 ]; then left=0; fi
  fi
  if undo_waits; then result applied armed=yes "seconds=$left"; else result applied armed=no "seconds=$left"; fi
}

status() {
  begin_change "$@"
  report_status
}

confirm() {
  begin_change "$@"
  lock
  if [ -f "$record/applied" ] && [ ! -f "$record/undone" ]; then
    echo confirmed >"$record/claim.$$"
    ln "$record/claim.$$" "$record/decision" 2>/dev/null
    rm -f "$record/claim.$$"
    case $(cat "$record/decision" 2>/dev/null) in
      confirmed) disarm ;;
      *)
        # The undo was faster: its end is what counts.
        tries=0
        while [ ! -f "$record/undone" ] && [ "$tries" -lt 8 ]; do
          sleep 1
          tries=$((tries + 1))
        done
        ;;
    esac
  fi
  report_status
}

undo() {
  undo_id=$1
  shift
  begin_change "$undo_id" "$@"
  if [ "${1-}" = nonce ]; then shift 2; fi
  parse_steps "$@"
  lock
  if [ -f "$record/undone" ]; then
    report_status
    return
  fi
  if [ ! -f "$record/undo.sh" ]; then
    if [ "$step_count" = 0 ]; then
      result none
      return
    fi
    # The record is gone (a reboot clears /run): what the plan would have made is removed where it is there.
    mkdir -p "$record"
    number=0
    while [ "$number" -lt "$step_count" ]; do
      number=$((number + 1))
      : >"$record/step.$number"
    done
    write_undo
  fi
  section_as 20 "sh $record/undo.sh now" sh "$record/undo.sh" now 'a person asked for it'
  if [ -f "$record/undone" ]; then
    disarm
    result undone "$(cat "$record/undone")"
  else
    result failed 'not everything could be undone'
  fi
}

# --- the one way in --------------------------------------------------------------------------------------------

main() {
  nonce=$$
  attended=yes
  to= from= proto=icmp port= seconds=8 packets=50 ssh_connection= device= label= gateways=
  sections=0 captures=0 relays= listener= hold= asked= json= many_routes= tmp=/nonexistent record=/nonexistent
  prepare
  # Known before anything can fail: how the caller is spoken to.
  previous=
  for word in "$@"; do
    if [ "$previous" = nonce ] && is_id "$word"; then nonce=$word; fi
    if [ "$word" = unattended ]; then attended=no; fi
    previous=$word
  done
  verb=${1-}
  [ "$#" -gt 0 ] && shift
  case $verb in
    observe | probe | capture | confirm | undo | status) [ "$#" -ge 1 ] || fail usage "$verb: too few arguments" ;;
    apply) [ "$#" -ge 2 ] || fail usage 'apply: too few arguments' ;;
    *) fail usage 'the verbs are observe, probe, capture, apply, confirm, undo and status' ;;
  esac
  set -f
  for word in "$@"; do
    case $word in '' | *[!A-Za-z0-9.:%@/_-]*) fail usage 'an argument with characters that are not allowed' ;; esac
  done
  set +f
  "$verb" "$@"
}

main "$@"; exit
