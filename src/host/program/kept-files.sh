# --- files that keep a change: how each is named, looked for and taken away. The undo that stands armed has this text as well.
#
#   keep KEEPER PLACE IFACE DIGEST STEP… end
#
# A file of ours is known by its digest: what somebody has edited since is not ours any more, and is left.

# A file before it has its name: none that its owner would read.
NEW_FILE=.roundtrip-new

# kept_file KEEPER PLACE IFACE
kept_file() {
  case $1 in
    networkd) echo "/etc/systemd/network/$2.d/50-roundtrip-$3.conf" ;;
    netplan) echo "/etc/netplan/90-roundtrip-$3.yaml" ;;
    networkmanager) echo "/etc/NetworkManager/dispatcher.d/50-roundtrip-$3" ;;
    ifupdown) printf '%s\n' "/etc/network/if-up.d/roundtrip-$(printf '%s' "$3" | tr -c 'A-Za-z0-9_-' _)" ;;
    sysctl) echo "/etc/sysctl.d/zz-roundtrip-$3.conf" ;;
  esac
}

# look_for_keep KEEPER PLACE IFACE DIGEST STEP…
look_for_keep() {
  file=$(kept_file "$1" "$2" "$3")
  [ -e "$file" ] || [ -L "$file" ] || return 1
  found=$(bounded 5 sha256sum "$file" 2>/dev/null) || return 2
  [ "${found%% *}" = "$4" ]
}

# each_kept FUNCTION STEP… end: calls it with the words of each step; stops where it fails.
each_kept() {
  for_each=$1
  shift
  while [ "$#" -gt 0 ]; do
    case $1 in
      route) length=8 ;;
      rule) length=5 ;;
      sysctl) length=4 ;;
      *) return 0 ;;
    esac
    [ "$#" -ge "$length" ] || return 1
    case $1 in
      route) "$for_each" "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" ;;
      rule) "$for_each" "$1" "$2" "$3" "$4" "$5" ;;
      sysctl) "$for_each" "$1" "$2" "$3" "$4" ;;
    esac || return 1
    shift "$length"
  done
}

# reload_keeper KEEPER PLACE IFACE: the owner reads its files again. Who only runs our file when an interface comes up needs none,
# nor who does not run.
reload_keeper() {
  case $1 in
    networkd | netplan) ;;
    *) return 0 ;;
  esac
  if [ "$1" = netplan ]; then insist 20 netplan generate || return; fi
  insist 10 networkctl reload || ! bounded 5 systemctl is-active --quiet systemd-networkd || return
  # A link that has failed stays so, whatever its files say by now.
  case $(sed -n 's/^ADMIN_STATE=//p' "/run/systemd/netif/links/$(cat "/sys/class/net/$3/ifindex" 2>/dev/null)" 2>/dev/null) in
    failed | linger) bounded 10 networkctl reconfigure "$3" ;;
  esac
}

# insist SECONDS COMMAND…: a second time where it fails.
insist() {
  bounded "$@" || { sleep 1 && bounded "$@"; }
}

# take_away_keep KEEPER PLACE IFACE DIGEST STEP…: the file goes, and the change stands as it did before it was kept.
take_away_keep() {
  file=$(kept_file "$1" "$2" "$3")
  rm -f "$file" || return
  if [ "$1" = networkd ]; then rmdir "${file%/*}" 2>/dev/null; fi
  # Whoever comes back to it finds no file, and knows that the change stood here.
  change_stood=yes
  reload_and_stand "$@"
}

# finish_taking_away keep KEEPER PLACE IFACE DIGEST STEP…: what whoever wrote or removed the file did not come to, where it ended
# before. Somebody else's file is left.
finish_taking_away() {
  shift
  file=$(kept_file "$1" "$2" "$3")
  rm -f "${file%/*}/$NEW_FILE"
  if [ -e "$file" ] || [ -L "$file" ]; then return; fi
  if [ "$1" = networkd ]; then rmdir "${file%/*}" 2>/dev/null; fi
  reload_and_stand "$@" >/dev/null 2>&1
}

# reload_and_stand KEEPER PLACE IFACE DIGEST STEP…: fails where the owner did not read its files again.
reload_and_stand() {
  keeper=$1
  reload_keeper "$@"
  reloaded=$?
  shift 4
  if [ "${change_stood-}" = yes ]; then
    case $keeper in networkd | netplan) stand_again "$@" ;; esac
  fi
  return "$reloaded"
}

# stand_again STEP…: the owner takes away what its file no longer names, soon and not at once; an address by DHCP goes with it, and
# comes back. It is over when all has stood there for three seconds.
stand_again() {
  tries=0 stood=0
  while [ "$tries" -lt 40 ] && [ "$stood" -lt 6 ]; do
    if each_kept look_for "$@"; then
      stood=$((stood + 1))
    else
      stood=0
      each_kept put_back "$@"
    fi
    tries=$((tries + 1))
    sleep 0.5 2>/dev/null || sleep 1
  done
}

# put_back KIND WORDS…: a step of the change, where it is not there.
put_back() {
  if look_for "$@"; then return 0; fi
  kind=$1
  shift
  # shellcheck disable=SC2046
  case $kind in
    route) bounded 5 ip "-$1" route add $(route_words "$@") ;;
    rule) bounded 5 ip "-$1" rule add pref "$2" from "$3" lookup "$4" ;;
  esac
  return 0
}

# --- the undo at the next start of the host, where a change's files were written and nobody has confirmed them yet

BOOT_UNITS=/etc/systemd/system

boot_unit() {
  echo "$BOOT_UNITS/roundtrip-undo-files-$id.service"
}

boot_link() {
  echo "$BOOT_UNITS/sysinit.target.wants/roundtrip-undo-files-$id.service"
}

# disarm_boot: fails where it is still there.
disarm_boot() {
  unit=$(boot_unit)
  [ -e "$unit" ] || [ -L "$(boot_link)" ] || return 0
  rm -f "$(boot_link)" "$unit" 2>/dev/null
  bounded 10 sync "$BOOT_UNITS" 2>/dev/null
  [ ! -e "$unit" ] && [ ! -L "$(boot_link)" ]
}
