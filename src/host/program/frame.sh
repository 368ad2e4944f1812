# --- what is printed: frames on standard output, live lines on standard error

frame() {
  printf '%s %s %s\n' "$MARK" "$nonce" "$*"
}

live() {
  if [ "$attended" = yes ]; then printf '%s %s live %s\n' "$MARK" "$nonce" "$*" >&2; fi
}

# fail CODE MESSAGE: bad arguments, or something that is not there.
fail() {
  live error "$@"
  shift
  printf 'roundtrip-host: %s\n' "$*" >&2
  exit 2
}

# remark WORDS TEXT: what this program says itself, among the listings.
remark() {
  frame command "roundtrip $1"
  printf '%s\n' "$2"
  frame exit 0
  sections=$((sections + 1))
}

# gap PART WHY: a part that cannot be listed.
gap() {
  remark "gap $1" "$2"
}

# nothing PART WHY: a part that needs no listing, for there is nothing of it.
nothing() {
  remark "none $1" "$2"
}

# section_as SECONDS TYPED COMMAND…
section_as() {
  if is_out_of_time; then return 124; fi
  section_limit=$1
  frame command "$2"
  shift 2
  bounded "$section_limit" "$@" 2>&1
  section_status=$?
  # What was cut off in the middle of a line.
  if [ "$section_status" -ge 124 ]; then echo; fi
  frame exit "$section_status"
  sections=$((sections + 1))
  return "$section_status"
}

section() {
  section_seconds=$1
  shift
  section_as "$section_seconds" "$*" "$@"
}

# show_file FILE: read by the shell itself, which starts no other program for it.
show_file() {
  frame command "cat $1"
  while IFS= read -r line || [ -n "$line" ]; do printf '%s\n' "$line"; done <"$1"
  frame exit 0
  sections=$((sections + 1))
}

# section_up_to LINES SECONDS COMMAND…: no more lines than that, and the command says so.
section_up_to() {
  if is_out_of_time; then return 124; fi
  section_lines=$1
  section_limit=$2
  shift 2
  frame command "$* | head -n $section_lines"
  { bounded "$section_limit" "$@" 2>&1; echo "$?" >"$tmp/section"; } | head -n "$section_lines"
  read -r section_status <"$tmp/section"
  # Whom "head" has left ends by SIGPIPE.
  if [ "$section_status" = 141 ]; then section_status=0; fi
  if [ "$section_status" -ge 124 ]; then echo; fi
  frame exit "$section_status"
  sections=$((sections + 1))
  return "$section_status"
}
