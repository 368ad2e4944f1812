# --- captures

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

# LINUX_SLL2 prints interface and direction for "any": a libpcap that has it, and a tcpdump that can print it. Both know
# --immediate-mode too, without which a packet is shown up to a second late.
prints_interfaces() {
  case $(bounded 5 tcpdump -i any -L 2>&1 | grep LINUX_SLL2) in
    *'not supported'* | '') return 1 ;;
  esac
}

start_captures() {
  captures=0
  if [ -n "$gone" ]; then
    gap capture "there is no interface $gone"
  elif [ -z "$to" ]; then
    gap capture "$device has no address: nothing to listen for"
  elif [ "$unwatched" = yes ]; then
    gap capture 'packets are not captured here, as the configuration wants it'
  elif [ "$slack" -gt "$MOST_SLACK" ]; then
    gap capture "commands take seconds to begin: no capture would listen in time"
  elif [ "$root" = no ]; then
    gap capture 'tcpdump needs root, and this user may not use sudo without a password'
  elif has tcpdump; then
    look_for_gateways
    expression=$(capture_filter)
    if prints_interfaces; then
      start_capture any -p -nn -e -s 96 -l --immediate-mode -i any -y LINUX_SLL2 "$expression"
    else
      for captured in $devices; do
        start_capture "$captured" -p -nn -e -s 96 -l -i "$captured" "$expression"
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
      timeout -k 1 "$((seconds + LONGEST_HOLD))" tcpdump "$@" 2>&1 &
    else
      tcpdump "$@" 2>&1 &
    fi
    echo "$!" >"$tmp/capture.$captures.pid"
    wait
  } </dev/null 3<&- | relay "$tmp/capture.$captures" "$name" 3<&- &
  relays="$relays $!"
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

await_captures() {
  for process in $relays; do wait "$process"; done
  # A probe goes on where a capture ends early: the counters after it must have counted all of it.
  if [ "$prober" = yes ]; then
    wait "$hold"
  elif [ "$captures" = 0 ] && [ "$attended" = yes ]; then
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
    if [ -f "$tmp/capture.$number.lost" ]; then
      read -r lost <"$tmp/capture.$number.lost"
      frame command 'roundtrip incomplete capture'
      printf '%s packets more came than were kept\n' "$lost"
      frame exit 0
      sections=$((sections + 1))
    fi
  done
}
