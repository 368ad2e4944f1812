#!/bin/bash
# One change of a host of its own (network, mounts and processes), with one fault at one of its boundaries: a call of `ip`.
# The host's network is a namespace that this script makes, so that the host can be restarted.
#
#   host-run.sh PROGRAM SHELL POINT FAULT AFTER
#
# POINT counts the calls of `ip` from the beginning of "apply" on, whoever makes them; FAULT is one of those below. AFTER is
# what the bot does then: "leaves" it to the host, "confirms" or "undoes" it, the latter two only where it was applied.
# Prints "calls=N answer=… said=… is=…": what the bot was answered, what the host says at the end, and how it is then.
set -u
program=$1 shell=$2 point=$3 fault=$4 after=$5
undo_seconds=3

steps=(
  route 4 1001 172.16.5.0/24 eth1 - link 172.16.5.4 route 4 1001 0.0.0.0/0 eth1 172.16.5.1 - -
  route 6 1001 ::/0 eth1 fd00:5::1 - - rule 6 1001 fd00:5::4/128 1001
  rule 4 1001 172.16.5.4/32 1001 sysctl net.ipv4.conf.eth1.rp_filter 1 2
)

work=/mnt
mount -t tmpfs tmpfs $work

# The host starts, with what its configuration says and an empty /run.
start_host() {
  mount -t tmpfs -o mode=755,size=256k,nr_inodes=300 tmpfs /run
  # No session's end ends the network.
  unshare -n sh -c "trap '' TERM; exec sleep 100000" &
  network=$!
  until [ "$(readlink /proc/$network/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
  on_host bash -s <<'CONFIGURATION'
ip link set lo up
ip link add eth1 type veth peer name far
ip link set eth1 up
ip link set far up
ip addr add 172.16.5.4/24 dev eth1
ip addr add fd00:5::4/64 dev eth1 nodad
sysctl -qw net.ipv4.conf.eth1.rp_filter=1
CONFIGURATION
}

on_host() { nsenter -t "$network" -n "$@"; }

# A host that went down is started again.
come_up() {
  [ -e $work/down ] || return 0
  rm $work/down
  umount -l /run
  start_host
}

start_host
real=$(readlink -f "$(command -v ip)")
cp "$real" $work/ip
cp "$(readlink -f "$(command -v date)")" $work/date
echo 0 >$work/clock
echo 0 >$work/calls
echo "$fault" >$work/fault

# What "ip" is from now on.
cat >$work/wrapper <<WRAPPER
#!/bin/sh
# No test of ours counts what only asks for the version.
case "\$*" in -V | '-N -V') exec $work/ip "\$@" ;; esac
read -r calls <$work/calls
calls=\$((calls + 1))
echo "\$calls" >$work/calls
if [ "\$calls" = "$point" ]; then . $work/strike; fi
if [ -e $work/until ]; then
  read -r how until <$work/until
  read -r uptime rest </proc/uptime
  if [ "\${uptime%%.*}" -lt "\$until" ]; then
    [ "\$how" = fails ] && exit 2
    exec sleep 1000
  fi
fi
exec $work/ip "\$@"
WRAPPER
chmod 755 $work/wrapper
mount --bind $work/wrapper "$real"
# The time of day, as far as the clock was moved.
cat >$work/clock-wrapper <<WRAPPER
#!/bin/sh
read -r moved <$work/clock
exec $work/date -d "@\$((\$($work/date +%s) + moved))" "\$@"
WRAPPER
chmod 755 $work/clock-wrapper
mount --bind $work/clock-wrapper "$(readlink -f "$(command -v date)")"
[ "$shell" = dash ] || mount --bind "$(command -v "$shell")" "$(readlink -f /bin/sh)"

# The fault itself, in the process that stands in for "ip".
later() { echo "read -r uptime rest </proc/uptime; echo \"$1 \$((\${uptime%%.*} + $2))\" >$work/until"; }
undo_processes="grep -l 'roundtrip-undo[:]' /proc/[0-9]*/cmdline | sed 's/[^0-9]//g' | sort -n"
case $fault in
  none) echo : ;;
  step-fails) echo 'exit 2' ;;
  step-works-and-fails) echo "$work/ip \"\$@\" >/dev/null 2>&1; exit 2" ;;
  step-hangs) echo 'exec sleep 1000' ;;
  step-works-and-hangs) echo "$work/ip \"\$@\" >/dev/null 2>&1; exec sleep 1000" ;;
  ip-fails-for-a-while) later fails 9 ;;
  ip-hangs-for-a-while) later hangs 9 ;;
  program-killed) echo "read -r pid <$work/program; kill -9 \$pid" ;;
  connection-cut) echo "for end in $work/reader $work/writer; do read -r pid <\$end; kill -9 \$pid; done" ;;
  network-cut) echo "for end in $work/reader $work/writer; do read -r pid <\$end; kill -STOP \$pid; done" ;;
  clock-jump) echo "echo $(((point % 2) * 2 - 1))00000 >$work/clock" ;;
  reboot) echo ": >$work/down; for p in /proc/[0-9]*; do case \${p#/proc/} in 1 | \$\$) ;; *) kill -9 \${p#/proc/} 2>/dev/null ;; esac; done; kill -9 \$\$" ;;
  session-ended) echo "for p in /proc/[0-9]*; do case \${p#/proc/} in 1 | \$\$ | \$(cat $work/driver)) ;; *) kill -TERM \${p#/proc/} 2>/dev/null ;; esac; done" ;;
  disk-full) echo "dd if=/dev/zero of=/run/filler bs=4k 2>/dev/null" ;;
  no-inodes) echo "n=0; while : >/run/filler.\$n; do n=\$((n + 1)); done 2>/dev/null" ;;
  read-only) echo "mount -o remount,ro /run" ;;
  record-removed) echo "rm -rf /run/roundtrip" ;;
  undo-worker-killed) echo "kill -9 \$($undo_processes | tail -n1)" ;;
  undo-guard-killed) echo "kill -9 \$($undo_processes | head -n1)" ;;
  undo-all-killed) echo "kill -9 \$($undo_processes)" ;;
  undo-meets-confirm) echo : ;;
  *) echo "exit 99" ;;
esac >$work/strike
case $fault in no-inodes) echo ': the shell may end at a file that it cannot make' >>$work/strike ;; esac

# The undo begins as a change is noted as confirmed, is stopped after some commands, and then killed.
if [ "$fault" = undo-meets-confirm ]; then
  cp "$(readlink -f "$(command -v ln)")" $work/ln
  cat >$work/ln-wrapper <<WRAPPER
#!/bin/sh
$work/ln "\$@"
status=\$?
case \$* in */confirmed) . $work/meet ;; esac
exit \$status
WRAPPER
  cat >$work/meet <<MEET
exec 9<&-
undo=\$($undo_processes)
read -r calls <$work/calls
kill -USR1 \$undo
tries=0
while read -r now <$work/calls && [ "\$now" -lt "\$((calls + 1 + $point % 8))" ] && [ \$tries -lt 60 ]; do
  sleep 0.05
  tries=\$((tries + 1))
done
kill -STOP \$undo
(sleep 2; kill -9 \$undo) </dev/null >/dev/null 2>&1 &
MEET
  chmod 755 $work/ln-wrapper
  mount --bind $work/ln-wrapper "$(readlink -f "$(command -v ln)")"
fi

state() {
  {
    for family in -4 -6; do
      on_host $work/ip $family route show table all
      on_host $work/ip $family rule show
    done
    on_host sh -c 'cat /proc/sys/net/ipv4/conf/*/rp_filter'
  } | grep -v 'fe80::\|ff00::/8' | sort
}

# ask VERB WORD…: the host's answer.
ask() {
  on_host timeout -k 1 60 "$shell" -s -- "$@" <"$program" 2>/dev/null | sed -n 's/^@@ROUNDTRIP [0-9]* result //p' | tail -n1
}

is_how() {
  state >$work/now
  if cmp -s $work/before $work/now; then echo restored
  elif cmp -s $work/changed $work/now; then echo changed
  else echo partly; fi
}

echo $$ >$work/driver
# The kernel brings interfaces up by and by: what is compared later must have come to rest.
rested=0
while [ $rested -lt 3 ]; do
  state >$work/before
  sleep 0.2
  if cmp -s $work/before <(state) && ! grep -q linkdown $work/before; then rested=$((rested + 1)); else rested=0; fi
done
{
  cat $work/before
  echo 'default via 172.16.5.1 dev eth1 table 1001 proto 176 '
  echo '172.16.5.0/24 dev eth1 table 1001 proto 176 scope link src 172.16.5.4 '
  echo 'default via fd00:5::1 dev eth1 table 1001 proto 176 metric 1024 pref medium'
  printf '1001:\tfrom 172.16.5.4 lookup 1001\n1001:\tfrom fd00:5::4 lookup 1001\n'
} | sort >$work/changed
# One of the settings becomes 2.
sed -i '0,/^1$/s//2/' $work/changed
sort -o $work/changed $work/changed

mkfifo $work/in $work/out
sleep 1000 >$work/in &
echo $! >$work/writer
cat <$work/out >$work/answer &
echo $! >$work/reader
cat "$program" >$work/in &
on_host "$shell" -s -- apply T1 $undo_seconds "${steps[@]}" <$work/in >$work/out 2>/dev/null &
echo $! >$work/program
wait "$(cat $work/program)" 2>/dev/null
kill -9 "$(cat $work/writer)" 2>/dev/null
come_up
answer=$(sed -n 's/^@@ROUNDTRIP [0-9]* result //p' $work/answer 2>/dev/null | tail -n1)
case $after/$answer in
  confirms/applied*) answer=$(ask confirm T1) ;;
  undoes/applied*) answer=$(ask undo T1 "${steps[@]}") ;;
esac

# The host is asked as a bot asks it that lost it, until it can say what became of the change, for a minute at the most.
end=$((SECONDS + 60))
while :; do
  sleep 1
  come_up
  said=$(ask status T1)
  case $said in
    # Nothing is said by a host that went down meanwhile: it is asked again.
    applied* | undoing* | '') ;;
    *) [ -n "$(eval "$undo_processes" 2>/dev/null)" ] || break ;;
  esac
  [ $SECONDS -lt $end ] || break
done
# A change that was kept is still there after the undo's time.
sleep $undo_seconds
come_up
is=$(is_how)
if [ $is = partly ]; then diff $work/before $work/now >&2; fi
echo "calls=$(cat $work/calls) answer=${answer// /_} said=${said// /_} is=$is"
