# --- the kernel's own answers

# ask_oracle SOURCE: what the kernel itself says of the request and of its answer.
ask_oracle() {
  case " $asked " in *" $1 "*) return ;; esac
  asked="$asked $1"
  if [ -z "$to" ] || [ "$(family_of "$1")" != "$(family_of "$to")" ] || [ -n "$gone" ] || is_out_of_time; then return; fi
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
