# --- how long the captures go on

# So much longer than it was asked at first (seconds) a capture goes on at the most, whatever its caller says.
LONGEST_HOLD=240

# Hundredths of a second since the host was started.
uptime_hundredths() {
  read -r uptime rest </proc/uptime
  echo "$((${uptime%%.*} * 100 + 1${uptime#*.} - 100))"
}

# hold_for SECONDS BY: the captures go on for so long from now, at the least.
hold_for() {
  held_until=0
  if [ -f "$tmp/held" ]; then read -r held_until <"$tmp/held"; fi
  later=$(($(uptime_hundredths) + $1 * 100))
  if [ "$later" -gt "$held_until" ]; then echo "$later" >"$tmp/held.$2" && mv "$tmp/held.$2" "$tmp/held"; fi
}

# Ends the captures when their time is up, which the caller may have put off meanwhile.
start_hold() {
  hold_for "$seconds" start
  (
    trap 'kill "$hold_sleeper" 2>/dev/null; wait "$hold_sleeper"; exit' TERM
    last=$(($(uptime_hundredths) + (seconds + LONGEST_HOLD) * 100))
    while :; do
      now=$(uptime_hundredths)
      read -r held_until <"$tmp/held"
      if [ "$now" -ge "$held_until" ] || [ "$now" -ge "$last" ]; then break; fi
      sleep "$(((held_until - now + 99) / 100))" &
      hold_sleeper=$!
      wait "$hold_sleeper"
    done
    end_processes capture
  ) </dev/null >/dev/null 2>&1 3<&- &
  hold=$!
  echo "$hold" >"$tmp/hold.pid"
}
