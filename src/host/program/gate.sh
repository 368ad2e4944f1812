# Roundtrip: what a key may do here. Installed as the forced command of a key (authorized_keys: restrict,command="…"), once for
# observing and once for applying; ROLE says which this is. It runs the program that is installed beside it, as root, with
# the words that the client sent, where their verb is one of the role's. The program checks each word again.

HERE=/usr/local/libexec/roundtrip
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:/run/current-system/sw/bin
LC_ALL=C
export PATH LC_ALL
unset IFS
set -f

refuse() {
  # Who may see the journal sees what was tried.
  logger -t roundtrip -- "$ROLE: refused: $1" 2>/dev/null
  printf 'roundtrip: %s\n' "$1" >&2
  exit 126
}

check_words() {
  case $ROLE/${1-} in
    observe/survey | observe/observe | observe/probe | observe/capture | observe/recheck) ;;
    apply/apply | apply/confirm | apply/undo | apply/status) ;;
    *) refuse "the key for $ROLE may not do that" ;;
  esac
  for word in "$@"; do
    case $word in '' | *[!A-Za-z0-9.:%@/_-]*) refuse 'a word with characters that are not allowed' ;; esac
  done
}

# The client sends the program first, for hosts that have none: it is only compared. What follows it is the caller's words.
sent_program() {
  while IFS= read -r line; do
    printf '%s\n' "$line"
    # shellcheck disable=SC2016
    if [ "$line" = 'main "$@"; exit' ]; then return; fi
  done
}

digest() {
  digested=$(sha256sum)
  echo "${digested%% *}"
}

# As a forced command: the words stand behind the shell that would have run what the client sends.
run_for_client() {
  command=$SSH_ORIGINAL_COMMAND
  unset SSH_ORIGINAL_COMMAND
  case $command in *'sh -s -- '*) ;; *) refuse 'only Roundtrip may use this key' ;; esac
  words=${command#*sh -s -- }
  case ${words#"${words%%;*}"} in '' | '; fi; '*) words=${words%%;*} ;; *) refuse 'only Roundtrip may use this key' ;; esac
  # shellcheck disable=SC2016
  words=${words%' ssh $SSH_CONNECTION'}
  # shellcheck disable=SC2086
  set -- $words
  check_words "$@"
  if [ "$ROLE" = observe ] && [ "$1" != recheck ]; then
    # shellcheck disable=SC2086
    set -- "$@" ssh ${SSH_CONNECTION-}
  fi
  if [ "$(sent_program | digest)" != "$(digest <"$HERE/roundtrip-host")" ]; then
    refuse 'the program that is installed here is not the one of this Roundtrip: run "roundtrip host-setup" again'
  fi
  if [ "$(id -u)" = 0 ]; then run_program "$@"; fi
  if command -v sudo >/dev/null 2>&1; then exec sudo -n "$HERE/$ROLE" "$@"; fi
  exec doas -n "$HERE/$ROLE" "$@"
}

run_program() {
  check_words "$@"
  if [ "$ROLE" = apply ]; then logger -t roundtrip -- "$*" 2>/dev/null; fi
  exec /bin/sh "$HERE/roundtrip-host" "$@"
}

if [ -n "${SSH_ORIGINAL_COMMAND-}" ]; then run_for_client; fi
if [ "$(id -u)" != 0 ]; then refuse 'no command was given'; fi
run_program "$@"
