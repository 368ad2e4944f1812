#!/bin/sh
# Ends a database server that nobody is connected to any more: idle.sh PID SECONDS, in the directory of its cluster.
# Whoever needs it next starts it again. Where it cannot be told whether somebody is connected it goes on.
server=$1
limit=$2
step=$((limit < 15 ? limit : 15))
idle=0

# When the process began: another one may get its number.
began() { sed 's/.*) //' "/proc/$server/stat" 2>/dev/null | cut -d ' ' -f 20; }

# The server's children that serve a client call themselves "postgres: ROLE DATABASE [local] …".
somebody_is_connected() {
  children=$(cat "/proc/$server/task/$server/children" 2>/dev/null) || return 0
  for child in $children; do
    title=$(tr '\0' ' ' 2>/dev/null <"/proc/$child/cmdline") || continue
    case $title in *'[local]'*) return 0 ;; esac
  done
  return 1
}

began_at=$(began)
while [ -n "$began_at" ]; do
  sleep "$step"
  [ "$(began)" = "$began_at" ] || exit 0
  if somebody_is_connected; then idle=0; else idle=$((idle + step)); fi
  # The note lets who connects at this very moment start it again.
  if [ "$idle" -ge "$limit" ] && : >ended-idle; then
    kill -INT "$server"
    exit 0
  fi
done
