#!/bin/bash
# Boots this machine's own system, in namespaces of its own and with whatever it writes in memory: systemd as its first process.
#
#   unshare -n -m -p -f -C -u -i --kill-child bash boot.sh [PROGRAM]
#
# PROGRAM is a directory that stands at /opt/roundtrip there, wherever it is here.
# No service of the machine starts there, except what systemd itself needs.
set -eu
mount --make-rprivate /
base=/tmp/.booted
mkdir -p "$base"
mount -t tmpfs tmpfs "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$base/root"
cd "$base/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755,size=16m tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
for device in null zero full random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done

rm -rf etc/systemd/system/*.wants etc/systemd/network etc/network/interfaces etc/netplan
: >etc/machine-id
: >etc/fstab
mkdir -p etc/systemd/system
printf '[Unit]\nDescription=A host of the tests\nRequires=basic.target\nAfter=basic.target\nAllowIsolate=yes\n' \
  >etc/systemd/system/booted.target
for unit in systemd-udevd.service systemd-logind.service systemd-networkd.service systemd-resolved.service \
  systemd-timesyncd.service networking.service NetworkManager.service nftables.service apparmor.service; do
  ln -sf /dev/null "etc/systemd/system/$unit"
done
# What the machine's own bots keep is not the host's.
mkdir -p var/lib/roundtrip
mount -t tmpfs -o mode=755 tmpfs var/lib/roundtrip
if [ $# -gt 0 ]; then
  mkdir -p opt/roundtrip
  mount --bind "$1" opt/roundtrip
fi
pivot_root . mnt
umount -l /mnt
export container=namespaces
exec /lib/systemd/systemd --unit=booted.target --log-target=null
