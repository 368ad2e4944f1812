# --- what the host knows

show_counters() {
  for file in /proc/net/netstat /proc/net/snmp /proc/net/snmp6 /proc/net/xfrm_stat /proc/net/dev; do
    if [ -r "$file" ]; then show_file "$file"; fi
  done
}

# counter_of FILE GROUP NAME: files like /proc/net/snmp have a line of names, and a line of values in the same order.
counter_of() {
  wanted=$3
  names=
  while read -r group rest; do
    if [ "$group" != "$2:" ]; then continue; fi
    if [ -z "$names" ]; then
      names=$rest
      continue
    fi
    # shellcheck disable=SC2086
    set -- $rest
    for name in $names; do
      if [ "$name" = "$wanted" ]; then printf '%s\n' "$1" && return; fi
      shift
    done
  done <"$1"
}

# Echo replies that ICMP has made, and packets that source validation has refused: two numbers.
answered_and_refused() {
  if [ "$(family_of "$to")" = 6 ]; then
    replies=$(while read -r name value; do if [ "$name" = Icmp6OutEchoReplies ]; then echo "$value"; fi; done </proc/net/snmp6)
  else
    replies=$(counter_of /proc/net/snmp Icmp OutEchoReps)
  fi
  echo "${replies:-0} $(counter_of /proc/net/netstat TcpExt IPReversePathFilter)"
}

note_counters() {
  answered_and_refused >"$tmp/counters"
}

# What came to it since the look began: whether an answer can still be on its way.
print_counters() {
  read -r replies_before refused_before <"$tmp/counters" || return
  # shellcheck disable=SC2046
  set -- $(answered_and_refused)
  live counted "$(($1 - replies_before))" "$((${2:-0} - ${refused_before:-0}))"
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
  if is_out_of_time; then return; fi
  counted=$(bounded 5 ip "-$1" route show table all 2>/dev/null | head -n "$((ROUTES_LISTED + 1))" | wc -l)
  if [ "$counted" -le "$ROUTES_LISTED" ]; then
    section 5 ip ${json:+"$json"} "-$1" route show table all
    return
  fi
  gap "routes$1" "more than $ROUTES_LISTED routes: only those that cover the addresses in question were listed"
  many_routes="$many_routes $1"
  section 5 ip ${json:+"$json"} "-$1" route show table local
  for address in ${to:+"$to"} ${from:+"$from"}; do show_covering_routes "$address"; done
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
    /proc/sys/net/ipv4/icmp_ratemask /proc/sys/net/ipv4/icmp_msgs_per_sec \
    /proc/sys/net/ipv4/icmp_msgs_burst /proc/sys/net/ipv4/fwmark_reflect \
    /proc/sys/net/ipv4/ip_nonlocal_bind /proc/sys/net/ipv4/ip_early_demux \
    /proc/sys/net/ipv4/tcp_fwmark_accept /proc/sys/net/ipv4/*_l3mdev_accept \
    /proc/sys/net/ipv4/tcp_syncookies /proc/sys/net/ipv4/tcp_max_syn_backlog \
    /proc/sys/net/ipv4/tcp_abort_on_overflow /proc/sys/net/ipv4/tcp_mtu_probing \
    /proc/sys/net/ipv4/tcp_tw_reuse /proc/sys/net/core/somaxconn \
    /proc/sys/net/ipv4/conf/*/disable_policy /proc/sys/net/ipv4/conf/*/disable_xfrm \
    /proc/sys/net/bridge/bridge-nf-call-* \
    /proc/sys/net/ipv6/conf/*/forwarding /proc/sys/net/ipv6/conf/*/disable_ipv6 \
    /proc/sys/net/ipv6/conf/*/ignore_routes_with_linkdown /proc/sys/net/ipv6/conf/*/accept_ra \
    /proc/sys/net/ipv6/icmp/ratelimit /proc/sys/net/ipv6/icmp/ratemask \
    /proc/sys/net/ipv6/icmp/echo_ignore_all /proc/sys/net/ipv6/icmp/echo_ignore_multicast \
    /proc/sys/net/ipv6/icmp/echo_ignore_anycast
  if [ -r /proc/sys/net/netfilter/nf_conntrack_count ]; then
    section 2 grep -sH . /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max
  fi
}

show_identity() {
  read -r release </proc/sys/kernel/osrelease
  frame command 'uname -r'
  printf '%s\n' "$release"
  frame exit 0
  sections=$((sections + 1))
}

show_state() {
  if has ip; then
    json=
    case $(bounded 2 ip -j rule show 2>/dev/null) in '['*) json=-j ;; esac
    # BusyBox has neither details nor statistics; its "ip" tells nothing of XDP.
    section 5 ip ${json:+"$json"} -d -s -s link show || section 5 ip link show
    section 5 ip ${json:+"$json"} addr show
    section 5 ip ${json:+"$json"} rule show
    show_routes 4
    show_sysctls
    section 5 ip ${json:+"$json"} -6 rule show
    show_routes 6
    section 5 ip ${json:+"$json"} neigh show
    if [ -n "$from" ]; then ask_oracle "$from"; fi
  else
    gap links 'ip is not installed'
    show_sysctls
  fi
  for file in /etc/iproute2/rt_tables /usr/share/iproute2/rt_tables /etc/iproute2/rt_tables.d/*.conf; do
    if [ -r "$file" ]; then show_file "$file"; fi
  done
  show_filters
  if [ "$verb" = observe ] && has ip; then ask_about_named_sources; fi
  live state "$sections"
}
