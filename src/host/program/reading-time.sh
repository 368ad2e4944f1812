# --- how long the listings may take

# A host that is not read after so long (seconds) is overloaded: what is left is not listed.
READING_LIMIT=30
# Where two commands take longer than this (seconds) to begin and end, no capture would listen in time.
MOST_SLACK=8

# Between these two everything that is listed counts.
begin_reading() {
  reading_since=$(uptime_seconds)
  # Every listing takes longer where all commands do: the ones that tell most come first.
  reading_limit=$((READING_LIMIT + 2 * slack))
  left_out=0
}

end_reading() {
  reading_since=
  if [ "$left_out" -gt 0 ]; then
    read -r load rest </proc/loadavg
    remark "overloaded $left_out $load" "$left_out listings were left out after $reading_limit s; load average $load"
  fi
}

# Whether the time for reading is up: the listing that is asked for is counted, and left out.
is_out_of_time() {
  if [ -z "$reading_since" ]; then return 1; fi
  read -r uptime rest </proc/uptime
  if [ "$((${uptime%%.*} - reading_since))" -lt "$reading_limit" ]; then return 1; fi
  left_out=$((left_out + 1))
}
