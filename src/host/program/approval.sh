# --- an approval that the host verifies by itself
#
# Where root has put APPROVALS/approval (host-setup does: the host's name, and how many must approve) and beside it the
# keys of those who may (allowed_signers, as ssh-keygen reads it), a change is made only once so many of them have signed
# this text, which the host makes from its own name and from the steps that it is about to make:
#
#   roundtrip approval 1
#   host NAME
#   triage ID
#   plan HASH
#   steps SHA256
#   expires SECONDS
#
# Where "verified-by bot" stands there too (host-setup writes it where ssh-keygen is not there, or cannot verify: OpenSSH before 8.1),
# the bot checks the signatures, says so ("checked"), and the journal has that nobody else did.

APPROVALS=/etc/roundtrip
# Root's alone, as all above it: /var/lib/roundtrip is the bot's own where it runs as a service on the host that it changes.
SPENT=/var/lib/roundtrip-host/spent
# So long after its end that an approval was used is kept (seconds): a fix may be undone as long.
SPENT_IS_KEPT=34560000

# An approval is never good for longer (seconds).
LONGEST_APPROVAL=604800

approvals_are_verified() {
  [ -e "$APPROVALS/approval" ]
}

# Whether root has left it to the bot to check the signatures.
bot_verifies() {
  [ "$(approval_setting verified-by)" = bot ]
}

# read_approval WORD…: "approved EXPIRES PLAN [checked]", then "signed SIGNATURE" once for each; $approval_words says how many words those
# were. A signature is the inside of what ssh-keygen writes, in the alphabet of base64url and without its end.
read_approval() {
  approval_words=0 approved_until='' approved_plan='' approval_checked='' signatures=''
  [ "${1-}" = approved ] || return 0
  if ! is_number "${2-}" || ! is_id "${3-}"; then fail usage 'approved: until when, and which plan'; fi
  approved_until=$2 approved_plan=$3
  approval_words=3
  shift 3
  if [ "${1-}" = checked ]; then
    approval_checked=yes
    approval_words=4
    shift
  fi
  while [ "${1-}" = signed ]; do
    case ${2-} in '' | *[!A-Za-z0-9_-]*) fail usage 'signed: not a signature' ;; esac
    [ "${#2}" -le 8000 ] || fail usage 'signed: too long'
    signatures="$signatures $2"
    approval_words=$((approval_words + 2))
    [ "$approval_words" -le 44 ] || fail usage 'signed: more than 20 of them'
    shift 2
  done
}

approval_setting() {
  sed -n "s/^$1 //p" "$APPROVALS/approval" 2>/dev/null | head -n 1
}

approval_text() {
  digest=$(digest_of "$steps") || return 1
  printf '%s\n' 'roundtrip approval 1' "host $(approval_setting host)" "triage $apply_id" "plan $approved_plan" \
    "steps $digest" "expires $approved_until"
}

digest_of() {
  digested=$(printf '%s' "$1" | sha256sum) || return 1
  echo "${digested%% *}"
}

# on_signature SIGNATURE WORD…: runs ssh-keygen, which finds the signature at descriptor 7; no file is written.
on_signature() {
  body=$(printf '%s\n' "$1" | tr '_-' '/+')
  while [ "$((${#body} % 4))" != 0 ]; do body=$body=; done
  shift
  set -- ssh-keygen "$@" -s /proc/self/fd/7 -f "$APPROVALS/allowed_signers"
  if [ "$timeouts" = yes ]; then set -- timeout -k 1 10 "$@"; fi
  "$@" 7<<SIGNATURE
-----BEGIN SSH SIGNATURE-----
$body
-----END SSH SIGNATURE-----
SIGNATURE
}

# check_approval: whether enough of those who may have signed exactly this; $reason says why not, $approved_by who has.
check_approval() {
  approved_by=
  reason=$(approval_lacks)
  [ -z "$reason" ] || return 1
  approvals_are_verified || return 0
  if bot_verifies; then
    approved_by=' the word of Roundtrip, which has checked the signatures: ssh-keygen here cannot'
    return 0
  fi
  needed=$(approval_setting minimum)
  is_between "$needed" 1 20 || needed=1
  count=0
  for signature in $signatures; do
    signer=$(signer_of "$signature")
    [ -n "$signer" ] || continue
    # Twice by one is once.
    case " $approved_by " in *" $signer "*) continue ;; esac
    approved_by="$approved_by $signer"
    count=$((count + 1))
  done
  [ "$count" -ge "$needed" ] && return 0
  reason="it needs the signatures of $needed who may approve here, and has $count that fit this change"
  return 1
}

# signer_of SIGNATURE: the one of those who may approve who has signed exactly this. OpenSSH 8.1 does not find a signature's signer,
# so that each is tried.
signer_of() {
  sed -e '/^#/d' -e 's/ .*//' -e 's/,.*//' "$APPROVALS/allowed_signers" | sort -u | while IFS= read -r principal; do
    case $principal in '' | *[!A-Za-z0-9._@+-]*) continue ;; esac
    if approval_text | on_signature "$1" -Y verify -n roundtrip -I "$principal" >/dev/null 2>&1; then
      printf '%s\n' "$principal"
      break
    fi
  done
}

# approval_lacks: what is missing before any signature is looked at.
approval_lacks() {
  if ! approvals_are_verified; then
    [ -z "$approved_until" ] || echo 'it was to be verified here who approved it, and this host has no list of approvers'
    return
  fi
  for file in "$APPROVALS" "$APPROVALS/approval" "$APPROVALS/allowed_signers"; do
    is_roots_alone "$file" || { echo "$file is not there, or others than root can write it" && return; }
  done
  if bot_verifies; then
    [ "$approval_checked" = yes ] || { echo 'nobody here can verify who signed it, and Roundtrip has not (approval.allowedSigners)' && return; }
  else
    has ssh-keygen || { echo 'ssh-keygen is not installed' && return; }
  fi
  [ -n "$signatures" ] || { echo 'nobody has signed it' && return; }
  seconds=$(date +%s)
  if [ "$approved_until" -le "$seconds" ]; then
    echo "its approval has expired: by this host's clock it is $(date -u '+%Y-%m-%d %H:%M:%S') UTC"
  elif [ "$approved_until" -gt "$((seconds + LONGEST_APPROVAL))" ]; then
    echo 'its approval would be good for longer than a week'
  elif [ -L "$SPENT/$apply_id" ]; then
    echo 'its approval was used already'
  fi
}

# Whether what is noted of used approvals is root's own word.
is_kept_by_root() {
  is_roots_directory "${SPENT%/*/*}" && is_roots_directory "${SPENT%/*}" && is_roots_directory "$SPENT"
}

# spend_approval: it counts once, also after a restart. What it was given for is noted with it, for the undo: UNTIL:DIGEST.
spend_approval() {
  [ -n "$approved_by" ] || return 0
  spent_on=$approved_until:$(digest_of "$steps")
  if ! { make_roots_directory "${SPENT%/*}" && make_roots_directory "$SPENT" && is_kept_by_root && ln -s "$spent_on" "$SPENT/$apply_id"; } 2>/dev/null; then
    reason='that its approval is used now cannot be noted, or was noted already'
    return 1
  fi
  bounded 5 sync "$SPENT" 2>/dev/null
  long_ago=$(($(date +%s) - SPENT_IS_KEPT))
  for old in "$SPENT"/*; do
    until=$(readlink "$old" 2>/dev/null)
    until=${until%%:*}
    if is_number "$until" && [ "$until" -lt "$long_ago" ]; then rm -f "$old"; fi
  done
}

# was_approved ID STEPS: whether these steps were made here under that id, by an approval. What an earlier version noted does not say.
was_approved() {
  is_kept_by_root || return 1
  spent_on=$(readlink "$SPENT/$1" 2>/dev/null) || return 1
  case $spent_on in *:*) [ "${spent_on#*:}" = "$(digest_of "$2")" ] ;; esac
}

# journal TEXT: for who looks at the host without asking the bot.
journal() {
  if has logger; then bounded 3 logger -t roundtrip -- "$1" 2>/dev/null; fi
}
