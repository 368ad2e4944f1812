# --- the probe

# A probe that has not ended after so long (seconds) hangs.
LONGEST_PROBE=60

# start_probe COUNT|large ID: so many small packets, a fifth of a second apart, or two as large as the link takes. TCP and UDP
# try once. The id is the ICMP id, or the port that it is sent from: what its packets are known by.
start_probe() {
  if [ "$#" != 2 ] || ! is_between "$2" 1 65535 || [ "$probes" -ge 9 ]; then return; fi
  probes=$((probes + 1))
  patience=$((seconds - 3))
  if [ "$patience" -lt 1 ]; then patience=1; fi
  reach=
  case $1-$proto in
    large-icmp) large_ping "$2" ;;
    large-*) ;;
    *-icmp) if is_between "$1" 1 30; then small_ping "$1" "$2"; fi ;;
    *-tcp) attempt_tcp "$2" ;;
    *-udp) attempt_udp "$2" ;;
  esac
  if [ -z "$reach" ]; then
    if [ "$1" != large ]; then echo missing >"$tmp/probe.$probes.typed"; fi
    live probed "$probes" 127
    return
  fi
  printf '%s\n' "$reach" >"$tmp/probe.$probes.typed"
  live probing "$probes" "$reach"
  run_probe "$probes" </dev/null 3<&- &
  echo "$!" >"$tmp/probe.$probes.pid"
}

# run_probe NUMBER: in a shell of its own.
run_probe() {
  input=/dev/null
  if [ "$proto" = udp ]; then input=$tmp/payload && echo roundtrip >"$input"; fi
  case $reach in
    bash*) bounded "$patience" bash -c "exec 5<>/dev/tcp/$to/$port && echo connected" >"$tmp/probe.$1.said" 2>&1 ;;
    *)
      if [ "$timeouts" = yes ]; then
        # shellcheck disable=SC2086
        timeout -k 1 "$LONGEST_PROBE" $reach >"$tmp/probe.$1.said" 2>&1 <"$input" &
        echo "$!" >"$tmp/reach.$1.pid"
        wait "$!"
      else
        # shellcheck disable=SC2086
        $reach >"$tmp/probe.$1.said" 2>&1 <"$input"
      fi
      ;;
  esac
  status=$?
  counts=$(sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) .*/\1 \2/p' "$tmp/probe.$1.said")
  # BusyBox has no -M: what it says of that is no probe.
  case $reach-$counts in *' -M do '*-) rm -f "$tmp/probe.$1.typed" ;; esac
  echo "$status" >"$tmp/probe.$1.status"
  # shellcheck disable=SC2086
  live probed "$1" "$status" $counts
}

# The ping that this host has for the flow's family, without its target, as $ping; empty where there is none.
find_ping() {
  if [ -n "${ping-}" ] || ! has ping; then return; fi
  ping='ping -n'
  takes_id=no
  if ping -h 2>&1 | grep -q -- ' -e <'; then takes_id=yes; fi
  if [ "$(family_of "$to")" = 4 ]; then return; fi
  # Without root an id needs a raw socket in IPv6.
  if [ "$root" = no ]; then takes_id=no; fi
  # Before iputils 2015 IPv6 has a program of its own.
  if ping -6 -c 1 -W 1 ::1 >/dev/null 2>&1; then
    ping='ping -n -6'
  elif has ping6; then
    ping='ping6 -n' takes_id=no
  fi
}

# small_ping COUNT ID
small_ping() {
  find_ping
  if [ -z "${ping-}" ]; then return; fi
  reach="$ping -c $1 -i 0.2 -W $patience"
  if [ "$takes_id" = yes ]; then reach="$reach -e $2"; fi
  reach="$reach $to"
}

# Two as large as our own link takes, which nobody may fragment: a narrower link on the way that says nothing swallows them.
large_ping() {
  find_ping
  case ${ping-ping6} in ping6*) return ;; esac
  # shellcheck disable=SC2046
  outgoing=$(word_after dev $(bounded 2 ip route get "$to" 2>/dev/null))
  is_interface "$outgoing" || return
  read -r mtu <"/sys/class/net/$outgoing/mtu" 2>/dev/null || return
  is_between "$mtu" 1000 65000 || return
  headers=28
  if [ "$(family_of "$to")" = 6 ]; then headers=48; fi
  reach="$ping -c 2 -i 0.2 -W $patience -M do -s $((mtu - headers))"
  if [ "$takes_id" = yes ]; then reach="$reach -e $1"; fi
  reach="$reach $to"
}

# attempt_tcp PORT; attempt_udp PORT: from that port, unless it is taken.
attempt_tcp() {
  if has nc; then
    reach="nc -n -v -z -w $patience$(free_port "$1") $to $port"
  elif has bash; then
    # The words are validated: an address and a number.
    reach="bash -c 'exec 5<>/dev/tcp/$to/$port'"
  fi
}

attempt_udp() {
  if has nc; then reach="nc -n -v -u -w $patience$(free_port "$1") $to $port"; fi
}

free_port() {
  if grep -qsi ":$(printf '%04X' "$1") " /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6; then return; fi
  printf ' -p %s' "$1"
}

# An interrupt lets ping say what it has counted; others ignore it, as what runs in the background does.
interrupt_probes() {
  for file in "$tmp"/reach.*.pid; do
    [ -f "$file" ] || continue
    number=${file##*/reach.}
    number=${number%.pid}
    [ ! -f "$tmp/probe.$number.status" ] || continue
    read -r reaching <"$file"
    signal=TERM
    case $(cat "$tmp/probe.$number.typed") in ping*) signal=INT ;; esac
    if is_number "$reaching"; then kill -s "$signal" "$reaching" 2>/dev/null; fi
  done
}

show_probes() {
  number=0
  waited=0
  while [ "$number" -lt 9 ]; do
    number=$((number + 1))
    if [ -f "$tmp/probe.$number.typed" ]; then show_probe "$number"; fi
  done
}

show_probe() {
  while [ -f "$tmp/probe.$1.typed" ] && [ ! -f "$tmp/probe.$1.status" ] && [ "$waited" -lt 60 ]; do
    read -r typed <"$tmp/probe.$1.typed"
    if [ "$typed" = missing ]; then
      if [ "$proto" = icmp ]; then gap probe 'ping is not installed'; else gap probe 'neither nc nor bash is installed'; fi
      return
    fi
    sleep 0.05 2>/dev/null || sleep 1
    waited=$((waited + 1))
  done
  read -r typed <"$tmp/probe.$1.typed" || return
  probe_status=124
  if [ -f "$tmp/probe.$1.status" ]; then read -r probe_status <"$tmp/probe.$1.status"; fi
  frame command "$typed"
  cat "$tmp/probe.$1.said"
  frame exit "$probe_status"
  sections=$((sections + 1))
}
