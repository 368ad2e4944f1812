# --- what a capture shows: passed on as it comes, and kept

# Packets of the flow that are kept where a probe is sent: more than any probe has.
MOST_OF_A_FLOW=1000
# No ping of a look counts its requests so far (probe.sh): those of a higher number are somebody else's.
HIGHEST_SEQUENCE=60

# relay FILE NAME: reads tcpdump's lines. A capture must not fill with other people's packets before the probe is sent, so
# only so many of theirs are kept; what could have been the probe's and was not kept is counted.
relay() {
  trap '' TERM
  of_flow=0 of_earlier=0 of_others=0 of_link=0 lost=0 earlier=
  while IFS= read -r line; do
    case $line in
      *'listening on '*)
        printf '%s\n' "$line" >&4
        live listening "$2"
        continue
        ;;
      '' | tcpdump:* | 'dropped privs '* | *' captured' | *' received by filter' | *' dropped by '*)
        printf '%s\n' "$line" >&4
        continue
        ;;
    esac
    is_kept || continue
    printf '%s\n' "$line" >&4
    live packet "$2" "$line"
    # Nobody says "stop" to an unattended run: an answer ends it.
    case $attended$line in no*'echo reply'* | no*'Flags [S.]'*) end_captures ;; esac
    if [ "$prober" = no ] && [ "$of_flow" -ge "$packets" ]; then end_captures; fi
  done 4>"$1"
  if [ "$lost" -gt 0 ]; then echo "$lost" >"$1.lost"; fi
  if [ -f "$tmp/stopped" ]; then live captured "$2" stopped; else live captured "$2" ended; fi
}

# Whether the packet in $line is kept.
is_kept() {
  case $line in
    *ARP,* | *' neighbor '*)
      of_link=$((of_link + 1))
      kept_if "$of_link" -le "$((packets * 4))"
      return
      ;;
  esac
  if is_of_flow; then
    of_flow=$((of_flow + 1))
    [ "$prober" = no ] || kept_if "$of_flow" -le "$MOST_OF_A_FLOW"
    return
  fi
  # What was under way before the probe is not the probe's, even where its source was translated.
  conversation=${line#*ethertype*length *: }
  case $proto in icmp) conversation=${conversation%%, seq *} ;; *) conversation=${conversation%%: *} ;; esac
  known=no
  case $earlier in *"|$conversation|"*) known=yes ;; esac
  if [ "$known" = no ] && is_beyond_a_probe; then known=yes; fi
  if [ "$known" = no ] && [ "$prober" = yes ] && [ ! -f "$tmp/expected" ] && [ "${#earlier}" -lt 8000 ]; then
    earlier="$earlier|$conversation|"
    known=yes
  fi
  if [ "$known" = yes ]; then
    of_earlier=$((of_earlier + 1))
    [ "$of_earlier" -le "$packets" ]
  else
    of_others=$((of_others + 1))
    kept_if "$of_others" -le "$((packets * 4))"
  fi
}

# Whether the packet in $line is of a ping that has gone on for longer than any of a look.
is_beyond_a_probe() {
  [ "$prober" = yes ] || return 1
  case $line in *'ICMP'*' echo re'*', seq '*) ;; *) return 1 ;; esac
  sequence=${line##*, seq }
  sequence=${sequence%%[!0-9]*}
  [ -n "$sequence" ] && [ "$sequence" -gt "$HIGHEST_SEQUENCE" ]
}

# kept_if TEST…: where the test fails a packet is lost that may have been the probe's.
kept_if() {
  if [ "$@" ]; then return 0; fi
  lost=$((lost + 1))
  return 1
}

# Whether the packet in $line is to or from one whose packets are waited for; everybody's are where nobody was named.
is_of_flow() {
  if is_to_or_from "$from"; then return 0; fi
  if [ -f "$tmp/sources" ]; then
    while IFS= read -r source; do if is_to_or_from "$source"; then return 0; fi; done <"$tmp/sources"
    return 1
  fi
  [ -z "$from" ] && [ "$prober" = no ]
}

is_to_or_from() {
  [ -n "$1" ] || return 1
  case $line in
    *" $1 > $to: "* | *" $to > $1: "*) [ "$proto" = icmp ] ;;
    *" $1."*" > $to.$port: "* | *".$port > $1."*) [ "$proto" != icmp ] ;;
    *) return 1 ;;
  esac
}
