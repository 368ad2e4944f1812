# --- what can take a packet of the flow beside the packet filter: XDP, tc, TCX, bridges, IPsec

# The devices that the flow may pass, at most $most_passed: those that are captured on, what these are made of, and their masters.
find_passed_devices() {
  passed=
  passed_count=0
  for captured in ${devices:-$device}; do
    add_passed "$captured"
    add_lower_devices "$captured"
    master=$(readlink "/sys/class/net/$captured/master" 2>/dev/null)
    if [ -n "$master" ]; then add_passed "${master##*/}"; fi
  done
}

add_passed() {
  if ! is_interface "$1" || [ ! -e "/sys/class/net/$1" ]; then return 0; fi
  case " $passed " in
    *" $1 "*) ;;
    *)
      if [ "$passed_count" -lt "$most_passed" ]; then
        passed="${passed:+$passed }$1"
        passed_count=$((passed_count + 1))
      fi
      ;;
  esac
}

add_lower_devices() {
  for lower in "/sys/class/net/$1"/lower_*; do
    [ -e "$lower" ] || continue
    add_passed "${lower##*/lower_}"
    add_lower_devices "${lower##*/lower_}"
  done
}

# None of these loads a module: they ask rtnetlink, which is there with the network.
show_passage() {
  find_passed_devices
  show_traffic_control
  show_bpf
  show_bridges
  show_ipsec
  show_drivers_counters
}

# XDP is shown by "ip -d link".
show_traffic_control() {
  if ! has tc; then
    gap hooks 'tc is not installed: its filters were not listed'
    return
  fi
  for passing in $passed; do
    for way in ingress egress; do section_up_to 300 3 tc -s filter show dev "$passing" "$way"; done
    section_up_to 100 3 tc -s qdisc show dev "$passing"
  done
}

# Programs attached by TCX are listed by bpftool alone.
show_bpf() {
  if [ "$root" = yes ] && has bpftool; then
    section_up_to 500 5 bpftool net show
  elif [ -r /proc/kallsyms ] && ! grep -qw tcx_uninstall /proc/kallsyms; then
    nothing 'hooks tcx' 'this kernel has no TCX'
  elif names_bpf_programs && ! grep -q ' bpf_prog_[0-9a-f]\{16\}' /proc/kallsyms; then
    nothing 'hooks tcx' 'no BPF program is loaded'
  else
    gap hooks 'programs attached by TCX are listed by bpftool alone, with root'
  fi
}

# Whether the kernel names every BPF program among its symbols: it compiles them, and hides none.
names_bpf_programs() {
  # shellcheck disable=SC2046
  set -- $(cat /proc/sys/net/core/bpf_jit_enable /proc/sys/net/core/bpf_jit_kallsyms \
    /proc/sys/net/core/bpf_jit_harden 2>/dev/null)
  [ "$#" = 3 ] && [ "$1" != 0 ] && [ "$2" = 1 ] && [ "$3" = 0 ] && [ -r /proc/kallsyms ]
}

show_bridges() {
  set -- /sys/class/net/*/bridge
  if [ ! -d "$1" ] || ! has bridge; then return; fi
  section_up_to 500 3 bridge -d link show
  section_up_to 500 3 bridge vlan show
}

# Asking for IPsec would load xfrm_user; without it nobody can have set a policy, unless by the older PF_KEY.
show_ipsec() {
  if ! kernel_has xfrm_user xfrm_user_rcv_msg; then
    if kernel_has af_key pfkey_sendmsg; then
      gap ipsec 'policies may have been set by PF_KEY, and listing them would load a module'
    else
      nothing ipsec 'no policy can have been set: neither xfrm_user nor af_key is loaded'
    fi
  elif [ "$root" = no ]; then
    gap ipsec 'listing IPsec policies needs root'
  else
    section_up_to 500 5 ip xfrm policy
    # Security associations are listed with their keys, and these stay here.
    if ! is_out_of_time; then
      frame command 'ip xfrm state'
      bounded 5 ip xfrm state 2>&1 | grep -vE '^[[:space:]]+(auth|auth-trunc|enc|aead|comp)[[:space:]]' | head -n 500
      frame exit 0
      sections=$((sections + 1))
    fi
  fi
}

# What a card's driver counts of errors and drops; devices without hardware have none of their own.
show_drivers_counters() {
  if ! has ethtool; then return; fi
  for passing in $passed; do
    if [ ! -e "/sys/class/net/$passing/device" ] || is_out_of_time; then continue; fi
    frame command "ethtool -S $passing | grep -iE '$DRIVER_COUNTERS'"
    bounded 2 ethtool -S "$passing" 2>&1 | grep -iE "$DRIVER_COUNTERS" | grep -v ': 0$' | head -n 200
    frame exit 0
    sections=$((sections + 1))
  done
}

DRIVER_COUNTERS='NIC statistics|err|drop|discard|miss|crc|fifo|no_buf'
