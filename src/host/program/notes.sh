# --- what is noted of a change: symbolic links, which a full disk takes whole or not at all, and which need no block of it

# note NAME TEXT: shorter where the long one has no room.
note() {
  [ -L "$record/$1" ] && return
  ln -s "$2" "$record/$1" 2>/dev/null || ln -s "$(printf '%.100s' "$2")" "$record/$1" 2>/dev/null
}

noted() {
  [ -L "$record/$1" ]
}

noted_text() {
  readlink "$record/$1" 2>/dev/null
}

# The host is free for another change, and no start of it has anything to undo. Who holds it stands in a link beside the records: ID:SINCE.
release_host() {
  disarm_boot
  case $(readlink "${record%/*}/holder" 2>/dev/null) in "$id:"*) rm -f "${record%/*}/holder" ;; esac 2>/dev/null
}
