# --- what may come after the first verdict

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

SECRETS='pass(word|phrase)|auth_pass|psk|secret|private-?key|preshared|wep-?key'

show_owners() {
  if [ -d /run/systemd/netif ] && has networkctl; then section 3 networkctl --no-pager status "$device"; fi
  if [ -d /run/NetworkManager ] && has nmcli; then
    section 3 nmcli -g GENERAL.CONNECTION,IP4.GATEWAY,IP4.ROUTE device show "$device"
  fi
  files=0
  for file in /etc/netplan/*.yaml /run/systemd/network/* /etc/systemd/network/*.network \
    /etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network-scripts/route-* \
    /etc/sysconfig/network-scripts/rule-* /etc/network/interfaces /etc/network/interfaces.d/* \
    /etc/keepalived/keepalived.conf /etc/NetworkManager/system-connections/*.nmconnection /run/systemd/netif/leases/* \
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
