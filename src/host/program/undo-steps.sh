# --- undoing: compared, then taken away, and looked at again

# undo_step KIND WORDS…: 0 where it is not there, whoever took it away; what is not exactly ours is left.
undo_step() {
  look_for "$@"
  case $? in
    0) ;;
    1)
      [ "$1" != keep ] || finish_taking_away "$@"
      return
      ;;
    *) return 1 ;;
  esac
  # A setting that was the same before stays.
  if [ "$1" = sysctl ] && [ "$3" = "$4" ]; then return 0; fi
  # Whether it worked is seen, not believed: a command can do its work and report failure, or the other way round.
  take_away "$@" >/dev/null 2>&1
  taken=$?
  look_for "$@"
  [ "$?" = 1 ] || return 1
  # A file is gone at once; what its owner made of it, only when it has read its files again.
  [ "$1" != keep ] || [ "$taken" = 0 ]
}

# Text lists one thing a line here.
NEWLINE='
'

# undo_all: undoes $steps, the last step first; all of them, whichever fails. $remaining is the first that is still there.
undo_all() {
  remaining=
  if [ -z "$steps" ]; then
    remaining='its steps are not known'
    return 1
  fi
  reversed=
  set -f
  IFS=$NEWLINE
  for line in $steps; do reversed=$line$NEWLINE$reversed; done
  for line in $reversed; do
    unset IFS
    # shellcheck disable=SC2086
    undo_step $line || remaining=$line
  done
  unset IFS
  [ -z "$remaining" ]
}
