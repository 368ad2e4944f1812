# --- what the program believes because root alone can have written it

# is_roots_alone FILE: whether it is root's, nobody else can write it, and it stands there itself: no symbolic link.
is_roots_alone() {
  listed=$(ls -ldn "$1" 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- $listed
  case $1 in l* | ?????w* | ????????w*) return 1 ;; esac
  [ "$3" = 0 ]
}

# is_roots_file FILE
is_roots_file() {
  [ -f "$1" ] && is_roots_alone "$1"
}

# is_roots_directory DIRECTORY
is_roots_directory() {
  [ -d "$1" ] && is_roots_alone "$1"
}

# make_roots_directory DIRECTORY: where it is not there; fails where it is another's, who may have made it just before.
make_roots_directory() {
  mkdir "$1" 2>/dev/null
  is_roots_directory "$1"
}

# keeps_what_root_makes DIRECTORY: whether nobody else can put something in the place of what root makes there.
keeps_what_root_makes() {
  listed=$(ls -ldn "$1/." 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- $listed
  case $1 in ?????????[tT]*) ;; ?????w* | ????????w*) return 1 ;; esac
  [ "$3" = 0 ]
}

# find_shells: the one that runs this, and the host's.
find_shells() {
  shells="$(readlink "/proc/$$/exe")$NEWLINE$(readlink -f /bin/sh)$NEWLINE$(readlink -f "$(command -v sh)")"
}

# is_run_by_root PID: a shell that root started. Who runs a setuid program decides its words, and it is root's in all but this.
is_run_by_root() {
  while read -r field real_user _; do
    if [ "$field" = Uid: ]; then break; fi
  done <"/proc/$1/status"
  [ "$field/$real_user" = Uid:/0 ] || return 1
  running=$(readlink "/proc/$1/exe") || return 1
  case "$NEWLINE$shells$NEWLINE" in *"$NEWLINE${running% (deleted)}$NEWLINE"*) ;; *) return 1 ;; esac
}
