# --- files that keep a change: what stands in them, and whether they may be written

# The first line of each.
WRITTEN_BY='# Written by Roundtrip: "roundtrip undo" removes it.'

# kept_text KEEPER PLACE IFACE STEP… end: the file, made of nothing but the words of the steps.
kept_text() {
  keeper=$1 place=$2 iface=$3
  shift 3
  case $keeper in
    networkd)
      printf '%s\n' "$WRITTEN_BY"
      each_kept networkd_section "$@"
      ;;
    netplan)
      printf '%s\n' "$WRITTEN_BY" network: '  version: 2' "  ${place%%/*}:" "    \"${place#*/}\":"
      netplan_list=
      each_kept netplan_route "$@"
      netplan_list=
      each_kept netplan_rule "$@"
      ;;
    networkmanager)
      printf '%s\n' '#!/bin/sh' "$WRITTEN_BY" "[ \"\$1\" = $iface ] || exit 0" \
        "case \$2 in up | reapply | dhcp4-change | dhcp6-change) ;; *) exit 0 ;; esac"
      each_kept hook_line "$@"
      echo 'exit 0'
      ;;
    ifupdown)
      printf '%s\n' '#!/bin/sh' "$WRITTEN_BY" "[ \"\$IFACE\" = $iface ] || exit 0"
      each_kept hook_line "$@"
      echo 'exit 0'
      ;;
    sysctl)
      printf '%s\n' "$WRITTEN_BY"
      each_kept sysctl_line "$@"
      ;;
  esac
}

# setting NAME WORD: nothing for a word that is left out.
setting() {
  if [ "$2" != - ]; then printf '%s\n' "$1$2"; fi
}

networkd_section() {
  echo
  case $1 in
    route)
      printf '%s\n' '[Route]' "Destination=$4"
      if [ "$6" != - ]; then printf '%s\n' "Gateway=$6" GatewayOnLink=yes; fi
      setting Scope= "$7"
      setting PreferredSource= "$8"
      printf '%s\n' "Table=$3" "Protocol=$ROUTE_PROTOCOL"
      ;;
    rule) printf '%s\n' '[RoutingPolicyRule]' "From=$4" "Table=$5" "Priority=$3" ;;
  esac
}

netplan_route() {
  [ "$1" = route ] || return 0
  [ -n "$netplan_list" ] || echo '      routes:'
  netplan_list=begun
  printf '%s\n' "        - to: \"$4\""
  if [ "$6" != - ]; then printf '%s\n' "          via: \"$6\"" '          on-link: true'; fi
  setting '          scope: ' "$7"
  if [ "$8" != - ]; then printf '%s\n' "          from: \"$8\""; fi
  printf '%s\n' "          table: $3"
}

netplan_rule() {
  [ "$1" = rule ] || return 0
  [ -n "$netplan_list" ] || echo '      routing-policy:'
  netplan_list=begun
  printf '%s\n' "        - from: \"$4\"" "          table: $5" "          priority: $3"
}

hook_line() {
  kind=$1
  shift
  six=$(six "$1")
  # shellcheck disable=SC2086
  case $kind in
    route) printf '%s\n' "ip ${six:+$six }route replace $(route_words "$@")" ;;
    rule) printf '%s\n' "ip ${six:+$six }rule add pref $2 from $3 lookup $4 2>/dev/null || :" ;;
  esac
}

sysctl_line() {
  printf '%s\n' "$2 = $4"
}

# --- the words of "keep"

# read_keep WORD…: checks them; $line is the step, $length the words that it took.
read_keep() {
  [ "$#" -ge 6 ] || fail usage 'keep: too few words'
  keeper=$2 place=$3 iface=$4 digest=$5
  is_place "$keeper" "$place" || fail usage 'keep: not a keeper and its place'
  is_interface "$iface" || fail usage 'keep: not an interface'
  case $digest in *[!0-9a-f]*) fail usage 'keep: not a digest' ;; esac
  [ "${#digest}" = 64 ] || fail usage 'keep: not a digest'
  line="keep $keeper $place $iface $digest"
  kept_length=5
  shift 5
  kept_words=
  while [ "${1-}" != end ]; do
    case $keeper/${1-} in
      sysctl/sysctl) length=4 ;;
      sysctl/*) length=0 ;;
      */route) length=8 ;;
      */rule) length=5 ;;
      *) length=0 ;;
    esac
    [ "$length" != 0 ] || fail usage 'keep: not a step that this keeper keeps'
    [ "$#" -gt "$length" ] || fail usage 'keep: too few words'
    case $1 in
      route)
        check_route "$2" "$3" "$4" "$5" "$6" "$7" "$8"
        [ "$5" = "$iface" ] || fail usage 'keep: a route of another interface'
        kept_words="$kept_words route $2 $3 $4 $5 $6 $7 $8"
        ;;
      rule)
        check_rule "$2" "$3" "$4" "$5"
        kept_words="$kept_words rule $2 $3 $4 $5"
        ;;
      sysctl)
        check_sysctl "$2" "$3" "$4"
        is_setting_of "$2" "$iface" || fail usage 'keep: a setting of another interface'
        kept_words="$kept_words sysctl $2 $3 $4"
        ;;
    esac
    kept_length=$((kept_length + length))
    shift "$length"
  done
  [ -n "$kept_words" ] || fail usage 'keep: nothing to keep'
  # shellcheck disable=SC2086
  [ "$digests_were_checked" = yes ] || [ "$(kept_text "$keeper" "$place" "$iface" $kept_words end | kept_digest)" = "$digest" ] ||
    fail usage 'keep: the digest is of another file'
  line="$line$kept_words end"
  length=$((kept_length + 1))
}

kept_digest() {
  digested=$(sha256sum)
  echo "${digested%% *}"
}

# is_place KEEPER PLACE
is_place() {
  case $1 in
    networkd) case $2 in [!A-Za-z0-9_]* | *[!A-Za-z0-9_.@:-]*) return 1 ;; *?.network) ;; *) return 1 ;; esac ;;
    netplan)
      case $2 in */*/*) return 1 ;; ethernets/?* | vlans/?* | bridges/?* | bonds/?* | vrfs/?* | wifis/?*) ;; *) return 1 ;; esac
      case ${2#*/} in [!A-Za-z0-9_]* | *[!A-Za-z0-9_.@:-]*) return 1 ;; esac
      ;;
    networkmanager | ifupdown | sysctl) [ "$2" = - ] ;;
    *) return 1 ;;
  esac && [ "${#2}" -le 110 ]
}

is_setting_of() {
  of=${1#net.ipv4.conf.}
  [ "$(printf '%s\n' "${of%.*}" | tr / .)" = "$2" ]
}

# --- whether the file may be written

# obstacle_to_keep KEEPER PLACE IFACE DIGEST STEP…
obstacle_to_keep() {
  file=$(kept_file "$1" "$2" "$3")
  managers=$(list_managers | head -n 1)
  if [ -n "$managers" ]; then
    echo "$managers decides what stands in the files of this host"
  elif ! runs_systemd; then
    echo 'without systemd nothing would take the file away if the host were restarted before it is confirmed'
  elif [ -e "$file" ] || [ -L "$file" ]; then
    echo "$file is there already"
  elif ! keeps_what_is_there "$@"; then
    echo "$not_kept"
  else
    obstacle_of_keeper "$@"
  fi
}

# $not_kept: why the file would not keep what is there.
keeps_what_is_there() {
  shift 4
  each_kept look_whether_kept "$@"
}

look_whether_kept() {
  look_for "$@"
  case $? in
    0) return 0 ;;
    1) not_kept='what it would keep is not there any more' ;;
    *) not_kept='what it would keep could not be looked at' ;;
  esac
  return 1
}

obstacle_of_keeper() {
  keeper=$1 place=$2 iface=$3
  case $keeper in
    networkd)
      links=$(links_of_network_file "/$place")
      index=$(cat "/sys/class/net/$iface/ifindex" 2>/dev/null)
      [ "$links" = "$index" ] || echo "systemd-networkd does not configure $iface alone by $place"
      ;;
    netplan)
      links=$(links_of_network_file "/10-netplan-${place#*/}.network")
      index=$(cat "/sys/class/net/$iface/ifindex" 2>/dev/null)
      [ "$links" = "$index" ] || echo "netplan does not configure $iface alone, through systemd-networkd, as ${place#*/}"
      ;;
    networkmanager)
      connection=$(bounded 5 nmcli -g GENERAL.CONNECTION device show "$iface" 2>/dev/null)
      if [ -z "$connection" ]; then
        echo "NetworkManager has no connection on $iface"
      elif [ ! -d /etc/NetworkManager/dispatcher.d ] || ! bounded 5 systemctl is-enabled --quiet NetworkManager-dispatcher 2>/dev/null; then
        echo 'NetworkManager-dispatcher.service is not enabled'
      fi
      ;;
    ifupdown)
      if [ ! -d /etc/network/if-up.d ]; then
        echo '/etc/network/if-up.d is not there'
      elif ! bounded 5 ifquery "$iface" >/dev/null 2>&1; then
        echo "ifupdown does not configure $iface"
      fi
      ;;
    sysctl)
      shift 4
      each_kept setting_after_ours "$@"
      ;;
  esac
}

# links_of_network_file /NAME: the indexes of the links that systemd-networkd configures by that file.
links_of_network_file() {
  set +f
  for link in /run/systemd/netif/links/*; do
    case $(sed -n 's/^NETWORK_FILE=//p' "$link" 2>/dev/null) in *"$1") echo "${link##*/}" ;; esac
  done
  set -f
}

# setting_after_ours sysctl KEY BEFORE AFTER: a file that names the same setting and is read after ours.
setting_after_ours() {
  key=$(printf '%s\n' "${2#net.ipv4.conf.}" | sed 's|[.]|[./]|g; s|/|[./]|g; s|\[\.\[\./\]\]|[./]|g')
  key="^[[:space:]]*-\\{0,1\\}net[./]ipv4[./]conf[./]${key}[[:space:]]*="
  set +f
  for conf in /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf; do
    [ "$(printf '%s\n' "${conf##*/}" "${file##*/}" | sort | head -n 1)" = "${file##*/}" ] || continue
    if grep -qs -- "$key" "$conf"; then echo "$conf sets it too, and is read later"; fi
  done | head -n 1
  set -f
}

# list_managers: who else decides what stands in this host's files. Nothing is written there.
list_managers() {
  if [ -e /run/ostree-booted ]; then echo ostree; fi
  case $(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"'"'") in
    flatcar) echo flatcar ;;
    bottlerocket) echo bottlerocket ;;
    cos) echo container-optimized-os ;;
    talos) echo talos ;;
    nixos) echo nixos ;;
  esac
  for of_kubelet in /var/lib/kubelet/config.yaml /var/lib/kubelet/pki /etc/kubernetes/kubelet.conf /etc/kubernetes/kubelet /var/lib/k0s/kubelet \
    /var/lib/rancher/k3s/agent/kubelet.kubeconfig /var/lib/rancher/rke2/agent/kubelet.kubeconfig /var/snap/microk8s/current/args/kubelet; do
    if [ -e "$of_kubelet" ]; then
      echo kubelet
      break
    fi
  done
  for units in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [ -e "$units/policy-routes@.service" ]; then echo amazon-ec2-net-utils; fi
    if [ -e "$units/google-guest-agent.service" ]; then echo google-guest-agent; fi
    if [ -e "$units/cloud-netconfig.service" ]; then echo cloud-netconfig; fi
    if [ -e "$units/timers.target.wants/nm-cloud-setup.timer" ]; then echo nm-cloud-setup; fi
    if [ -e "$units/ocid.service" ]; then echo oci-utils; fi
  done
  for tool in puppet ansible chef saltstack; do
    if grep -rqsiE "(managed|generated|controlled|maintained) (by|with) $tool|$tool managed" /etc/netplan /etc/systemd/network /etc/network \
      /etc/NetworkManager/system-connections /etc/sysctl.conf /etc/sysctl.d; then echo "$tool"; fi
  done
}

# --- writing it

# make_keep KEEPER PLACE IFACE DIGEST STEP…: written beside it and moved, so that it is there whole or not at all; the owner checks it.
make_keep() {
  file=$(kept_file "$1" "$2" "$3")
  keeper=$1 place=$2 iface=$3
  frame command "install -m $(kept_mode "$1") /dev/stdin $file"
  shift 4
  new=${file%/*}/$NEW_FILE
  # shellcheck disable=SC2016
  { make_directory "${file%/*}" && kept_text "$keeper" "$place" "$iface" "$@" >"$new" && chmod "$(kept_mode "$keeper")" "$new" &&
    bounded 10 sync "$new" && mv "$new" "$file" && bounded 10 sync "${file%/*}"; } 2>&1
  section_status=$?
  rm -f "$new" 2>/dev/null
  frame exit "$section_status"
  [ "$section_status" = 0 ] || return 1
  check_by_owner && reload_and_show "$@"
}

# Others than root read it: systemd-networkd has a user of its own.
make_directory() {
  [ -d "$1" ] || { mkdir "$1" && chmod 755 "$1"; }
}

kept_mode() {
  case $1 in netplan) echo 600 ;; networkmanager | ifupdown) echo 755 ;; *) echo 644 ;; esac
}

check_by_owner() {
  case $keeper in
    netplan) section 20 netplan generate ;;
    networkmanager | ifupdown) section 5 sh -n "$file" ;;
    sysctl) section 5 sysctl -p "$file" ;;
  esac
}

# systemd-networkd makes the routes anew. Those that it finds there it takes for its own as they are, and then fails altogether
# where they cannot be made yet, for want of an address that comes by DHCP (252): so they go for that moment.
reload_and_show() {
  case $keeper in networkd | netplan) ;; *) return 0 ;; esac
  each_kept make_way "$@"
  section 10 networkctl reload
}

make_way() {
  if [ "$1" = route ]; then take_away "$@" >/dev/null 2>&1; fi
  return 0
}

# keep_is_effective KEEPER PLACE IFACE DIGEST STEP…: what the file keeps is there, whoever has made it last.
keep_is_effective() {
  keeper=$1
  shift 4
  tries=0
  # What netplan has systemd-networkd make carries the protocol number of all static routes.
  OUR_PROTOCOLS="$ROUTE_PROTOCOL $STATIC_PROTOCOL"
  until each_kept look_for "$@"; do
    tries=$((tries + 1))
    # An address by DHCP comes again meanwhile.
    if [ "$tries" -gt 20 ]; then break; fi
    sleep 1
  done
  each_kept look_for "$@"
  effective=$?
  OUR_PROTOCOLS=$ROUTE_PROTOCOL
  return "$effective"
}

# --- the undo at the next start

# arm_boot: where files are to be written. A unit that needs nothing of ours: it compares, then removes.
arm_boot() {
  case "$NEWLINE$steps" in *"${NEWLINE}keep "*) ;; *) return 0 ;; esac
  remove_unlinked_units
  unit=$(boot_unit)
  {
    mkdir -p "$BOOT_UNITS/sysinit.target.wants" && boot_unit_text >"$unit" && bounded 10 sync "$unit" && ln -sf "$unit" "$(boot_link)" &&
      bounded 10 sync "$BOOT_UNITS/sysinit.target.wants"
  } 2>/dev/null || return 1
  [ -s "$unit" ] && [ -L "$(boot_link)" ]
}

# A host that went down between two commands by which that undo is armed or ended has a unit that no start runs. One change stands on
# a host at a time, so it is nobody's: it goes before another is armed, and when somebody asks what became of its change.
remove_unlinked_units() {
  set +f
  for left in "$BOOT_UNITS"/roundtrip-undo-files-*.service; do
    if is_unlinked "$left"; then rm -f "$left" 2>/dev/null; fi
  done
}

# is_unlinked UNIT
is_unlinked() {
  [ -e "$1" ] && [ ! -L "$BOOT_UNITS/sysinit.target.wants/${1##*/}" ]
}

boot_unit_text() {
  printf '%s\n' '[Unit]' "Description=Removes files that Roundtrip wrote and nobody has confirmed ($id)" \
    'DefaultDependencies=no' 'RequiresMountsFor=/etc' 'After=systemd-remount-fs.service local-fs.target' \
    'Before=sysinit.target systemd-sysctl.service network-pre.target systemd-networkd.service NetworkManager.service networking.service' \
    'Wants=network-pre.target' '' '[Service]' 'Type=oneshot'
  set -f
  IFS=$NEWLINE
  for line in $steps; do
    unset IFS
    # shellcheck disable=SC2086
    set -- $line
    [ "$1" = keep ] || continue
    file=$(kept_file "$2" "$3" "$4")
    printf '%s\n' "ExecStart=-/bin/sh -c 'rm -f ${file%/*}/$NEW_FILE'"
    printf '%s\n' "ExecStart=-/bin/sh -c 'echo \"$5  $file\" | sha256sum -c --status && rm -f $file'"
    if [ "$2" = networkd ]; then printf '%s\n' "ExecStart=-/bin/sh -c 'rmdir ${file%/*}'"; fi
    if [ "$2" = netplan ]; then printf '%s\n' "ExecStart=-/bin/sh -c 'netplan generate'"; fi
  done
  unset IFS
  printf '%s\n' "ExecStart=/bin/sh -c 'rm -f $(boot_link) $unit'"
}
