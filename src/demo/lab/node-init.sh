#!/bin/sh
# A node's first process, in namespaces of its own: makes it look like a host of its own, then waits.
# Arguments: the lab's directory, the node's name. Files for its /etc stand ready in DIRECTORY/nodes/NODE/etc.
set -eu
directory=$1
node=$2
prepared=$directory/nodes/$node
cd /
mount --make-rprivate /
# /proc is still the machine's here, so this is the process id by which others enter the node.
read -r pid _ </proc/self/stat
exec 3>"$prepared/pid"
hostname "$node"

mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/lock /run/home
mkdir -m 700 /run/home/root

# A node sees the machine's programs and files, and what it writes there stays in the node.
mkdir /run/.layers
mount -t tmpfs -o mode=700 tmpfs /run/.layers
over_layer() {
  layer=/run/.layers$1
  mkdir -p "$layer/upper" "$layer/work"
  chmod --reference="$1" "$layer/upper"
  mount -t overlay -o "lowerdir=$1,upperdir=$layer/upper,workdir=$layer/work" overlay "$1" 2>/dev/null
}
# Where the kernel has no overlay, what is small enough is copied.
as_copy() {
  mkdir /run/.copy
  mount -t tmpfs -o mode=755 tmpfs /run/.copy
  cp -a "$1/." /run/.copy/
  mount --move /run/.copy "$1"
  rmdir /run/.copy
}
for own in /etc /usr /var /root /home /opt; do
  [ -d "$own" ] || continue
  over_layer "$own" && continue
  case $own in
    /etc) as_copy /etc ;;
    /usr) [ ! -d /usr/local/sbin ] || as_copy /usr/local/sbin ;;
  esac
done
# The overlays keep their layers; nobody else needs to see them.
umount -l /run/.layers
rmdir /run/.layers

# The machine's own network configuration is not the node's.
rm -rf /etc/sysctl.d/* /etc/sysctl.conf /etc/network /etc/netplan /etc/systemd/network /etc/systemd/system \
  /etc/NetworkManager /etc/sysconfig/network-scripts /etc/iproute2/rt_tables.d/* /etc/cloud /etc/ssh \
  /etc/sudoers.d/* /etc/nftables.conf /etc/iptables /etc/dhcp \
  /etc/resolv.conf /etc/machine-id /etc/hostname /etc/hosts
cp -R "$prepared/etc/." /etc/

mkdir -p /etc/sysctl.d /etc/systemd/system
# What would speak of the machine is empty here: leases, cloud data, connection profiles, firewalls.
for emptied in /var/lib/dhcp /var/lib/dhclient /var/lib/NetworkManager /var/lib/cloud /var/lib/roundtrip \
  /var/lib/roundtrip-host /run/systemd /usr/local/lib/systemd; do
  [ -d "$emptied" ] && mount -t tmpfs -o mode=755 tmpfs "$emptied"
done

mount -t proc proc /proc
mount -t sysfs sysfs /sys
if [ -d /sys/devices/virtual/dmi ]; then
  mount -t tmpfs -o mode=755 tmpfs /sys/devices/virtual/dmi
  mkdir /sys/devices/virtual/dmi/id
  cp -R "$prepared/dmi/." /sys/devices/virtual/dmi/id/
fi
mount -t tmpfs -o mode=1777 tmpfs /tmp

# Told through a descriptor, since the lab's directory may have been covered by the mount on /tmp.
echo "$pid" >&3
exec 3>&-
# An ignored SIGCHLD outlives exec and lets the kernel reap what is orphaned here.
trap '' CHLD
exec tail -f /dev/null
