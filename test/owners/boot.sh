#!/bin/bash
# Boots a root directory in the network namespace it is started in, with mounts and processes of its own: systemd is its first process.
#
#   unshare -m -p -f -C -u -i --kill-child bash boot.sh BASE CHANGES
#
# What the host writes to its disk stands in CHANGES and is there at the next boot; /run and /tmp begin empty. /sys is read-only, as
# in containers, so that nobody waits for udev, which would look at the whole machine's devices.
set -eu
base=$1 changes=$2
mount --make-rprivate /
mkdir -p "$changes/upper" "$changes/work" "$changes/root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$changes/upper,workdir=$changes/work" "$changes/root"
cd "$changes/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount --bind sys/devices/virtual/net mnt
mount --bind sys sys
mount -o remount,bind,ro sys
mount --move mnt sys/devices/virtual/net
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755,size=32m tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm dev/net
for device in null zero full random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
pivot_root . mnt
umount -l /mnt
hostname host
export container=namespaces
exec /lib/systemd/systemd --unit=multi-user.target --log-target=journal
