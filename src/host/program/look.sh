# --- the verbs that look

begin() {
  set -f
  make_workplace
  exec 3<&0 </dev/null
  set +f
  read -r name </proc/sys/kernel/hostname
  frame host "$name" version 1
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
  ask_for_gateway
  show_counters
  note_counters
  start_hold
  start_captures
  show_host
  finish_watching
}

# All interfaces, no flow and no packets. Who is asked for one address only has "observe".
survey() {
  parse_flow "$@"
  begin
  start_listener
  show_identity
  find_surveyed_devices
  begin_reading
  show_state
  show_passage
  show_owners
  show_connection
  end_reading
  frame end
}

# More interfaces than these are listed without what may stand at their queues.
MOST_SURVEYED=32

# Those that hold addresses of their own that other networks can ask for.
find_surveyed_devices() {
  device=
  devices=
  surveyed=0
  most_passed=$((2 * MOST_SURVEYED))
  if ! has ip; then return; fi
  # shellcheck disable=SC2013
  for word in $(bounded 5 ip -o addr show scope global 2>/dev/null | while read -r index name rest; do echo "$name"; done); do
    if ! is_interface "$word"; then continue; fi
    case " $devices " in *" $word "*) continue ;; esac
    if [ "$surveyed" -ge "$MOST_SURVEYED" ]; then
      gap hooks "what stands at queues was listed for the first $MOST_SURVEYED interfaces alone"
      return
    fi
    surveyed=$((surveyed + 1))
    devices="${devices:+$devices }$word"
  done
}

# A gateway that a person has named is looked for on the link by the interface's own address, before anything is captured. The echo
# request is for it alone; whether it can be reached at all, its entry among the neighbours says.
ask_for_gateway() {
  if [ -z "$named" ] || [ -n "$gone" ]; then return; fi
  if [ "$(family_of "$named")" != "$(family_of "${to:-$named}")" ]; then return; fi
  find_ping
  if [ -z "${ping-}" ]; then return; fi
  # -r: past routes that may lead to it by a router. BusyBox has none.
  # shellcheck disable=SC2086
  bounded 2 $ping -r -c 1 -W 1 -I "$device" "$named" >/dev/null 2>&1 ||
    bounded 2 $ping -c 1 -W 1 -I "$device" "$named" >/dev/null 2>&1
  remark "asked $named $device" "the neighbours tell whether it answered"
}

# The sending side: its interface is the one that its route to the address takes.
probe() {
  is_address "$1" || fail usage 'probe: not an address'
  to=$1
  prober=yes
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
  note_counters
  start_hold
  start_captures
  section 2 ip route get "$to"
  show_host
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
  note_counters
  start_hold
  start_captures
  live state "$sections"
  finish_watching
}

# Everything that is listed while the captures go on.
show_host() {
  begin_reading
  show_state
  show_passage
  show_surroundings
  end_reading
}

finish_watching() {
  await_captures
  show_probes
  show_captures
  if has ip; then
    if [ "$verb" != probe ]; then ask_about_sources; fi
    section 5 ip ${json:+"$json"} neigh show
  fi
  show_counters
  if [ "$verb" != probe ]; then show_filters_again; fi
  frame end
}
