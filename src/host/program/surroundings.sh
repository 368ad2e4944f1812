# --- what may come after the first verdict

# Listeners with their owners, marks and queues, then what is connected. Asking over netlink can load the kernel's diag
# modules: where they are not there yet, ss is told to read /proc, which shows neither devices nor marks nor backlogs.
show_sockets() {
  if ! has ss; then
    gap sockets 'ss is not installed'
  elif kernel_has inet_diag inet_diag_handler_cmd && kernel_has tcp_diag tcp_diag_dump && kernel_has udp_diag udp_diag_dump; then
    section_up_to 2000 5 ss -tulne
    section_up_to 5000 5 ss -tun
  else
    PROC_ROOT=/proc
    export PROC_ROOT
    section_up_to 5000 5 ss -tuan
    unset PROC_ROOT
  fi
}

SECRETS='pass(word|phrase)|auth_pass|psk|secret|private-?key|preshared|wep-?key'

# Lines of the configuration that name an interface which is not there, and files that are called after it.
show_mentions() {
  if is_out_of_time; then return; fi
  frame command "roundtrip mentions $gone"
  bounded 5 grep -rsnw -- "$gone" /etc/netplan /etc/systemd/network /run/systemd/network /etc/sysconfig/network-scripts \
    /etc/network /etc/NetworkManager/system-connections /etc/udev/rules.d /etc/sysctl.conf /etc/sysctl.d /etc/keepalived \
    /etc/nftables.conf /etc/iptables /etc/firewalld/zones /etc/conf.d /etc/dhcp /var/lib/dhcp /var/lib/dhclient \
    /var/lib/NetworkManager /run/systemd/netif | grep -viE "$SECRETS" | head -n 40
  for file in /etc/sysconfig/network-scripts/*-"$gone" /etc/systemd/network/*"$gone"* /run/systemd/network/*"$gone"* \
    /etc/network/interfaces.d/*"$gone"* /etc/NetworkManager/system-connections/"$gone".nmconnection \
    /var/lib/dhcp/*"$gone"* /var/lib/dhclient/*"$gone"* /var/lib/NetworkManager/*"$gone"*; do
    if [ -f "$file" ]; then printf '%s:\n' "$file"; fi
  done
  frame exit 0
  sections=$((sections + 1))
}

show_managers() {
  managers=$(list_managers)
  if [ -n "$managers" ]; then remark managers "$managers"; fi
}

# What systemd-networkd does with others' routes and rules: its settings where they say so, by their files (networkd.conf(5)).
show_networkd_settings() {
  frame command 'roundtrip networkd'
  set +f
  bounded 3 grep -HsiE '^[[:space:]]*ManageForeign[A-Za-z]+[[:space:]]*=' /usr/lib/systemd/networkd.conf /etc/systemd/networkd.conf \
    /usr/lib/systemd/networkd.conf.d/*.conf /run/systemd/networkd.conf.d/*.conf /etc/systemd/networkd.conf.d/*.conf
  frame exit 0
  sections=$((sections + 1))
}

show_owners() {
  if [ -n "$gone" ]; then show_mentions; fi
  if [ -z "$gone" ] && [ -n "$device" ] && [ -d /run/systemd/netif ] && has networkctl; then section 3 networkctl --no-pager status "$device"; fi
  if [ -d /run/systemd/netif ] && ! is_out_of_time; then show_networkd_settings; fi
  if [ -z "$gone" ] && [ -n "$device" ] && [ -d /run/NetworkManager ] && has nmcli; then
    section 3 nmcli -g GENERAL.CONNECTION,IP4.GATEWAY,IP4.ROUTE device show "$device"
  fi
  files=0
  for file in /etc/netplan/*.yaml /run/systemd/network/* /etc/systemd/network/*.network \
    /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network-scripts/route-* \
    /etc/sysconfig/network-scripts/rule-* /etc/network/interfaces /etc/network/interfaces.d/* \
    /etc/keepalived/keepalived.conf /etc/NetworkManager/system-connections/*.nmconnection /run/systemd/netif/leases/* \
    /var/lib/dhcp/*.leases /var/lib/dhclient/*.lease* /var/lib/NetworkManager/*.lease; do
    case $file in *' '* | *'*'*) continue ;; esac
    if [ -f "$file" ] && [ -r "$file" ] && [ "$files" -lt 40 ] && ! is_out_of_time; then
      files=$((files + 1))
      frame command "cat $file"
      # A lease file grows for years; the newest entries stand last.
      tail -n 200 "$file" 2>&1 | grep -viE "$SECRETS"
      frame exit 0
      sections=$((sections + 1))
    fi
  done
}

KERNEL_LOG='martian|ll header: |link is|link becomes|link (dis)?connected|carrier|renamed from|link status|entered (blocking|disabled|forwarding) state|NETDEV WATCHDOG|nf_conntrack|neighbou?r table|duplicate address|SYN flooding|IN=.* OUT='

show_kernel_log() {
  if is_out_of_time; then return; fi
  pattern=$KERNEL_LOG
  if [ -n "$gone" ]; then pattern="(^|[^[:alnum:]])$gone([^[:alnum:]]|\$)"; fi
  frame command "dmesg | grep -iE '$pattern' | tail -n 60"
  bounded 2 dmesg 2>&1 | grep -iE "$pattern|not permitted" | tail -n 60
  frame exit 0
  sections=$((sections + 1))
}

# Whose connection carries this: what must not be cut.
show_connection() {
  if [ -z "$ssh_connection" ]; then return; fi
  frame command "echo \$SSH_CONNECTION"
  printf '%s\n' "$ssh_connection"
  frame exit 0
  sections=$((sections + 1))
}

show_surroundings() {
  show_sockets
  section 2 grep -sH . /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name \
    /sys/class/dmi/id/chassis_asset_tag /sys/class/dmi/id/bios_vendor
  show_owners
  show_managers
  show_kernel_log
  show_connection
}
