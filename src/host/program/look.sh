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
  show_counters
  note_counters
  start_hold
  start_captures
  show_host
  finish_watching
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
